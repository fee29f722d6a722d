import Glibc
package import ObjectModel

extension HistoryWriter {
    package struct Settings: Sendable {
        /// Records that wait in memory beside the batch that is being stored, and about how many bytes of them.
        package var mostRecords = 20_000
        package var mostBytes = 64 << 20
        /// Records that one transaction stores.
        package var batch = 256
        /// Before the second attempt, and at most before any other.
        package var shortestPause = Duration.seconds(1)
        package var longestPause = Duration.seconds(60)
        /// How long what is left may take when the task is cancelled.
        package var lastChance = Duration.seconds(5)
        /// Rows older than this are deleted; `nil` keeps all.
        package var retention: Duration?
        package var pruneEvery = Duration.seconds(3_600)

        package var onEvent: @Sendable (HistoryEvent) -> Void = { _ in }
        package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
        package var now: @Sendable () -> Timestamp = { Timestamp.now }
        /// From 0 to 1.
        package var chance: @Sendable () -> Double = { Double.random(in: 0...1) }

        package init() {}
    }

    /// Since the writer was made; what is queued is as of now.
    package struct Counts: Hashable, Sendable {
        package var queued = 0
        package var stored = 0
        /// Too many waited, or the writer had ended.
        package var dropped = 0
        /// The database would not have this very record.
        package var refused = 0
        /// Attempts to store or to prune that failed: `reconcile_history_errors_total`.
        package var failures = 0
        package var isLost = false
    }
}

extension Timestamp {
    /// By the clock of this machine.
    fileprivate static var now: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    /// So long before; whole seconds.
    func before(_ duration: Duration) -> Timestamp {
        let (seconds, overflow) = self.seconds.subtractingReportingOverflow(duration.components.seconds)
        return Timestamp(seconds: overflow ? .min : seconds)
    }
}
