import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// The connections that are open: none lasts longer than it may, and their bodies share one allowance.
final class Connections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        var bodyBytes = 0
        var isLookingScheduled = false
    }

    private let state = Mutex(State())
    private let limits: HTTPServerSettings.Limits
    private let queue = DispatchQueue(label: "http.deadlines")
    /// Entered by each request, to be waited for.
    private let requests = DispatchGroup()

    init(limits: HTTPServerSettings.Limits) { self.limits = limits }

    /// When a connection that starts, or has ended a request, now must have ended the next.
    var deadline: Int64 {
        guard let seconds = limits.requestSeconds else { return .max }
        return monotonicMilliseconds() + Int64(seconds) * 1000
    }

    func opened(_ connection: Connection) {
        state.withLock { state in
            state.open[ObjectIdentifier(connection)] = connection
            schedule(&state)
        }
    }

    /// Called before the library closes the socket, whose number may be another connection's afterwards.
    func closed(_ connection: Connection) {
        state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(connection)) }
    }

    /// One look is on its way at any time while a connection is open, at the earliest deadline.
    private func schedule(_ state: inout State) {
        guard limits.requestSeconds != nil, !state.isLookingScheduled,
            let next = state.open.values.map(\.deadline).min()
        else { return }
        state.isLookingScheduled = true
        let wait = max(0, next - monotonicMilliseconds()) + 1
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(wait))) { [weak self] in self?.endTheLate() }
    }

    private func endTheLate() {
        let now = monotonicMilliseconds()
        state.withLock { state in
            state.isLookingScheduled = false
            // The connection's thread sees the end, tells `closed`, and closes the socket after that.
            for connection in state.open.values where connection.deadline <= now { connection.end() }
            schedule(&state)
        }
    }

    func began() { requests.enter() }

    func ended(_ connection: Connection?) {
        connection?.extend(to: deadline)
        requests.leave()
    }

    /// Returns when no request is under way, or after `grace`.
    func waitForRequests(_ grace: Duration) {
        let (seconds, attoseconds) = grace.components
        guard seconds > 0 || attoseconds > 0 else { return }
        let milliseconds = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
        let whole = milliseconds.overflow ? Int.max : milliseconds.partialValue
        _ = requests.wait(timeout: .now() + .milliseconds(whole) + .nanoseconds(Int(attoseconds / 1_000_000_000)))
    }

    /// Takes room for `count` more bytes of body; false when there is none.
    func reserve(_ count: Int) -> Bool {
        state.withLock { state in
            guard state.bodyBytes + count <= limits.bodyBytesInAll else { return false }
            state.bodyBytes += count
            return true
        }
    }

    func release(_ count: Int) { state.withLock { $0.bodyBytes -= count } }
}

/// One open connection.
final class Connection: Sendable {
    let service: Service
    private let socket: Int32
    private let last: Atomic<Int64>
    private let isOver = Atomic(false)

    init(socket: Int32, service: Service) {
        self.socket = socket
        self.service = service
        last = Atomic(service.connections.deadline)
    }

    /// In monotonic milliseconds; never, once the connection was ended.
    var deadline: Int64 { isOver.load(ordering: .relaxed) ? .max : last.load(ordering: .relaxed) }

    func extend(to deadline: Int64) { last.store(deadline, ordering: .relaxed) }

    /// Only while the connection is in `Connections`: the socket is open until it has left them.
    func end() {
        isOver.store(true, ordering: .relaxed)
        shutdown(socket, Int32(SHUT_RDWR))
    }
}

/// Tells of each connection when it starts and, before its socket is closed, when it is over.
func mhdConnection(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    kept: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context, let connection = unsafe connection, let kept = unsafe kept else { return }
    let service = unsafe Unmanaged<Service>.fromOpaque(context).takeUnretainedValue()
    if reason == MHD_ConnectionNotificationCode.CONNECTION_NOTIFY_STARTED {
        let opened = unsafe Connection(socket: rc_mhd_socket(connection), service: service)
        // Retained for the library here, released below.
        unsafe kept.pointee = unsafe Unmanaged.passRetained(opened).toOpaque()
        service.connections.opened(opened)
    } else if let raw = unsafe kept.pointee {
        let closed = unsafe Unmanaged<Connection>.fromOpaque(raw)
        unsafe service.connections.closed(closed.takeUnretainedValue())
        unsafe closed.release()
        unsafe kept.pointee = nil
    }
}
