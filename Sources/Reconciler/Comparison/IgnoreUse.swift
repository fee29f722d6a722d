package import Drift
import ObjectModel

/// Which ignore rules had something to do in the comparisons of a run.
package struct IgnoreUse: Sendable {
    /// Rules, by their place in the policy, whose target at least one object of Git is.
    private var targeted: Set<Int> = []
    /// Rules of whose targets not every one could be compared.
    private var undecided: Set<Int> = []
    private var met: Set<IgnoreRule.Clause> = []
    /// Whether every file could be read and every object be decided.
    private var isWhole: Bool

    /// What one comparison of `objects` came to.
    package init(_ rules: [IgnoreRule], objects: [DesiredObject], outcomes: [ObjectDrift], isWhole: Bool) {
        self.isWhole = isWhole
        guard isWhole, !rules.isEmpty else { return }
        for outcome in outcomes { met.formUnion(outcome.ignored.met) }
        let uncompared = Set(outcomes.filter { [.missing, .terminating].contains($0.verdict) }.map(\.key))
        for (place, rule) in rules.enumerated() {
            look(for: rule, at: place, in: objects, uncompared: uncompared)
        }
    }

    /// Looks no further once every clause has something; most do in their first object.
    private mutating func look(
        for rule: IgnoreRule, at place: Int, in objects: [DesiredObject], uncompared: Set<ObjectKey>
    ) {
        var waiting = Set(rule.clauses).subtracting(met)
        for object in objects where rule.target.matches(object.key) {
            targeted.insert(place)
            if uncompared.contains(object.key) { undecided.insert(place) }
            let found = waiting.filter { $0.concerns(object.value) }
            met.formUnion(found)
            waiting.subtract(found)
            if waiting.isEmpty { return }
        }
    }

    /// Adds what another environment's comparison with the same rules came to.
    package mutating func merge(_ other: IgnoreUse) {
        targeted.formUnion(other.targeted)
        undecided.formUnion(other.undecided)
        met.formUnion(other.met)
        isWhole = isWhole && other.isWhole
    }

    /// Rules and clauses of `rules` that left nothing out; none where that cannot be known.
    package func findings(_ rules: [IgnoreRule]) -> [Finding] {
        guard isWhole else { return [] }
        return rules.enumerated().flatMap { place, rule -> [Finding] in
            guard targeted.contains(place) else {
                return [finding("no object of any environment is its target: mend the target, or take it out", rule)]
            }
            guard !undecided.contains(place) else { return [] }
            return rule.clauses.filter { !met.contains($0) }.map { clause in
                switch clause.pattern {
                case .path(let path):
                    finding("no object that it is for has '\(path)': mend the path, or take it out", rule, clause)
                case .manager(let glob):
                    finding(
                        "no object that it is for has a field of a manager '\(glob.pattern)': mend the name, or take it "
                            + "out", rule, clause)
                }
            }
        }
    }

    private func finding(_ detail: String, _ rule: IgnoreRule, _ clause: IgnoreRule.Clause? = nil) -> Finding {
        Finding(
            severity: .warning, rule: "unused-ignore", message: "the ignore rule does nothing: \(detail)",
            location: clause?.location ?? rule.location)
    }
}
