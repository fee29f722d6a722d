import HTTPService
import JSONText
import ObjectModel
import Synchronization

/// The state that all connections share, and the watches that wait for it to change.
final class ClusterHub: Sendable {
    private struct Shared {
        var state: ClusterState
        var watches: [ObjectIdentifier: WakeSignal] = [:]
        var isStopping = false
    }

    private let shared: Mutex<Shared>
    private let options: EmbeddedClusterOptions
    private let token: String

    init(options: EmbeddedClusterOptions, token: String, seed: UInt64) {
        self.options = options
        self.token = token
        shared = Mutex(
            Shared(
                state: ClusterState(
                    historyLimit: options.historyLimit, seed: seed, collectsGarbage: options.collectsGarbage)))
    }

    var isStopping: Bool { shared.withLock { $0.isStopping } }

    /// Answers one request, after what the options want to happen to it.
    func exchange(_ request: HTTPRequest) -> HTTPResponse {
        guard isAuthorized(request) else { return APIStatus.unauthorized.response }
        guard let fault = options.fault?(request) else { return answer(request) }
        return fault.carryOut { answer(request) }
    }

    private func isAuthorized(_ request: HTTPRequest) -> Bool {
        options.allowsAnonymous || request.headers["authorization"] == "Bearer \(token)"
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        do {
            return response(
                to: try change { (state) throws(APIStatus) in
                    try state.respond(to: request, now: options.now(), isAllowed: options.isAllowed)
                })
        } catch {
            return error.response
        }
    }

    /// Works on the state alone, then wakes the watches if it has changed.
    func change<Result>(_ body: (inout ClusterState) throws(APIStatus) -> Result) throws(APIStatus) -> Result {
        let result: Swift.Result<Result, APIStatus> = shared.withLock { shared in
            let before = shared.state.revision
            defer { if shared.state.revision != before { shared.watches.values.forEach { $0.signal() } } }
            do throws(APIStatus) {
                return .success(try body(&shared.state))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Creates an object without a request.
    func seed(_ object: JSONValue, _ kind: GroupVersionKind, _ manager: String) throws(APIStatus) {
        let request = HTTPRequest(method: "POST", path: "", query: [("fieldManager", manager)])
        let options = try RequestOptions(request, kind: "CreateOptions")
        try change { (state) throws(APIStatus) in
            guard let resource = state.catalog.resource(of: kind) else { throw .noSuchResource }
            let namespace = resource.isNamespaced ? object.objectNamespace : ""
            let context = WriteContext(
                resource: resource, name: ObjectName(namespace: namespace, name: object.objectName),
                subresource: nil, options: options, now: self.options.now())
            _ = try state.create(object, context)
        }
    }

    func compact() { shared.withLock { $0.state.compact() } }

    private func response(to answer: APIAnswer) -> HTTPResponse {
        switch answer {
        case .json(let status, let value):
            return HTTPResponse(status: status, contentType: "application/json", bytes: JSONText.write(value))
        case .text(let text):
            return HTTPResponse(status: 200, contentType: "text/plain; charset=utf-8", bytes: Array(text.utf8))
        case .notFound:
            let text = "404 page not found\n"
            return HTTPResponse(status: 404, contentType: "text/plain; charset=utf-8", bytes: Array(text.utf8))
        case .bytes(let type, let bytes): return HTTPResponse(status: 200, contentType: type, bytes: bytes)
        case .watch(let query, let first, let isOver):
            guard let wake = WakeSignal() else {
                return APIStatus(500, "InternalError", "no descriptor is left for a watch").response
            }
            shared.withLock { $0.watches[ObjectIdentifier(wake)] = wake }
            let stream = WatchStream(query, first: first, isOver: isOver, hub: self, wake: wake)
            return HTTPResponse(
                status: 200, headers: [("Content-Type", "application/json")], body: .stream(stream))
        }
    }

    func lines(_ query: inout WatchQuery) -> [UInt8]? {
        // Under the lock: a copy of the state that outlived it would make the next write copy whole collections.
        shared.withLock { query.lines($0.state) }
    }

    func forget(_ wake: WakeSignal) { shared.withLock { $0.watches[ObjectIdentifier(wake)] = nil } }

    /// Ends every watch.
    func stop() {
        shared.withLock { shared in
            shared.isStopping = true
            shared.watches.values.forEach { $0.signal() }
        }
    }
}
