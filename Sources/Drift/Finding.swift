package import ObjectModel

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

extension Finding {
    /// By place, then rule, then words.
    package static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        let first = left.location ?? SourceLocation(file: "", line: 0, column: 0)
        let second = right.location ?? SourceLocation(file: "", line: 0, column: 0)
        return (first, left.rule, left.message) < (second, right.rule, right.message)
    }
}
