/// One request, whole.
package struct HTTPRequest: Sendable {
    package var method: String
    /// Decoded, without the query.
    package var path: String
    /// In their order, decoded; a name may stand more than once.
    package var query: [(name: String, value: String)]
    /// By lower-case name; of a name sent twice the first value counts.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [String: String] = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first value of a query parameter.
    package func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// One answer.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Says that `announced` bytes follow, sends fewer and closes: a broken server.
        case cut([UInt8], announced: Int)
        /// Sent piece by piece until it ends (chunked).
        case stream(any HTTPBodyStream)
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(status: Int, contentType: String, bytes: [UInt8]) {
        self.init(status: status, headers: [("Content-Type", contentType)], body: .bytes(bytes))
    }
}

/// A body whose pieces come into being while it is sent.
package protocol HTTPBodyStream: AnyObject, Sendable {
    /// Waits for the next piece, not empty; `nil` ends the body. `socket` is the peer's, to see that it has gone.
    func next(socket: Int32) -> [UInt8]?
    /// No more pieces will be asked for; called once.
    func close()
}
