import Testing

@testable import DriftReport

/// Ages are right across months and leap years, and a time that is none gives no age instead of a wrong one.
@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:60Z", 951_868_800),
        ("2026-03-02T09:30:00.123456Z", 1_772_443_800),
        ("2026-03-02T10:30:00+01:00", 1_772_443_800), ("2026-03-02T09:00:00-00:30", 1_772_443_800),
        ("1969-12-31T23:59:59Z", -1),
    ])
    func reads(_ text: String, _ seconds: Int) { #expect(Timestamp(text)?.seconds == seconds) }

    @Test(arguments: [
        "", "now", "2026-03-02", "2026-03-02T09:30:00", "2026-13-02T09:30:00Z", "2026-03-02T24:30:00Z",
        "2026-03-02T09:30:00+0100", "2026-03-02T09:30:00Zx", "20260302T093000Z.....", "２026-03-02T09:30:00Z",
        "2026-03-02T09:30:00.Z+00:00",
    ])
    func refuses(_ text: String) { #expect(Timestamp(text) == nil) }

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
