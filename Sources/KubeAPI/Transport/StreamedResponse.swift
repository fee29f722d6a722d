import Synchronization

/// Holds what of a response has arrived and was not read yet, up to a limit beyond which the transfer is paused.
final class StreamedResponse: TransferSink {
    private struct State {
        var head: HTTPHead?
        var pending: [UInt8] = []
        var failure: TransferFailure?
        var isEnded = false
        /// The transfer waits for room.
        var isPaused = false
        var waiter: Waiter?
    }

    /// The one task that waits: for the head, or for bytes.
    private enum Waiter {
        case head(CheckedContinuation<HTTPHead, any Error>)
        case bytes(CheckedContinuation<[UInt8]?, any Error>)
    }

    /// Bytes beyond which no more are taken from the connection.
    private static let limit = 1 << 20

    private let state = Mutex(State())

    var isOpen: Bool { state.withLock { !$0.isEnded } }

    // MARK: the loop's side

    func head(_ head: HTTPHead) { update { $0.head = head } }

    func body(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var taken = false
        update { state in
            taken = state.isEnded || state.pending.count < Self.limit
            state.isPaused = !taken
            if taken, !state.isEnded { unsafe state.pending.append(contentsOf: bytes) }
        }
        return taken
    }

    func end(_ failure: TransferFailure?) {
        update { state in
            guard !state.isEnded else { return }
            state.isEnded = true
            state.failure = failure
            // After a cancellation nobody reads on.
            if failure?.code == .cancelled { state.pending = [] }
        }
    }

    // MARK: the reader's side, one task at a time

    /// Throws `TransferFailure`.
    func head() async throws -> HTTPHead {
        try await withCheckedThrowingContinuation { continuation in update { $0.waiter = .head(continuation) } }
    }

    /// What has arrived since the last call, `nil` after the end; `isRoomMade` when a paused transfer may go on.
    /// Bytes that came before a failure are given first. Throws `TransferFailure`.
    func next() async throws -> (bytes: [UInt8]?, isRoomMade: Bool) {
        let bytes = try await withCheckedThrowingContinuation { continuation in
            update { $0.waiter = .bytes(continuation) }
        }
        let isRoomMade = state.withLock { state in
            defer { state.isPaused = false }
            return state.isPaused
        }
        return (bytes, isRoomMade)
    }

    /// Changes the state, then wakes the waiter if what it waits for is there; outside the lock.
    private func update(_ change: (inout State) -> Void) {
        let wake = state.withLock { state -> (() -> Void)? in
            change(&state)
            return Self.wakeUp(&state)
        }
        wake?()
    }

    private static func wakeUp(_ state: inout State) -> (() -> Void)? {
        switch state.waiter {
        case .head(let continuation):
            guard state.head != nil || state.isEnded else { return nil }
            state.waiter = nil
            let failure = state.failure ?? .noHead
            return { [head = state.head] in
                if let head { continuation.resume(returning: head) } else { continuation.resume(throwing: failure) }
            }
        case .bytes(let continuation):
            guard !state.pending.isEmpty || state.isEnded else { return nil }
            state.waiter = nil
            let bytes = state.pending
            state.pending = []
            let failure = state.failure
            return {
                if !bytes.isEmpty {
                    continuation.resume(returning: bytes)
                } else if let failure {
                    continuation.resume(throwing: failure)
                } else {
                    continuation.resume(returning: nil)
                }
            }
        case nil: return nil
        }
    }
}

extension TransferFailure {
    fileprivate static let noHead = TransferFailure(
        .malformedResponse, "the response has no head", hint: "check that the server URL is that of an API server",
        mayHaveBeenReceived: true)
}

/// A response whose body is read as it comes. Dropping the last reference ends the transfer.
package final class HTTPStream: Sendable {
    package let head: HTTPHead
    private let response: StreamedResponse
    private let inbox: Inbox
    private let id: ObjectIdentifier
    /// Keeps the id unique while the stream lives.
    private let exchange: Exchange

    init(_ head: HTTPHead, _ response: StreamedResponse, _ exchange: Exchange, _ inbox: Inbox) {
        self.head = head
        self.response = response
        self.exchange = exchange
        self.inbox = inbox
        id = exchange.id
    }

    deinit { cancel() }

    /// Ends the transfer and closes its connection.
    package func cancel() {
        response.end(.cancelled)
        inbox.post(.cancel(id))
    }

    /// The next bytes, as many as have arrived; `nil` after the end. Cancelling the task ends the transfer.
    /// Throws `TransferFailure`. For one reader.
    package func next() async throws -> [UInt8]? {
        let (bytes, isRoomMade) = try await withTaskCancellationHandler {
            try await response.next()
        } onCancel: {
            cancel()
        }
        if isRoomMade { inbox.post(.resume(id)) }
        return bytes
    }
}
