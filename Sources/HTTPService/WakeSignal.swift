import CMicroHTTPD
import Glibc

/// Wakes one waiting thread; owns an eventfd.
package final class WakeSignal: Sendable {
    private let descriptor: Int32

    /// `nil` when the process has no descriptor left.
    package init?() {
        descriptor = rc_wake_open()
        guard descriptor >= 0 else { return nil }
    }

    deinit { Glibc.close(descriptor) }

    package func signal() { rc_wake_signal(descriptor) }

    /// Waits for a signal or for the time to pass (-1: for ever); false when the peer has closed its connection.
    package func wait(milliseconds: Int64, peer: Int32) -> Bool {
        rc_wake_wait(descriptor, peer, Int32(clamping: milliseconds))
    }
}

/// Milliseconds that only ever go forward.
package func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
