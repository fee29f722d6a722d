/// Text that is not the JSON it should be.
package struct JSONError: Error, Hashable, CustomStringConvertible {
    package enum Code: Sendable { case malformed, tooDeep, tooLarge }
    package let code: Code
    /// What was read: a URL, a file, a cache entry.
    package let subject: String
    package let detail: String

    package var description: String { "cannot read JSON '\(subject)': \(detail) (hint: \(hint))" }

    private var hint: String {
        switch code {
        case .malformed: "check that the text is complete JSON and not, for example, an HTML error page"
        case .tooDeep: "flatten the document; at most \(JSONText.depthLimit) levels are read"
        case .tooLarge: "split the document; at most \(JSONText.sizeLimit >> 20) MiB are read"
        }
    }
}
