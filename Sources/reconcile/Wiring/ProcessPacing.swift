import Glibc
import History
import ObjectModel
import Reconciler

extension Pacing {
    /// The clocks of this machine.
    static var real: Pacing {
        let start = ContinuousClock.now
        return Pacing(
            now: { ContinuousClock.now - start }, wall: { Int64(time(nil)) },
            sleep: { try await Task.sleep(for: $0) }, jitter: { Double.random(in: 0..<1) })
    }
}

/// Names that nobody has used before: 128 bits, sorted by the time when they were made.
enum UniqueID {
    static func make() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return RecordID(at: Timestamp(seconds: Int64(now.tv_sec), nanoseconds: Int64(now.tv_nsec))).description
    }
}
