/// What to watch, and from where.
package struct WatchOptions: Sendable, Hashable {
    /// `nil` for all namespaces.
    package var namespace: String?
    package var labelSelector: String?
    package var fieldSelector: String?
    /// Of a list or of the last event; only what happened after it is sent.
    package var resourceVersion: String
    /// Ask for `bookmark` events, so that a quiet watch does not fall behind.
    package var allowsBookmarks = true
    /// After which the server ends the stream, normally.
    package var duration: Duration = .seconds(300)
    /// Only `metadata` of each object (`PartialObjectMetadata`).
    package var isMetadataOnly = false

    package init(resourceVersion: String) { self.resourceVersion = resourceVersion }
}

/// The events of one watch, for one reader. It ends when the server closes it, which is normal: watch again from the
/// last resource version. A connection that breaks, or a line that is cut, throws `KubeError`.
///
/// The reader sets the pace: what is not read makes the server wait.
package struct WatchStream: AsyncSequence, Sendable {
    package typealias Element = WatchEvent
    let stream: HTTPStream
    let subject: String

    package func makeAsyncIterator() -> Iterator { Iterator(stream: stream, subject: subject) }

    /// Ends the watch and its connection.
    package func cancel() { stream.cancel() }

    package struct Iterator: AsyncIteratorProtocol {
        let stream: HTTPStream
        let subject: String
        private var lines = LineSplitter()
        private var isOver = false

        fileprivate init(stream: HTTPStream, subject: String) {
            self.stream = stream
            self.subject = subject
        }

        package mutating func next() async throws -> WatchEvent? {
            while !isOver {
                if let line = lines.next() {
                    let event = try WatchEvent(line: line, subject: subject)
                    if case .gone = event { finish() }
                    return event
                }
                guard !lines.isTooLong else {
                    finish()
                    throw WatchEvent.unreadable(subject, "a line is longer than \(LineSplitter.limit >> 20) MiB")
                }
                try await readMore()
            }
            return nil
        }

        private mutating func readMore() async throws {
            do {
                if let bytes = try await stream.next() { return lines.append(bytes) }
            } catch let failure as TransferFailure {
                isOver = true
                throw KubeError(failure, step: "watch", subject: subject)
            }
            isOver = true
            if lines.hasRest { throw WatchEvent.unreadable(subject, "the connection was closed within a line") }
        }

        private mutating func finish() {
            isOver = true
            stream.cancel()
        }
    }
}

extension KubeClient {
    /// Begins a watch. A resource version that is already forgotten may come as a thrown `gone`, or as an event.
    package func watch(_ resource: APIResource, _ options: WatchOptions) async throws -> WatchStream {
        let seconds = max(1, options.duration.components.seconds)
        var query = QueryText()
        query.add("watch", "true")
        query.add("resourceVersion", options.resourceVersion)
        query.add("allowWatchBookmarks", options.allowsBookmarks ? "true" : nil)
        query.add("timeoutSeconds", String(seconds))
        query.add("labelSelector", options.labelSelector)
        query.add("fieldSelector", options.fieldSelector)
        var request = HTTPRequest(.get, try resource.path(namespace: options.namespace) + query.text)
        if options.isMetadataOnly { request.headers["accept"] = PartialMetadata.accepted(isList: false) }
        // The socket's own probes find a peer that is gone, and a server that does not end the watch as asked is given
        // half a minute more.
        var limits = self.options.limits
        limits.total = .seconds(seconds + 30)
        request.limits = limits
        let stream = try await exchange(request, step: "watch", subject: resource.qualifiedName, retry: nil) {
            try await self.counted($0, status: \.head.status) { [credentials = $1] request in
                try await self.transport.open(request, as: credentials)
            }
        } refusal: { stream in
            try await stream.refusal()
        }
        return WatchStream(stream: stream, subject: resource.qualifiedName)
    }
}

extension HTTPStream {
    /// The whole response where it is not a success, for its words; `nil` for a stream that has begun.
    fileprivate func refusal() async throws -> HTTPResponse? {
        guard !(200..<300).contains(head.status) else { return nil }
        var body: [UInt8] = []
        while body.count < 1 << 20, let bytes = try await next() { body += bytes }
        return HTTPResponse(head: head, body: body)
    }
}
