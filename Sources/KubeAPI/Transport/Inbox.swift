import Synchronization

/// The orders of callers to the loop's thread, which it takes all at once.
final class Inbox: Sendable {
    enum Order: Sendable {
        case start(Exchange)
        /// Removes the transfer, which ends its stream or connection at once.
        case cancel(ObjectIdentifier)
        /// The reader of a paused response has room again.
        case resume(ObjectIdentifier)
        case stop
    }

    private struct State {
        var orders: [Order] = []
        var waker: CurlMulti.Waker?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// `false` when the loop has ended and nothing will be done.
    @discardableResult
    func post(_ order: Order) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.orders.append(order)
            // Under the lock, so that the loop cannot free what is being woken.
            if state.orders.count == 1 { state.waker?.wake() }
            return true
        }
    }

    func take() -> [Order] {
        state.withLock { state in
            let orders = state.orders
            state.orders = []
            return orders
        }
    }

    func attach(_ waker: CurlMulti.Waker) { state.withLock { $0.waker = waker } }

    /// From here on nothing is accepted. Returns what was posted and never taken.
    func close() -> [Order] {
        state.withLock { state in
            state.waker = nil
            state.isClosed = true
            let orders = state.orders
            state.orders = []
            return orders
        }
    }
}
