// A signal that is lost leaves drift unseen; one that goes on for ever makes a loop spin.
import Synchronization
import Testing

@testable import Reconciler

@Suite struct SignalsWakeOnceTests {
    @Test func whatIsRaisedBeforeIsKeptAsOne() async throws {
        let signal = Signal()
        signal.raise()
        signal.raise()
        try await signal.wait()
        #expect(try await !isRaised(signal), "two that nobody waited for are one")
    }

    @Test func aWaitingTaskIsWoken() async throws {
        let signal = Signal()
        let task = Task { try await signal.wait() }
        signal.raise()
        try await task.value
        #expect(try await !isRaised(signal))
    }

    @Test func aSignalOutlivesACancelledWait() async throws {
        let signal = Signal()
        for _ in 0..<100 {
            let task = Task { try await signal.wait() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(try await !isRaised(signal))
        signal.raise()
        try await signal.wait()
    }

    @Test func aWaitWithALimitEndsByItAndByTheSignal() async throws {
        let sleeps = Mutex<[Duration]>([])
        let pacing = Pacing(
            now: { .zero }, wall: { 0 },
            sleep: { duration in
                sleeps.withLock { $0.append(duration) }
                if duration > .seconds(60) { try await Task.sleep(for: .seconds(3_600)) }
            }, jitter: { 0 })
        let signal = Signal()
        try await pacing.wait(for: signal, atMost: .zero)
        signal.raise()
        try await pacing.wait(for: signal, atMost: .seconds(1_000))
        #expect(sleeps.withLock { $0.first } == .zero)
    }

    /// Whether a wait would end by itself: a limit that is over at once ends it otherwise, with a cancelled wait.
    private func isRaised(_ signal: Signal) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await signal.wait()
                return true
            }
            group.addTask {
                for _ in 0..<100 { await Task.yield() }
                return false
            }
            let first = try await group.next() ?? false
            group.cancelAll()
            while let _ = try? await group.next() {}
            return first
        }
    }
}
