// A server that is down must not be asked ever faster, nor by everybody at once when it comes back.
import Testing

@testable import Reconciler

@Suite struct BackoffTests {
    @Test func theWaitDoublesUpToTheCap() {
        var backoff = Backoff(first: .seconds(2), cap: .seconds(15))
        let waits = (0..<5).map { _ in backoff.next(chance: 0) }
        #expect(waits == [.seconds(1), .seconds(2), .seconds(4), .milliseconds(7_500), .milliseconds(7_500)])
        #expect(backoff.failures == 5)
    }

    @Test func chanceFillsTheOtherHalf() {
        var backoff = Backoff(first: .seconds(2), cap: .seconds(15))
        let wait = backoff.next(chance: 0.5)
        #expect(wait == .milliseconds(1_500))
        for chance in [-1, 1, .nan, .infinity] {
            var backoff = Backoff(first: .seconds(2))
            let wait = backoff.next(chance: chance)
            #expect(wait == .seconds(1), "\(chance)")
        }
    }

    @Test func aSuccessBeginsAnew() {
        var backoff = Backoff(first: .seconds(2))
        for _ in 0..<5 { _ = backoff.next(chance: 0) }
        backoff.reset()
        let wait = backoff.next(chance: 0)
        #expect(wait == .seconds(1))
    }

    @Test func noNumberOfFailuresOverflows() {
        var backoff = Backoff(first: .seconds(Int64.max), cap: .seconds(Int64.max))
        for _ in 0..<200 { _ = backoff.next(chance: 0.9) }
        let longest = backoff.next(chance: 0)
        #expect(longest == .seconds(Int64.max) / 2)
        var none = Backoff(first: .zero, cap: .zero)
        let wait = none.next(chance: 0.9)
        #expect(wait == .zero)
    }
}
