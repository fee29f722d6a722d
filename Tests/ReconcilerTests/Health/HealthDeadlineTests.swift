// What waits for ever must not look as if it were on its way, and what gets on must not be called failed.
import Reconciler
import Testing

@Suite struct HealthDeadlineTests {
    /// The deadline as something that a check may change; times in seconds.
    final class Watch {
        private var deadline = HealthDeadline(timeout: .seconds(600))

        func judge(_ health: Health, at seconds: Int) -> Health { deadline.judge(health, at: .seconds(seconds)) }
        func restart() { deadline.restart() }
        var end: Duration? { deadline.end }
    }

    @Test func waitingWithoutProgressFailsWithWhatWasLastSeen() {
        let watch = Watch()
        #expect(watch.judge(.waiting("a"), at: 0) == .waiting("a"))
        #expect(watch.judge(.waiting("b"), at: 599) == .waiting("b"))
        #expect(watch.judge(.waiting("c"), at: 600) == .failed("no progress for 10m: c"))
        #expect(watch.judge(.waiting("d"), at: 700) == .failed("no progress for 10m: d"))
        #expect(watch.end == .seconds(600))
    }

    @Test func progressBeginsAnewAndSettingBackDoesNot() {
        let watch = Watch()
        _ = watch.judge(.waiting("1 of 3", progress: 1), at: 0)
        _ = watch.judge(.waiting("2 of 3", progress: 2), at: 500)
        #expect(watch.judge(.waiting("1 of 3", progress: 1), at: 900).state == .waiting)
        _ = watch.judge(.waiting("2 of 3", progress: 2), at: 1_000)
        #expect(watch.judge(.waiting("2 of 3", progress: 2), at: 1_100).state == .failed)
    }

    @Test func doneEndsIt() {
        let watch = Watch()
        _ = watch.judge(.waiting("a"), at: 0)
        #expect(watch.judge(.done, at: 500) == .done)
        #expect(watch.end == nil)
        #expect(watch.judge(.waiting("a"), at: 1_000).state == .waiting)
        #expect(watch.judge(.failed("x"), at: 1_001) == .failed("x"))
    }

    @Test func aChangeBeginsAnew() {
        let watch = Watch()
        _ = watch.judge(.waiting("a"), at: 0)
        watch.restart()
        #expect(watch.judge(.waiting("a"), at: 600).state == .waiting)
    }
}
