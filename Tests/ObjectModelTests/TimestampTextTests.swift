import ObjectModel
import Testing

/// An instant is written so that it reads back as itself.
@Suite struct TimestampTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var time: Timestamp
        var text: String
    }

    static let cases = [
        Case(testDescription: "the epoch", time: Timestamp(seconds: 0), text: "1970-01-01T00:00:00Z"),
        Case(testDescription: "a leap day", time: Timestamp(seconds: 1_709_164_800), text: "2024-02-29T00:00:00Z"),
        Case(testDescription: "no leap day", time: Timestamp(seconds: 4_107_542_400), text: "2100-03-01T00:00:00Z"),
        Case(
            testDescription: "a fraction without the zeros behind it",
            time: Timestamp(seconds: 1_795_230_000, nanoseconds: 120_000_000), text: "2026-11-21T03:00:00.12Z"),
        Case(
            testDescription: "a nanosecond", time: Timestamp(seconds: 59, nanoseconds: 1),
            text: "1970-01-01T00:00:59.000000001Z"),
        Case(testDescription: "before the epoch", time: Timestamp(seconds: -1), text: "1969-12-31T23:59:59Z"),
        Case(
            testDescription: "the first year", time: Timestamp(seconds: -62_135_596_800), text: "0001-01-01T00:00:00Z"),
    ]

    @Test(arguments: cases) func isWritten(_ c: Case) {
        #expect(c.time.description == c.text)
        #expect(Timestamp(c.text) == c.time)
    }

    @Test(arguments: [Int64.min, Int64.min + 1, .max]) func theFarthestTimesHaveAText(_ seconds: Int64) {
        #expect(!Timestamp(seconds: seconds).description.isEmpty)
    }

    @Test(arguments: [Int64.min, -1_000_001, -1, 0, 1, 999_999, .max]) func microsecondsComeBack(_ number: Int64) {
        #expect(Timestamp(microseconds: number).microseconds == number)
    }

    @Test func whatDoesNotFitBecomesTheNearest() {
        #expect(Timestamp(seconds: .max).microseconds == .max)
        #expect(Timestamp(seconds: .min).microseconds == .min)
        #expect(Timestamp(seconds: 1, nanoseconds: 1_999).microseconds == 1_000_001)
    }
}
