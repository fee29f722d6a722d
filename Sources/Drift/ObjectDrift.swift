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

/// Something about the repository that a person should mend, found without asking for a verdict.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable { case error, warning }

    package var severity: Severity
    /// Stable identifier in kebab case, such as `string-expected`; the docs list them.
    package var rule: String
    /// `cannot read …: … (hint: …)` for an error, one sentence for a warning.
    package var message: String
    package var location: SourceLocation?
    package var object: ObjectKey?

    package init(
        severity: Severity, rule: String, message: String, location: SourceLocation? = nil, object: ObjectKey? = nil
    ) {
        self.severity = severity
        self.rule = rule
        self.message = message
        self.location = location
        self.object = object
    }
}
