// Two appliers that undo each other would write for ever and hide the quarrel: it is stopped and named instead.
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct FightDetectorTests {
    static func key(_ name: String) -> ObjectKey {
        ObjectKey(groupKind: GroupKind(group: "apps", kind: "Deployment"), namespace: "team", name: name)
    }

    /// The detector as something that a check may change.
    final class Watch {
        private var detector: FightDetector

        init(settings: FightDetector.Settings = FightDetector.Settings()) {
            detector = FightDetector(settings: settings)
        }

        var count: Int { detector.count }
        func recordRevert(_ name: String, at now: Duration) -> Bool { detector.recordRevert(key(name), at: now) }
        func isFighting(_ name: String, at now: Duration) -> Bool { detector.isFighting(key(name), at: now) }
        func pausedUntil(_ name: String, at now: Duration) -> Duration? { detector.pausedUntil(key(name), at: now) }
        func fightCount(at now: Duration) -> Int { detector.fightCount(at: now) }
        func reset(_ name: String) { detector.reset(key(name)) }
    }

    /// Reverts of one object every `gap` until it is fought over; how many that took, at most 100.
    static func reverts(every gap: Duration, _ detector: Watch, from start: Duration = .zero) -> Int {
        for count in 1...100 where detector.recordRevert("web", at: start + gap * (count - 1)) { return count }
        return 100
    }

    struct Rate: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var gap: Duration
        var reverts: Int
    }

    @Test(arguments: [
        Rate(testDescription: "five at once are a fight", gap: .zero, reverts: 5),
        Rate(testDescription: "one a second is one with the sixth", gap: .seconds(1), reverts: 6),
        // 1 / (1 - e^-0.2) is 5.5: the heat of five a minute for ever.
        Rate(testDescription: "five a minute are one in the end", gap: .seconds(12), reverts: 12),
        Rate(testDescription: "four a minute are none", gap: .seconds(15), reverts: 100),
        Rate(testDescription: "one an hour is none", gap: .seconds(3_600), reverts: 100),
    ])
    func theHeatIsTheNumberOfRevertsInAMinute(_ c: Rate) {
        let detector = Watch()
        #expect(Self.reverts(every: c.gap, detector) == c.reverts)
    }

    @Test func aFightEndsByItselfAndOneThatFlaresUpIsPausedForTwiceAsLong() {
        let detector = Watch()
        _ = Self.reverts(every: .zero, detector)
        #expect(detector.isFighting("web", at: .seconds(119)))
        #expect(detector.pausedUntil("web", at: .zero) == .seconds(120))
        #expect(detector.fightCount(at: .seconds(119)) == 1)
        #expect(!detector.isFighting("web", at: .seconds(120)))
        #expect(detector.fightCount(at: .seconds(120)) == 0)
        var now = Duration.seconds(120)
        for pause in [240, 480, 960, 1_920, 3_600, 3_600] {
            #expect(Self.reverts(every: .zero, detector, from: now) <= 5)
            #expect(detector.pausedUntil("web", at: now) == now + .seconds(pause))
            now += .seconds(pause)
        }
        // As long in peace as the last pause took: what comes then is a new quarrel.
        now += .seconds(3_600)
        _ = Self.reverts(every: .zero, detector, from: now)
        #expect(detector.pausedUntil("web", at: now) == now + .seconds(120))
    }

    @Test func objectsDoNotHeatEachOther() {
        let detector = Watch()
        _ = Self.reverts(every: .zero, detector)
        #expect(!detector.recordRevert("other", at: .zero))
        #expect(!detector.isFighting("other", at: .zero))
    }

    @Test func aChangeInGitBeginsAnew() {
        let detector = Watch()
        _ = Self.reverts(every: .zero, detector)
        detector.reset("web")
        #expect(!detector.isFighting("web", at: .zero))
        #expect(!detector.recordRevert("web", at: .zero))
    }

    @Test func memoryIsBoundedAndKeepsTheFights() {
        var settings = FightDetector.Settings()
        settings.capacity = 100
        let detector = Watch(settings: settings)
        _ = Self.reverts(every: .zero, detector)
        for number in 0..<1_000 {
            _ = detector.recordRevert("calm-\(number)", at: .milliseconds(number))
            #expect(detector.count <= 100)
        }
        #expect(detector.isFighting("web", at: .seconds(2)))
        for number in 0..<200 { _ = detector.recordRevert("later-\(number)", at: .seconds(2_000 + number)) }
        #expect(detector.count <= 100)
    }

    @Test func aClockThatGoesBackIsNoHeat() {
        let detector = Watch()
        _ = detector.recordRevert("web", at: .seconds(1_000))
        for _ in 0..<3 { #expect(!detector.recordRevert("web", at: .seconds(1))) }
        #expect(detector.recordRevert("web", at: .seconds(1)))
    }
}
