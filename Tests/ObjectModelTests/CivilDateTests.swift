// Every time that is written to a server and every maintenance window stands on this calendar.
import ObjectModel
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (0, 1970, 1, 1), (-1, 1969, 12, 31), (59, 1970, 3, 1), (11_016, 2000, 2, 29), (11_017, 2000, 3, 1),
        (20_778, 2026, 11, 21), (47_540, 2100, 2, 28), (47_541, 2100, 3, 1), (-719_468, 0, 3, 1),
        (-719_528, 0, 1, 1),
    ])
    func daysAndDatesAreOneToOne(days: Int64, year: Int64, month: Int64, day: Int64) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(CivilDate(daysSince1970: days) == date)
        #expect(date.daysSince1970 == days)
    }

    @Test func everyDayOfEightCenturiesFollowsTheOneBefore() {
        for days in -146_097...(2 * 146_097) as ClosedRange<Int64> {
            guard CivilDate(daysSince1970: days).daysSince1970 != days else { continue }
            Issue.record("day \(days)")
            return
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (1_795_225_020, "2026-11-21T01:37:00Z"),
        (951_868_799, "2000-02-29T23:59:59Z"), (-86_400, "1969-12-31T00:00:00Z"),
    ])
    func textAndInstantAreOneToOne(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).wireText == text)
        #expect(Timestamp(text) == Timestamp(seconds: seconds))
    }

    @Test func microsecondsAreWrittenInFull() {
        #expect(Timestamp(seconds: 0, nanoseconds: 1_999).microText == "1970-01-01T00:00:00.000001Z")
        #expect(Timestamp(seconds: 0).microText == "1970-01-01T00:00:00.000000Z")
        // Nothing that a clock can say may end the program.
        for extreme in [Int64.min, .max] { #expect(!Timestamp(seconds: extreme).wireText.isEmpty) }
    }
}
