import Glibc
package import HTTPService
package import ObjectModel

/// How an embedded cluster behaves.
package struct EmbeddedClusterOptions: Sendable {
    /// Takes requests without the token. `kubectl` sends none over plain HTTP.
    package var allowsAnonymous = false
    /// Changes that watches can go back by; beyond them they are told 410.
    package var historyLimit = 10_000
    /// Deletes what refers to a deleted owner, as the garbage collector of a real cluster does.
    package var collectsGarbage = true
    /// Bytes of a request's body; larger ones are refused. The server's own limit is 3 MiB.
    package var bodyLimit = 3 << 20
    /// The time, for time stamps.
    package var now: @Sendable () -> Timestamp = { Timestamp(seconds: Int64(time(nil))) }
    /// Who may do what; everything unless set. What is denied is answered 403.
    package var isAllowed: @Sendable (AccessAttributes) -> Bool = { _ in true }
    /// Looked at before each request; what it returns happens instead of the answer, or to it.
    package var fault: (@Sendable (HTTPRequest) -> Fault?)?
    /// Makes UIDs and the token repeatable.
    package var seed: UInt64?

    package init() {}
}

/// Something that goes wrong with one request.
package enum Fault: Sendable {
    /// An answer of the caller's own making: 429 with `Retry-After`, 500, HTML, half a JSON.
    case answer(HTTPResponse)
    /// The right answer, of which only the first `bytes` are sent.
    case cut(bytes: Int)
    /// The right answer, late.
    case delay(milliseconds: Int)

    /// A Status of `code`, with the server's reason for it.
    package static func status(_ code: Int, reason: String, message: String, retryAfter: Int? = nil) -> Fault {
        var response = APIStatus(code, reason, message).response
        if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
        return .answer(response)
    }

    func carryOut(_ answer: () -> HTTPResponse) -> HTTPResponse {
        switch self {
        case .answer(let response): return response
        case .cut(let count):
            var response = answer()
            guard case .bytes(let bytes) = response.body else { return response }
            response.body = .cut(Array(bytes.prefix(count)), announced: bytes.count)
            return response
        case .delay(let milliseconds):
            // The connection's own thread waits; no other request does.
            usleep(UInt32(clamping: milliseconds) * 1000)
            return answer()
        }
    }
}
