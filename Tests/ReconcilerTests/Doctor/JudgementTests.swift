import Testing

@testable import Reconciler

/// A warning means that something will fail, a failure that it does: neither is given for what is right.
@Suite struct JudgementTests {
    @Test(arguments: [
        (0, Judgement.Level.ok), (5, .ok), (-5, .ok), (6, .warn), (-120, .warn), (121, .fail), (-90_000, .fail),
    ]) func clocks(seconds: Int, level: Judgement.Level) {
        #expect(Judgement.clock(skew: .seconds(seconds)).level == level)
    }

    @Test func aClockIsSaidToBeAheadOrBehind() {
        #expect(Judgement.clock(skew: .seconds(7)).detail == "the server's clock is 7 s ahead of ours")
        #expect(Judgement.clock(skew: .seconds(-7)).detail == "the server's clock is 7 s behind ours")
    }

    @Test(arguments: [
        ("a year, half of it gone", -180, 185, Judgement.Level.ok), ("a year, two weeks left", -351, 13, .warn),
        ("expired", -365, -1, .fail), ("not yet", 1, 365, .fail), ("a fresh one for a day", 0, 1, .ok),
        ("one for ten days, a day left", -9, 1, .warn),
    ]) func certificates(name: String, from: Int, to: Int, level: Judgement.Level) {
        let now = Duration.seconds(1_000 * 86_400)
        let judgement = Judgement.certificate(
            from: now + .seconds(from * 86_400), to: now + .seconds(to * 86_400), now: now, hint: "renew it")
        #expect(judgement.level == level, "\(judgement.detail)")
    }

    @Test(arguments: [
        ("v1.36.0", Judgement.Level.ok), ("v1.20.2-eks-1", .ok), ("v1.17.3", .warn), ("v1.9.0", .fail), ("v2.0", .ok),
        ("latest", .warn), ("", .warn), ("v1", .warn), ("v1.x", .warn),
    ]) func versions(text: String, level: Judgement.Level) { #expect(Judgement.serverVersion(text).level == level) }

    @Test(arguments: [
        (0o600 as UInt32, Judgement.Level.ok), (0o400, .ok), (0o640, .warn), (0o644, .warn), (0o100602, .warn),
    ])
    func modes(mode: UInt32, level: Judgement.Level) { #expect(Judgement.secretFile(mode: mode).level == level) }
}
