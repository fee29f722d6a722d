/// How long to wait after each failure in a row: twice as long as before, up to a cap, with chance in it.
///
/// Chance is handed in, so that many controllers which failed together do not return together. Half of each wait is
/// certain ("equal jitter"): even with bad luck no failure is followed by a request at once.
package struct Backoff: Hashable, Sendable {
    private let first: Duration
    private let cap: Duration
    /// Since the last success.
    package private(set) var failures = 0

    /// `first` is the longest wait after one failure; a `cap` below it counts as it.
    package init(first: Duration = .seconds(1), cap: Duration = .seconds(300)) {
        self.first = max(first, .zero)
        self.cap = max(cap, first, .zero)
    }

    /// Counts a failure and says how long to wait, from half to the whole of the step; `chance` is in 0..<1.
    package mutating func next(chance: Double) -> Duration {
        if failures < .max { failures += 1 }
        var step = first
        var doublings = failures - 1
        while doublings > 0, step > .zero, step < cap {
            step = step > cap / 2 ? cap : step * 2
            doublings -= 1
        }
        // A chance outside its range, NaN included, is none.
        let share = chance >= 0 && chance < 1 ? chance : 0
        return step / 2 + step / 2 * share
    }

    /// After a success: the next failure waits as briefly as the first.
    package mutating func reset() { failures = 0 }
}
