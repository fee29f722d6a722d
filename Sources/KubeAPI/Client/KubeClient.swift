import JSONText
import ObjectModel

/// The client of one API server. Every operation is safe to call from many tasks at once.
///
/// Operations throw `KubeError`, and what the credential source throws. Reads and server-side apply are made again by
/// `RetryPolicy`; a 401 makes the credentials be fetched anew, once.
package final class KubeClient: Sendable {
    package struct Options: Sendable {
        package var retry = RetryPolicy()
        package var pacing = RetryPacing.real
        package var limits = TransferLimits()
        package var userAgent = "reconcile"
        /// Where discovery and OpenAPI documents are kept; `nil` to keep nothing.
        package var cacheDirectory: String?
        /// Told of each wait before a request is made again.
        package var onRetry: (@Sendable (_ failure: KubeError, _ wait: Duration) -> Void)?
        /// Told of each answer, or of none with the status 0: for counting.
        package var onAnswer: (@Sendable (_ method: String, _ status: Int) -> Void)?
        /// Ask for gzip: worth it over slow lines only.
        package var compresses = false

        package init() {}
    }

    package let connection: ClusterConnection
    package let options: Options
    let transport: Transport
    let cache: DiskCache?

    package init(_ connection: ClusterConnection, options: Options = Options()) throws(KubeError) {
        self.connection = connection
        self.options = options
        transport = try Transport(connection, userAgent: options.userAgent, compresses: options.compresses)
        cache = options.cacheDirectory.map { DiskCache(directory: $0, server: connection.server) }
    }

    /// Ends every request under way and closes the connections.
    package func shutdown() { transport.shutdown() }

    /// Sends `request` and returns its response if the status is a success or one of `accepted`.
    ///
    /// `step` and `subject` are for the error. Throws `KubeError`.
    func respond(
        to request: HTTPRequest, step: String, subject: String, accepting accepted: Set<Int> = [],
        retry: RetryPolicy? = nil
    ) async throws -> HTTPResponse {
        try await exchange(request, step: step, subject: subject, retry: retry) {
            try await self.counted($0, status: \.head.status) { [credentials = $1] request in
                try await self.transport.send(request, as: credentials)
            }
        } refusal: { response in
            response.isSuccess || accepted.contains(response.head.status) ? nil : response
        }
    }

    /// Tells who counts of the answer, or of its absence.
    func counted<Answer>(
        _ request: HTTPRequest, status: (Answer) -> Int, _ send: (HTTPRequest) async throws -> Answer
    ) async throws -> Answer {
        do {
            let answer = try await send(request)
            options.onAnswer?(request.method.rawValue, status(answer))
            return answer
        } catch {
            options.onAnswer?(request.method.rawValue, 0)
            throw error
        }
    }

    /// Makes attempts until one brings a response that is not refused, by the rules of `RetryPolicy`.
    ///
    /// `refusal` gives the response that is an error, whole; `nil` for one that is not.
    func exchange<Answer: Sendable>(
        _ request: HTTPRequest, step: String, subject: String, retry: RetryPolicy?,
        attempt send: (HTTPRequest, Credentials) async throws -> Answer,
        refusal: (Answer) async throws -> HTTPResponse?
    ) async throws -> Answer {
        let request = prepared(request)
        let path = String(request.target.prefix { $0 != "?" })
        let start = options.pacing.now()
        var attempt = 1
        var mayRenew = true
        var credentials = try await connection.credentials.current()
        while true {
            let failure: KubeError
            do {
                let answer = try await send(request, credentials)
                guard let refused = try await refusal(answer) else { return answer }
                failure = KubeError(refused, step: step, subject: subject, path: path)
            } catch let broken as TransferFailure {
                failure = KubeError(broken, step: step, subject: subject)
            }
            if failure.code == .unauthorized, mayRenew {
                mayRenew = false
                if let other = try await credentialsAfterRefusal(of: credentials) {
                    credentials = other
                    continue
                }
            }
            try await pause(after: failure, attempt, start, request, retry ?? options.retry)
            attempt += 1
            credentials = try await connection.credentials.current()
        }
    }

    /// What the source gives after it was told of a 401; `nil` when that is the same again.
    func credentialsAfterRefusal(of refused: Credentials) async throws -> Credentials? {
        await connection.credentials.invalidate(refused)
        let next = try await connection.credentials.current()
        return next == refused ? nil : next
    }

    /// Returns when it is time for the next attempt; throws `failure` when there is none.
    private func pause(
        after failure: KubeError, _ attempt: Int, _ start: Duration, _ request: HTTPRequest, _ policy: RetryPolicy
    ) async throws {
        let wait = policy.wait(
            after: failure, attempt: attempt, elapsed: options.pacing.now() - start,
            isRepeatable: request.isRepeatable, jitter: options.pacing.jitter())
        guard let wait else { throw failure }
        options.onRetry?(failure, wait)
        do {
            try await options.pacing.sleep(wait)
        } catch {
            throw KubeError(TransferFailure.cancelled, step: failure.step, subject: failure.subject)
        }
    }

    /// With the limits and header fields that every request has.
    func prepared(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.limits = request.limits ?? options.limits
        if request.headers["accept"] == nil { request.headers["accept"] = "application/json" }
        if request.body != nil, request.headers["content-type"] == nil {
            request.headers["content-type"] = "application/json"
        }
        for (name, value) in connection.impersonationHeaders { request.headers.append(name, value) }
        return request
    }
}

extension HTTPResponse {
    var isSuccess: Bool { (200..<300).contains(head.status) }
}

/// What the server says of itself at `/version`.
package struct ServerVersion: Sendable, Hashable {
    /// `v1.20.2`
    package var gitVersion: String
    package var platform: String
}

extension ServerVersion {
    init(_ value: JSONValue, of server: String) throws(KubeError) {
        guard let version = value["gitVersion"]?.string else {
            throw KubeError(
                .malformedResponse, step: "read the version of", subject: server,
                detail: "/version has no gitVersion",
                hint: "check that the server URL is that of a Kubernetes API server")
        }
        self.init(gitVersion: version, platform: value["platform"]?.string ?? "")
    }
}

extension KubeClient {
    package func version() async throws -> ServerVersion {
        let value = try await json(HTTPRequest(.get, "/version"), step: "read the version of", subject: connection.name)
        return try ServerVersion(value, of: connection.name)
    }

    /// The body of a success as a tree.
    func json(_ request: HTTPRequest, step: String, subject: String) async throws -> JSONValue {
        let response = try await respond(to: request, step: step, subject: subject)
        return try document(response, step: step, subject: subject, path: request.target).value()
    }

    /// The body of a success, parsed; an HTML page, half a JSON or nothing is an error that shows it.
    func document(
        _ response: HTTPResponse, step: String, subject: String, path target: String
    ) throws(KubeError) -> JSONDocument {
        let path = String(target.prefix { $0 != "?" })
        do throws(JSONError) {
            return try JSONDocument(response.body, subject: path)
        } catch {
            throw .malformed(response, "that is not JSON: \(error.detail)", step: step, subject: subject, path: path)
        }
    }
}
