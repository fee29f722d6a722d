package import Drift
import ObjectModel

/// What an environment does to its objects, as far as rights are needed for it.
package struct ObjectRights: Sendable {
    private let prune: Environment.Prune
    private let modes: ModeRules

    /// `modes` are those of the environment.
    package init(_ environment: Environment, modes: ModeRules) {
        prune = environment.prune
        self.modes = modes
    }

    /// Whether the object's mode has it applied.
    package func writes(_ object: DesiredObject) -> Bool {
        modes.choice(for: object.key, desired: object.value).mode != .report
    }

    /// Whether it may be deleted: by pruning once Git has it no more, or to be made anew where an immutable field
    /// changes.
    package func deletes(_ object: DesiredObject) -> Bool {
        guard writes(object) else { return false }
        if RecreateChoice(of: object.value).isAllowed { return true }
        return prune.isEnabled && !prune.protects(object.key.groupKind) && modes.mode(ofOrphan: object.key) != .report
    }
}
