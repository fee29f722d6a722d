import ObjectModel
import Testing

/// Times of servers, plugins and people are read as RFC 3339 says and as nothing else, and come back as they were.
@Suite struct TimestampTests {
    static let times: [(String, Int64)] = [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T01:00:00+01:00", 0), ("2000-02-29T12:00:00Z", 951_825_600),
        ("2026-03-05T17:30:20.5-08:00", 1_772_760_620), ("2026-03-05t17:30:20z", 1_772_731_820),
        ("2026-03-02T09:30:00.123456Z", 1_772_443_800), ("2026-03-02T09:00:00-00:30", 1_772_443_800),
        ("2000-02-29T23:59:60Z", 951_868_800), ("1969-12-31T23:59:59Z", -1),
        ("0000-02-29T00:00:00Z", -62_162_121_600), ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:60Z", 253_402_300_800),
    ]

    @Test(arguments: times) func timesAreRead(_ text: String, _ seconds: Int64) {
        #expect(Timestamp(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "now", "2026-03-05", "2026-03-05T17:30:20", "2026-13-05T17:30:20Z", "2026-02-29T17:30:20Z",
        "2026-04-31T17:30:20Z", "2026-03-00T17:30:20Z", "2026-03-05T24:00:00Z", "2026-03-05T17:60:20Z",
        "2026-03-05T17:30:61Z", "2026-03-05T17:30:20.Z", "2026-03-05T17:30:20+24:00", "2026-03-05T17:30:20+0100",
        "2026-03-05T17:30:20Zx", "2026-3-5T17:30:20Z", "20260302T093000Z.....", "２026-03-02T09:30:00Z",
        "٢٠٢٦-03-05T17:30:20Z", "2026-03-02T09:30:00.Z+00:00",
    ])
    func otherTimesAreRefused(_ text: String) { #expect(Timestamp(text) == nil) }

    @Test(arguments: ["0000-02-29T00:00:00Z", "1969-12-31T23:59:59Z", "2000-02-29T12:00:00Z", "2100-03-01T00:00:01Z"])
    func theyComeBackAsText(_ text: String) { #expect(Timestamp(text)?.wireText == text) }
}
