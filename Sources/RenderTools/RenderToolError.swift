/// A tool that could not be run, failed or took too long.
package struct RenderToolError: Error, Hashable, CustomStringConvertible {
    package enum Code: Hashable, Sendable { case notInstalled, notStarted, failed, timedOut, outputTooLarge, disk }

    package let code: Code
    /// Infinitive without "to".
    package let step: String
    /// The directory that was to be rendered, or the path that was to be written.
    package let subject: String
    /// With the first of the tool's own words on standard error.
    package let detail: String
    /// One imperative clause.
    package let hint: String?

    package init(_ code: Code, step: String, subject: String, detail: String, hint: String?) {
        self.code = code
        self.step = step
        self.subject = subject
        self.detail = detail
        self.hint = hint
    }

    package var description: String {
        "cannot \(step) '\(subject)': \(detail)" + (hint.map { " (hint: \($0))" } ?? "")
    }
}
