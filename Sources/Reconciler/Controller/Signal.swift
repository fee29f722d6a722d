import Synchronization

/// Wakes one waiting task; signals that come while nobody waits are kept as one.
///
/// An `AsyncStream` would not do: it ends for good when a task that waits for it is cancelled.
package final class Signal: Sendable {
    private struct State {
        var isRaised = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func raise() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiter = state.waiter else {
                state.isRaised = true
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns when the signal was raised; throws `CancellationError`. One task waits at a time.
    package func wait() async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // What was raised stays raised for the next that waits. A second waiter would be an error of ours;
                    // it is not left hanging.
                    if Task.isCancelled || state.waiter != nil { return true }
                    guard !state.isRaised else {
                        state.isRaised = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiter
                state.waiter = nil
                return waiter
            }
            waiter?.resume()
        }
        try Task.checkCancellation()
    }
}

extension Pacing {
    /// Waits for the signal, `limit` at most.
    package func wait(for signal: Signal, atMost limit: Duration) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await signal.wait() }
            group.addTask { try await sleep(limit) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
