/// A talk with the API server that failed: on what, in whose words, and what to do next.
///
/// No credential is ever part of one: details are the server's or libcurl's words, subjects are URL paths and names.
package struct KubeError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        // What the server answered.
        case unauthorized, forbidden, notFound, alreadyExists, conflict, gone, invalid, badRequest
        case tooManyRequests, serverError, redirected
        // The kind, or the version of it, is not one the server has.
        case notServed
        // What came is not an answer of an API server, or too much of it.
        case malformedResponse, tooLarge
        // A success that is a page for people: a login, mostly, of a proxy that stands before the server.
        case webPage
        // No answer came.
        case unreachable, connectionLost, tls, timeout, cancelled
        // The request could not be made at all.
        case badConnection
    }

    /// It would be the same for every other request: nobody is there, or nobody is let in.
    package var concernsWholeServer: Bool {
        switch code {
        case .unauthorized, .unreachable, .tls, .cancelled, .badConnection: true
        default: false
        }
    }

    /// The same, of a path that an aggregated API server may answer for: one that is set up wrong lets nobody in (401),
    /// while the main server has let us.
    package var concernsMoreThanOneGroup: Bool { concernsWholeServer && code != .unauthorized }

    /// One cause that the server gives, as in `Status.details.causes`.
    package struct Cause: Sendable, Hashable {
        /// The server's own word, such as `FieldManagerConflict` or `FieldValueInvalid`.
        package var reason: String
        /// Path of the field in the server's spelling; may be empty.
        package var field: String
        package var message: String

        package init(reason: String, field: String, message: String) {
            self.reason = reason
            self.field = field
            self.message = message
        }
    }

    package var code: Code
    /// What was being done: `list`, `apply`, `read the discovery of`.
    package var step: String
    /// On what: an object, a kind, a URL path.
    package var subject: String
    /// The other side's words.
    package var detail: String
    package var hint: String
    /// The status line's number, where there was an answer.
    package var httpStatus: Int?
    /// `Status.reason`, such as `Forbidden` or `FieldManagerConflict`.
    package var reason: String?
    package var causes: [Cause] = []
    /// How long the server asked to be left alone.
    package var retryAfter: Duration?
    /// The request may have reached the server, so its effect is not known.
    package var mayHaveBeenReceived = false

    package init(_ code: Code, step: String, subject: String, detail: String, hint: String) {
        self.code = code
        self.step = step
        self.subject = subject
        self.detail = detail
        self.hint = hint
    }

    package var description: String { "cannot \(step) '\(subject)': \(detail) (hint: \(hint))" }
}
