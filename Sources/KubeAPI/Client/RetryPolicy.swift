/// Whether and when a failed request is made again. Pure: time and chance are given to it.
package struct RetryPolicy: Sendable, Hashable {
    /// Requests altogether, the first included.
    package var attempts = 5
    /// The same for a server that does not even accept connections: a person waits for the message.
    package var unreachableAttempts = 2
    /// From the first request to the beginning of the last.
    package var totalTime: Duration = .seconds(30)
    package var firstWait: Duration = .milliseconds(200)
    package var longestWait: Duration = .seconds(5)

    package init() {}

    /// One attempt only.
    package static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = 1
        return policy
    }

    /// How long to wait before the next request; `nil` to give up.
    ///
    /// `attempt` counts from 1. `jitter` is in 0..<1. The server's `Retry-After` is never undercut. What follows from
    /// the failure: 429 was turned away before anything was done, so it is made again whatever it was; after 5xx, a
    /// stall or a lost connection the effect is unknown, so only what is repeatable is.
    package func wait(
        after failure: KubeError, attempt: Int, elapsed: Duration, isRepeatable: Bool, jitter: Double
    ) -> Duration? {
        guard attempt < attemptsAllowed(for: failure, isRepeatable: isRepeatable) else { return nil }
        let wait =
            failure.retryAfter.map { $0 + min($0, .seconds(1)) * (jitter * 0.1) }
            ?? backOff(attempt) * (0.5 + 0.5 * jitter)
        return elapsed + wait <= totalTime ? wait : nil
    }

    private func attemptsAllowed(for failure: KubeError, isRepeatable: Bool) -> Int {
        switch failure.code {
        case .tooManyRequests: attempts
        case .unreachable: min(attempts, unreachableAttempts)
        case .serverError: isRepeatable && failure.httpStatus != 501 && failure.httpStatus != 505 ? attempts : 0
        case .connectionLost, .timeout: isRepeatable || !failure.mayHaveBeenReceived ? attempts : 0
        default: 0
        }
    }

    /// Doubles with each attempt up to `longestWait`.
    private func backOff(_ attempt: Int) -> Duration {
        var wait = firstWait
        for _ in 1..<max(1, min(attempt, 32)) where wait < longestWait { wait *= 2 }
        return min(wait, longestWait)
    }
}

/// The clock and the dice of retries, so that tests bring their own.
package struct RetryPacing: Sendable {
    /// Since any fixed moment.
    package var now: @Sendable () -> Duration
    package var sleep: @Sendable (Duration) async throws -> Void
    /// In 0..<1.
    package var jitter: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
    }

    package static var real: RetryPacing {
        let start = ContinuousClock.now
        return RetryPacing(
            now: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) },
            jitter: { Double.random(in: 0..<1) })
    }
}
