package import ObjectModel

/// Something that the user asked for and cannot be done; one line that says what, where and what to do.
package struct ReconcileError: Error, Hashable, CustomStringConvertible {
    /// What a caller decides by.
    package enum Code: Hashable, Sendable { case configuration, input, tool, live }

    package var code: Code
    /// Infinitive without "to": `read`, `find environment`, `render`.
    package var step: String
    package var subject: String
    package var detail: String
    /// One imperative clause; `nil` where the detail says it.
    package var hint: String?
    package var location: SourceLocation?

    package init(
        _ code: Code, step: String, subject: String, detail: String, hint: String? = nil,
        location: SourceLocation? = nil
    ) {
        self.code = code
        self.step = step
        self.subject = subject
        self.detail = detail
        self.hint = hint
        self.location = location
    }

    package var description: String {
        "cannot \(step) '\(subject)': \(detail)" + (hint.map { " (hint: \($0))" } ?? "")
    }
}

/// Several independent failures, reported together; never empty.
package struct ReconcileErrors: Error, CustomStringConvertible {
    package let errors: [ReconcileError]

    package init(_ errors: [ReconcileError]) { self.errors = errors }

    package var description: String { errors.map(\.description).joined(separator: "\n") }
}
