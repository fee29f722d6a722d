/// Where a server listens, what it shows as its identity, and what it puts up with.
package struct HTTPServerSettings: Sendable {
    package enum Address: Hashable, Sendable, CustomStringConvertible {
        /// Reached from this machine alone: 127.0.0.1.
        case loopback
        /// Every address of this machine, IPv4 and IPv6.
        case all
        /// `10.0.0.7`, `::1`; names are not looked up.
        case numeric(String)

        package var description: String {
            switch self {
            case .loopback: "127.0.0.1"
            case .all: "*"
            case .numeric(let text): text.contains(":") ? "[\(text)]" : text
            }
        }
    }

    /// PEM files; read again when they change.
    package struct Certificate: Sendable {
        package var certificateFile: String
        package var keyFile: String
        /// Told when changed files cannot be used; the server goes on with those that it has.
        package var onRefusal: @Sendable (HTTPServiceError) -> Void

        package init(
            certificateFile: String, keyFile: String,
            onRefusal: @escaping @Sendable (HTTPServiceError) -> Void = { _ in }
        ) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.onRefusal = onRefusal
        }
    }

    package struct Limits: Sendable {
        /// Bytes of one request's body; a larger one is answered with `HTTPServerSettings.tooLarge`.
        package var bodyBytes = 1 << 20
        /// Bytes of all bodies that are arriving at once; beyond them a request is answered 503.
        package var bodyBytesInAll = 16 << 20
        /// Bytes of request line and fields, and of the fields of the answer.
        package var headBytes = 32 << 10
        /// Connections at once; more are closed.
        package var connections: UInt32 = 128
        /// Connections at once from one address, 0 for any number; more are closed at once.
        package var connectionsOfAddress: UInt32 = 32
        /// A connection without a byte in either direction is closed after this.
        package var idleSeconds: UInt32 = 20
        /// From the start of a connection, or the end of its last request, to the end of the next; `nil` for no limit.
        ///
        /// However slowly a client sends or reads, it holds its thread no longer than this.
        package var requestSeconds: UInt32? = 30

        package init() {}
    }

    package var address = Address.loopback
    /// 0 lets the kernel pick one.
    package var port: UInt16 = 0
    /// `nil` for plain HTTP; with one, TLS 1.2 and newer alone are spoken.
    package var certificate: Certificate?
    package var limits = Limits()
    /// The answer to a body above the limit.
    package var tooLarge = HTTPResponse(
        status: 413, contentType: "text/plain; charset=utf-8", bytes: Array("the body is too large\n".utf8))

    package init() {}
}
