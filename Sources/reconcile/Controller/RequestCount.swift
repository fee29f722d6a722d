import Synchronization

/// Requests to API servers by verb and status code.
final class RequestCount: Sendable {
    private let table = Mutex<[String: Int]>([:])

    var counts: [String: Int] { table.withLock { $0 } }

    /// `code` is 0 where no answer came.
    func add(verb: String, code: Int) { table.withLock { $0["\(verb) \(code)", default: 0] += 1 } }
}
