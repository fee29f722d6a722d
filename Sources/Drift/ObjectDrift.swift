package import ObjectModel

/// The outcome for one object, ready to be reported.
package struct ObjectDrift: Hashable, Sendable {
    package var key: ObjectKey
    /// `apps/v1`, as Git has it; as live has it for an extra object.
    package var apiVersion: String
    package var verdict: Verdict
    /// In path order. Drift and foreign fields may both be there; the verdict is the graver.
    package var changes: [FieldChange]
    /// Where the object stands in Git; `nil` for an extra one.
    package var location: SourceLocation?
    /// One sentence for `unknown`, `conflict` and `terminating`; `nil` where the changes say all.
    package var reason: String?
    /// What does not change the verdict and a person should know: a manual restart, a list key given twice.
    package var notes: [String]
    /// What the ignore rules kept out of `changes`.
    package var ignored: IgnoreOutcome

    package init(
        key: ObjectKey, apiVersion: String, verdict: Verdict, changes: [FieldChange] = [],
        location: SourceLocation? = nil, reason: String? = nil, notes: [String] = [],
        ignored: IgnoreOutcome = IgnoreOutcome()
    ) {
        self.key = key
        self.apiVersion = apiVersion
        self.verdict = verdict
        self.changes = changes
        self.location = location
        self.reason = reason
        self.notes = notes
        self.ignored = ignored
    }
}
