package import ObjectModel

/// What the ignore rules did to one object.
package struct IgnoreOutcome: Hashable, Sendable {
    /// What would be drift without them, in path order.
    package var hidden: [HiddenChange] = []
    /// Clauses that have something to leave out here beyond what Git's object shows.
    package var met: Set<IgnoreRule.Clause> = []

    package init(hidden: [HiddenChange] = [], met: Set<IgnoreRule.Clause> = []) {
        self.hidden = hidden
        self.met = met
    }
}

/// A change that an ignore rule keeps out of the verdict.
package struct HiddenChange: Hashable, Sendable {
    package var change: FieldChange
    /// Where the path or the manager stands that hides it: in the configuration, or in the object's annotation.
    package var rule: SourceLocation?
    /// The rule's own; empty where it has none.
    package var reason: String

    package init(_ change: FieldChange, rule: SourceLocation?, reason: String) {
        self.change = change
        self.rule = rule
        self.reason = reason
    }
}
