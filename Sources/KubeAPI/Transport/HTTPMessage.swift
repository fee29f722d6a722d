/// One request to the API server, without the credentials it is sent with.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package var method: Method
    /// Path and query, percent-encoded, beginning with `/`; it goes after the path of the server's own URL.
    package var target: String
    package var headers = HTTPHeaders()
    package var body: [UInt8]?
    /// `nil` for those of the client.
    package var limits: TransferLimits?
    /// Whether a second copy of the request does no harm. One that may not be repeated gets a connection of its own,
    /// because libcurl repeats by itself what a reused connection has lost.
    package var isRepeatable: Bool
    /// The server's certificate comes with the head; the request gets a connection of its own for that.
    package var wantsCertificate = false

    package init(_ method: Method, _ target: String) {
        self.method = method
        self.target = target
        isRepeatable = method == .get
    }
}

/// How long a transfer may take and how much it may bring.
package struct TransferLimits: Sendable, Hashable {
    /// Until TCP and TLS are up.
    package var connect: Duration = .seconds(10)
    /// Without one byte; in whole seconds, `nil` for ever. For a stream, until its head has come.
    package var stall: Duration? = .seconds(30)
    /// For the whole exchange; `nil` for no limit.
    package var total: Duration?
    /// Of the body after decompression.
    package var bodyBytes = 256 << 20
    /// Of all heads together, interim ones included.
    package var headerBytes = 256 << 10

    package init() {}
}

/// Header fields in their order; names compare without case (RFC 9110 section 5.1).
package struct HTTPHeaders: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    package private(set) var fields: [Field] = []

    package init() {}

    /// The first value of `name`; setting replaces every field of that name.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name == name.lowercased() }
            if let newValue { append(name, newValue) }
        }
    }

    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    package func values(of name: String) -> [String] {
        fields.filter { $0.name == name.lowercased() }.map(\.value)
    }
}

/// What a response says before its body.
package struct HTTPHead: Sendable, Hashable {
    package var status: Int
    package var headers = HTTPHeaders()
    /// How long the server asks to be left alone, from seconds or a date.
    package var retryAfter: Duration?
    /// It came over HTTP/2, where requests share a connection.
    package var isHTTP2 = false
    /// A connection had to be made for it.
    package var isOnNewConnection = false
    /// The server's certificate as PEM, where the request wanted it and TLS was used.
    package var certificate: [UInt8]?

    package init(status: Int) { self.status = status }
}

/// A response that has arrived whole.
package struct HTTPResponse: Sendable {
    package var head: HTTPHead
    package var body: [UInt8]

    package init(head: HTTPHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}
