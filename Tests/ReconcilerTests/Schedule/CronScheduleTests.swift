// A schedule that is read otherwise than it was meant reverts what a person is just working on.
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct CronScheduleTests {
    /// The first `count` times from a local time on, as texts.
    static func times(_ text: String, from start: String, days: Int64, count: Int = 100) throws -> [String] {
        let first = try #require(Timestamp("\(start):00Z")).seconds
        let times = try CronSchedule(text).times(from: first, through: first + days * 86_400 - 1)
        return times.prefix(count).map { String(Timestamp(seconds: $0).wireText.prefix(16)) }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String { "\(schedule): \(name)" }
        var name: String
        var schedule: String
        var from = "2026-03-01T00:00"
        var days: Int64 = 1
        /// The times in their order, the first ones where there are many.
        var times: [String]
    }

    @Test(arguments: [
        Case(
            name: "one time a day", schedule: "30 22 * * *", days: 2, times: ["2026-03-01T22:30", "2026-03-02T22:30"]),
        Case(
            name: "steps of the whole field", schedule: "*/20 */12 * * *",
            times: [
                "2026-03-01T00:00", "2026-03-01T00:20", "2026-03-01T00:40", "2026-03-01T12:00", "2026-03-01T12:20",
                "2026-03-01T12:40",
            ]),
        Case(
            name: "a step of a range begins with its first", schedule: "0 7-23/8 * * *",
            times: ["2026-03-01T07:00", "2026-03-01T15:00", "2026-03-01T23:00"]),
        Case(
            name: "lists of values, ranges and steps", schedule: "5,10 1-2,20-23/3 * * *",
            times: [
                "2026-03-01T01:05", "2026-03-01T01:10", "2026-03-01T02:05", "2026-03-01T02:10", "2026-03-01T20:05",
                "2026-03-01T20:10", "2026-03-01T23:05", "2026-03-01T23:10",
            ]),
        // 2026-03-01 is a Sunday.
        Case(
            name: "names of days, in any case", schedule: "0 9 * * Mon-FRI", days: 7,
            times: [
                "2026-03-02T09:00", "2026-03-03T09:00", "2026-03-04T09:00", "2026-03-05T09:00", "2026-03-06T09:00",
            ]),
        Case(name: "Sunday as 0", schedule: "0 9 * * 0", days: 7, times: ["2026-03-01T09:00"]),
        Case(name: "Sunday as 7", schedule: "0 9 * * 7", days: 7, times: ["2026-03-01T09:00"]),
        Case(
            name: "a week's end that ends on Sunday", schedule: "0 9 * * sat-sun", days: 7,
            times: ["2026-03-01T09:00", "2026-03-07T09:00"]),
        Case(
            name: "and by numbers", schedule: "0 9 * * 6-7", days: 7, times: ["2026-03-01T09:00", "2026-03-07T09:00"]),
        Case(
            name: "names of months", schedule: "0 0 1 mar,May *", days: 70,
            times: ["2026-03-01T00:00", "2026-05-01T00:00"]),
        Case(
            name: "either day is enough where both are restricted", schedule: "0 0 13 * 5", days: 21,
            times: ["2026-03-06T00:00", "2026-03-13T00:00", "2026-03-20T00:00"]),
        Case(
            name: "a day field that begins with a star does not restrict by itself", schedule: "0 0 */2 * 1", days: 14,
            times: ["2026-03-09T00:00"]),
        Case(
            name: "the last day of February", schedule: "0 0 29 2 *", from: "2024-01-01T00:00", days: 3_000,
            times: ["2024-02-29T00:00", "2028-02-29T00:00", "2032-02-29T00:00"]),
        Case(name: "@daily", schedule: "@daily", days: 2, times: ["2026-03-01T00:00", "2026-03-02T00:00"]),
        Case(name: "@weekly", schedule: " @Weekly ", days: 8, times: ["2026-03-01T00:00", "2026-03-08T00:00"]),
        Case(name: "@monthly", schedule: "@monthly", days: 32, times: ["2026-03-01T00:00", "2026-04-01T00:00"]),
        Case(name: "@yearly", schedule: "@annually", days: 365, times: ["2027-01-01T00:00"]),
        Case(
            name: "before 1970 as well", schedule: "0 0 * * *", from: "1969-12-31T00:00", days: 2,
            times: ["1969-12-31T00:00", "1970-01-01T00:00"]),
    ])
    func names(_ c: Case) throws {
        #expect(try Self.times(c.schedule, from: c.from, days: c.days) == c.times)
    }

    @Test func everyMinuteIsEveryMinute() throws {
        #expect(try Self.times("* * * * *", from: "2026-03-01T00:00", days: 1, count: 2_000).count == 1_440)
        #expect(try Self.times("@hourly", from: "2026-03-01T00:00", days: 1).count == 24)
        let minute = try CronSchedule("0 1 * * *")
        #expect(minute.times(from: 3_600, through: 3_600) == [3_600])
        #expect(minute.times(from: 3_601, through: 3_600).isEmpty)
        #expect(minute.times(from: 3_601, through: 90_000) == [90_000])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String { "'\(schedule)'" }
        var schedule: String
        /// What the error says after `cannot read schedule '…': `.
        var says: String
    }

    @Test(arguments: [
        Mistake(
            schedule: "", says: "it has 0 fields (hint: write five: minute, hour, day of month, month, day of week)"),
        Mistake(
            schedule: "0 0 12 * * MON",
            says: "it has 6 fields (hint: write five: minute, hour, day of month, month, day of week)"),
        Mistake(schedule: "60 * * * *", says: "minute: 60 is not within 0 to 59 (hint: write a value within)"),
        Mistake(schedule: "0 24 * * *", says: "hour: 24 is not within 0 to 23 (hint: write a value within)"),
        Mistake(schedule: "0 0 0 * *", says: "day of month: 0 is not within 1 to 31 (hint: write a value within)"),
        Mistake(schedule: "0 0 * * 8", says: "day of week: 8 is not within 0 to 7 (hint: write a value within)"),
        Mistake(schedule: "0 22-6 * * *", says: "hour: '22-6' goes backwards (hint: write 22-23,0-6)"),
        Mistake(schedule: "0 0 1-2-3 * *", says: "day of month: '1-2-3' is no range (hint: write first-last)"),
        Mistake(schedule: "5/10 * * * *", says: "minute: '5/10' has a step after a single value (hint: write 5-59/10)"),
        Mistake(
            schedule: "*/0 * * * *",
            says: "minute: the step of '*/0' is no number above 0 (hint: write */2 for every second value)"),
        Mistake(
            schedule: "*/90 * * * *",
            says: "minute: the step of '*/90' is larger than the field (hint: write the values themselves)"),
        Mistake(schedule: "1, * * * *", says: "minute: '1,' lacks a value (hint: write a value, or *)"),
        Mistake(schedule: "-5 * * * *", says: "minute: '-5' lacks a value (hint: write a value, or *)"),
        Mistake(schedule: "+5 * * * *", says: "minute: '+5' means nothing (hint: write a number or *)"),
        Mistake(schedule: "? * * * *", says: "minute: '?' means nothing (hint: write a number or *)"),
        Mistake(
            schedule: "99999999999999999999 * * * *",
            says: "minute: '99999999999999999999' means nothing (hint: write a number or *)"),
        Mistake(
            schedule: "0 0 * janu *",
            says: "month: 'janu' means nothing "
                + "(hint: write a number, * or one of jan feb mar apr may jun jul aug sep oct nov dec)"),
        Mistake(
            schedule: "0 0 31 2,4 *",
            says: "day of month: no month that it names has such a day (hint: write a day that exists)"),
        Mistake(
            schedule: "@reboot",
            says: "'@reboot' means nothing here (hint: write five fields, or one of "
                + "@annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly)"),
        Mistake(
            schedule: "CRON_TZ=Europe/Berlin 0 0 * * *",
            says: "a time zone does not belong into it (hint: name it with timeZone)"),
    ])
    func theErrorSaysWhichFieldAndWhatToWrite(_ c: Mistake) {
        #expect {
            try CronSchedule(c.schedule)
        } throws: { error in
            "\(error)" == "cannot read schedule '\(c.schedule)': \(c.says)"
        }
    }

    @Test func aLongTextIsRefusedShort() {
        #expect {
            try CronSchedule(String(repeating: "1,", count: 100_000))
        } throws: { error in
            "\(error)".count < 120
        }
    }
}
