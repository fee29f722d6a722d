/// What one environment has counted since the process began. Counters never go down.
package struct ControllerStatistics: Hashable, Sendable {
    package internal(set) var applies: [String: Int] = [:]
    package internal(set) var prunes: [String: Int] = [:]
    package internal(set) var fights = 0
    package internal(set) var fetches: [String: Int] = [:]
    package internal(set) var watchRestarts: [String: Int] = [:]
    package internal(set) var fullComparisons: [String: Int] = [:]
    package internal(set) var mismatches = 0
    /// From the time that `managedFields` records (whole seconds) to the verdict.
    package internal(set) var detection = DurationHistogram()
    /// From the verdict to the answer of the last write.
    package internal(set) var revert = DurationHistogram()
    /// Seconds since 1970; `nil` before the first.
    package internal(set) var lastFetch: Int64?
    package internal(set) var lastFullComparison: Int64?
}

/// Durations counted in fixed classes.
package struct DurationHistogram: Hashable, Sendable {
    /// Upper bounds in seconds, ascending; beyond the last is one more class.
    package static let bounds: [Double] = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300]

    /// One for each bound, and one for what is beyond.
    package private(set) var counts = [Int](repeating: 0, count: Self.bounds.count + 1)
    package private(set) var sum = 0.0

    package init() {}

    package var count: Int { counts.reduce(0, +) }

    mutating func add(_ duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        let place = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        counts[place] += 1
        sum += seconds
    }
}
