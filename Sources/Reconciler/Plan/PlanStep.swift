package import Drift
package import ObjectModel

/// One thing to be done to one object.
package struct PlanStep: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable {
        case create, update, recreate, prune
        /// In sync, and applied by others: we become the owner of what Git sets.
        case takeOver
    }

    package var action: Action
    package var key: ObjectKey
    package var kind: GroupVersionKind
    package var wave: Int
    package var order: ApplyOrder
    /// What differs, in path order; empty for `create` and `prune`.
    package var changes: [FieldChange]
    /// Where Git says so; `nil` for `prune`.
    package var location: SourceLocation?
    /// Of the object to be pruned; empty otherwise.
    package var uid: String
    /// Carried out only when the plan's hash is approved.
    package var needsApproval: Bool

    package init(
        _ action: Action, _ key: ObjectKey, kind: GroupVersionKind, wave: Int, changes: [FieldChange] = [],
        location: SourceLocation? = nil, uid: String = "", needsApproval: Bool = false
    ) {
        self.action = action
        self.key = key
        self.kind = kind
        self.wave = wave
        order = ApplyOrder(key.groupKind)
        self.changes = changes
        self.location = location
        self.uid = uid
        self.needsApproval = needsApproval
    }
}

extension PlanStep: Comparable {
    /// Applies by wave, apply order and key; after them prunes, the other way round.
    package static func < (left: PlanStep, right: PlanStep) -> Bool {
        switch (left.action == .prune, right.action == .prune) {
        case (false, true): true
        case (true, false): false
        case (false, false): (left.wave, left.order, left.key) < (right.wave, right.order, right.key)
        case (true, true): (right.wave, right.order, right.key) < (left.wave, left.order, left.key)
        }
    }
}

/// An object that differs and is left as it is.
package struct PlanSkip: Hashable, Sendable {
    package var key: ObjectKey
    package var kind: GroupVersionKind
    package var verdict: Verdict
    package var refusal: Refusal
    package var location: SourceLocation?

    package init(
        _ key: ObjectKey, kind: GroupVersionKind, verdict: Verdict, refusal: Refusal, location: SourceLocation? = nil
    ) {
        self.key = key
        self.kind = kind
        self.verdict = verdict
        self.refusal = refusal
        self.location = location
    }
}
