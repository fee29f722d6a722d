import ObjectModel
import Testing

@testable import DriftReport

/// Ages and durations are told in one unit that a person takes in at a glance.
@Suite struct TimesAsTextTests {
    @Test(arguments: [
        ("2026-03-02T09:30:00Z", "0 s"), ("2026-03-02T09:28:01Z", "119 s"), ("2026-03-02T09:28:00Z", "2 min"),
        ("2026-03-02T07:30:01Z", "119 min"), ("2026-03-02T07:30:00Z", "2 h"), ("2026-02-28T09:30:00Z", "2 days"),
        ("2026-03-02T09:30:01Z", nil),
    ])
    func tellsTheAge(_ text: String, _ age: String?) throws {
        let now = try #require(Timestamp("2026-03-02T09:30:00Z"))
        #expect(Timestamp(text)?.age(at: now)?.text == age)
    }

    @Test(arguments: [
        (Duration.zero, "0.00 s"), (.milliseconds(5), "0.01 s"), (.milliseconds(312), "0.31 s"),
        (.milliseconds(1_999), "2.00 s"),
        (.milliseconds(12_340), "12.34 s"), (.seconds(100), "100 s"), (.seconds(Int64.max), "1,000,000,000,000 s"),
    ])
    func writesDurations(_ duration: Duration, _ text: String) { #expect(duration.secondsText.text == text) }
}
