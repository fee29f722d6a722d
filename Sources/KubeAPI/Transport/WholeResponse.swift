import Synchronization

/// Collects a response until it is whole and wakes the one task that waits for it.
final class WholeResponse: TransferSink {
    private struct State {
        var head = HTTPHead(status: 0)
        var body: [UInt8] = []
        /// Until it is taken.
        var outcome: Result<HTTPResponse, TransferFailure>?
        var isEnded = false
        var waiter: CheckedContinuation<HTTPResponse, any Error>?
    }

    private let state = Mutex(State())

    /// Throws `TransferFailure`. To be asked once.
    func value() async throws -> HTTPResponse {
        try await withCheckedThrowingContinuation { continuation in
            let outcome = state.withLock { state in
                if !state.isEnded { state.waiter = continuation }
                return state.outcome.take()
            }
            if let outcome { continuation.resume(with: outcome.mapError { $0 }) }
        }
    }

    var isOpen: Bool { state.withLock { !$0.isEnded } }

    func head(_ head: HTTPHead) { state.withLock { $0.head = head } }

    func body(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            if !state.isEnded { unsafe state.body.append(contentsOf: bytes) }
        }
        return true
    }

    func end(_ failure: TransferFailure?) {
        let waiter = state.withLock { state -> CheckedContinuation<HTTPResponse, any Error>? in
            guard !state.isEnded else { return nil }
            state.isEnded = true
            state.outcome = failure.map(Result.failure) ?? .success(HTTPResponse(head: state.head, body: state.body))
            state.body = []
            return state.waiter.take()
        }
        guard let waiter, let outcome = state.withLock({ $0.outcome.take() }) else { return }
        waiter.resume(with: outcome.mapError { $0 })
    }
}
