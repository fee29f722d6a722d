import JSONText
import ObjectModel

extension KubeError {
    /// What a response that is not a success says.
    init(_ response: HTTPResponse, step: String, subject: String, path: String) {
        // No Status is an answer too: then the response itself is described.
        let status = (try? JSONText.read(response.body, subject: path)).flatMap(StatusBody.init)
        let code = response.isUnknownPath ? .notServed : Self.code(response.head.status, status)
        self.init(
            code, step: step, subject: subject,
            detail: status?.message ?? response.oddity(path, "the server answered \(response.head.status)"),
            hint: Self.hint(code, status))
        httpStatus = response.head.status
        reason = status?.reason
        causes = status?.causes ?? []
        retryAfter = response.head.retryAfter ?? status?.retryAfter
        mayHaveBeenReceived = true
    }

    /// A transfer that brought no response.
    init(_ failure: TransferFailure, step: String, subject: String) {
        self.init(failure.code, step: step, subject: subject, detail: failure.detail, hint: failure.hint)
        mayHaveBeenReceived = failure.mayHaveBeenReceived
    }

    /// A success whose body is not what was asked for.
    static func malformed(
        _ response: HTTPResponse, _ words: String, step: String, subject: String, path: String
    ) -> KubeError {
        var error = KubeError(
            response.isWebPage ? .webPage : .malformedResponse, step: step, subject: subject,
            detail: response.oddity(path, "the server answered \(response.head.status), but \(words)"),
            hint: "check that the server URL is that of a Kubernetes API server and that no proxy changes its answers")
        error.httpStatus = response.head.status
        error.mayHaveBeenReceived = true
        return error
    }

    /// By the status line, refined by the reason. A client error that no API server wrote is not taken for one:
    /// the 404 of some proxy does not mean that an object is missing.
    private static func code(_ status: Int, _ body: StatusBody?) -> Code {
        switch status {
        // Nothing was asked for that could not have been modified.
        case 304: .malformedResponse
        case 300..<400: .redirected
        case 401: .unauthorized
        case 403: .forbidden
        case 429: .tooManyRequests
        case 500...: .serverError
        case _ where body == nil: .malformedResponse
        case 404: .notFound
        case 409: body?.reason == "AlreadyExists" ? .alreadyExists : .conflict
        case 410: .gone
        case 422: .invalid
        default: .badRequest
        }
    }

    private static func hint(_ code: Code, _ body: StatusBody?) -> String {
        switch code {
        case .unauthorized: "renew the credentials of this context; a token or certificate may have expired"
        case .notServed: "look at 'kubectl api-resources': the kind may have been removed"
        case .forbidden: "ask for an RBAC role that allows it"
        case .notFound: "check the name, the namespace and the context"
        case .alreadyExists: "apply it instead of creating it"
        case .conflict:
            body?.causes.contains { $0.reason == "FieldManagerConflict" } == true
                ? "settle who owns the field, or apply with force" : "read the object again and repeat the change"
        case .gone: "list again: the server has forgotten that resource version"
        case .invalid, .badRequest: "correct the manifest"
        case .tooManyRequests: "try again later, or raise the server's priority level for this client"
        case .serverError: "look at the API server's log"
        case .redirected: "write the final URL as the cluster's server: redirects are not followed"
        default: "check that the server URL is that of a Kubernetes API server"
        }
    }
}

/// The parts of a `v1` Status that are used (meta/v1 types.go).
struct StatusBody {
    let message: String?
    let reason: String?
    let causes: [KubeError.Cause]
    let retryAfter: Duration?
    let code: Int?

    /// `nil` for anything that is not a Status.
    init?(_ value: JSONValue) {
        guard value["kind"]?.string == "Status" else { return nil }
        message = value["message"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        reason = value["reason"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        code = value["code"]?.integer.flatMap { Int(exactly: $0) }
        let details = value["details"]
        causes = (details?["causes"]?.array ?? []).map {
            KubeError.Cause(
                reason: $0["reason"]?.string ?? "", field: $0["field"]?.string ?? "",
                message: $0["message"]?.string ?? "")
        }
        let seconds = details?["retryAfterSeconds"]?.integer ?? 0
        retryAfter = seconds > 0 ? .seconds(min(seconds, 86_400)) : nil
    }
}

extension HTTPResponse {
    /// What an API server says to a path under which it serves nothing (`http.NotFound` of Go).
    fileprivate var isUnknownPath: Bool {
        head.status == 404 && body.starts(with: Array("404 page not found".utf8))
            && head.headers["content-type"]?.hasPrefix("text/plain") == true
    }

    /// HTML by its type, or by how it begins.
    fileprivate var isWebPage: Bool {
        if let type = head.headers["content-type"]?.lowercased(), type.hasPrefix("text/html") { return true }
        let start = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return start == UInt8(ascii: "<")
    }

    /// `words`, then where it came from, what it claims to be and how it begins, for an answer that nobody can read.
    func oddity(_ path: String, _ words: String) -> String {
        let type = head.headers["content-type"].map { "content type \($0)" } ?? "no content type"
        return "\(words) (\(path), \(type), \(body.count) bytes\(beginning(path)))"
    }

    /// The first bytes on one line. Those of a Secret are not shown: a cut answer may hold its values.
    private func beginning(_ path: String) -> String {
        guard !body.isEmpty, !path.contains("/secrets") else { return "" }
        let text = String(decoding: body.prefix(80), as: UTF8.self)
        let line = text.unicodeScalars.map { $0.properties.isWhitespace || $0.value < 32 ? " " : String($0) }.joined()
        return ", beginning '\(line.split(separator: " ").joined(separator: " "))'"
    }
}
