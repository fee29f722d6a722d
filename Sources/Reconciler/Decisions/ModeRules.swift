package import Drift
package import ObjectModel

/// A rule of `modes` in reconcile.yaml.
package struct ModeRule: Hashable, Sendable {
    package var target: IgnoreRule.Target
    /// As in an ignore rule: `*` is any one token, and what is below a path is covered. Empty for whole objects.
    package var paths: [JSONPointer]
    package var mode: Environment.Mode

    package init(target: IgnoreRule.Target, paths: [JSONPointer] = [], mode: Environment.Mode) {
        self.target = target
        self.paths = paths
        self.mode = mode
    }

    func covers(_ pointer: JSONPointer) -> Bool {
        paths.contains { IgnoreRule.Clause(.path($0)).covers(pointer.tokens, owner: nil) }
    }
}

/// Which mode holds for an object and for a path in it.
///
/// Three have a say: the environment (its mode, or the last of its own rules that matches), the last matching rule for
/// all environments, and the object's annotation in Git. The most careful of them holds (`report` before `manual` before `revert`), so that neither an annotation in a base that
/// several environments share nor a rule for all of them makes an environment write that is said only to report.
package struct ModeRules: Hashable, Sendable {
    package var environment: Environment.Mode
    /// Of the environment itself: the last that matches takes the place of the environment's mode, either way.
    package var own: [ModeRule]
    /// Of all environments.
    package var rules: [ModeRule]

    package init(environment: Environment.Mode, own: [ModeRule] = [], rules: [ModeRule] = []) {
        self.environment = environment
        self.own = own
        self.rules = rules
    }

    /// The mode of one object, the reason where it is not the environment's, and what differs inside it.
    package struct Choice: Hashable, Sendable {
        package var mode: Environment.Mode
        /// The annotation that decided; `nil` where the environment or a rule did.
        package var source: AnnotationValue?
        /// Rules about paths of the object, in order; only those below `mode` can matter.
        package var pathRules: [ModeRule]
        package var findings: [Finding]

        /// The mode of `pointer`: the object's, or that of the last rule for it where it is more careful.
        package func mode(at pointer: JSONPointer) -> Environment.Mode {
            pathRules.last { $0.covers(pointer) }.map { min($0.mode, mode) } ?? mode
        }
    }

    /// `desired` is the object as Git has it.
    package func choice(for key: ObjectKey, desired: JSONValue) -> Choice {
        let matching = rules.filter { $0.target.matches(key) }
        let mine = own.filter { $0.target.matches(key) }
        let base = mine.last { $0.paths.isEmpty }?.mode ?? environment
        let byRule = matching.last { $0.paths.isEmpty }?.mode ?? base
        var choice = Choice(
            mode: min(base, byRule), source: nil, pathRules: (matching + mine).filter { !$0.paths.isEmpty },
            findings: [])
        let annotations = ObjectAnnotations(desired)
        if let own = annotations[Self.name] {
            let written = Environment.Mode(rawValue: own.value.lowercased())
            Self.lower(&choice, to: written ?? .report, by: own)
            if written == nil {
                let known = Environment.Mode.allCases.map(\.rawValue).joined(separator: ", ")
                choice.findings.append(own.finding("the object is only reported", hint: "write one of \(known)"))
            }
        }
        for (name, value) in Self.aliases {
            guard let found = annotations[name], found.value.lowercased() == value else { continue }
            Self.lower(&choice, to: .report, by: found)
        }
        return choice
    }

    /// The mode of an object that Git has no more, of which only the key is known: no rule makes it less careful than
    /// the environment, since pruning is allowed for the environment.
    package func mode(ofOrphan key: ObjectKey) -> Environment.Mode {
        [own, rules].reduce(environment) { mode, list in
            let matching = list.last { $0.paths.isEmpty && $0.target.matches(key) }
            return matching.map { min($0.mode, mode) } ?? mode
        }
    }

    private static let name = "reconcile.dev/mode"
    /// Other tools' words for "watch, and do not write"; those for "do not even compare" are the comparison's.
    private static let aliases = [
        ("kapp.k14s.io/update-strategy", "skip"), ("helm.toolkit.fluxcd.io/driftDetection", "disabled"),
    ]

    private static func lower(_ choice: inout Choice, to mode: Environment.Mode, by annotation: AnnotationValue) {
        guard mode < choice.mode else { return }
        choice.mode = mode
        choice.source = annotation
    }
}

extension Environment.Mode: Comparable {
    /// From the most careful to the one that writes most.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .report: 0
        case .manual: 1
        case .revert: 2
        }
    }
}
