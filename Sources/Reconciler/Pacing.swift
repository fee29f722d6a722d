/// The clock and the dice of what waits and repeats, so that tests bring their own.
package struct Pacing: Sendable {
    /// Since any fixed moment; never goes back.
    package var now: @Sendable () -> Duration
    /// Seconds since 1970, for what people read.
    package var wall: @Sendable () -> Int64
    package var sleep: @Sendable (Duration) async throws -> Void
    /// In 0..<1.
    package var jitter: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration, wall: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Duration) async throws -> Void, jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.wall = wall
        self.sleep = sleep
        self.jitter = jitter
    }
}
