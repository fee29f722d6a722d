// In the nights in which the clocks change, a window must neither be missed nor last an hour more or less.
import Drift
import ObjectModel
import Reconciler
import Testing
import TimeZones

extension SystemTimeZone: TimeZoneRules {}

@Suite struct MaintenanceWindowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var schedule: String
        var zone: String
        var hours: Double
        /// From which instant on the window is looked for.
        var from: String
        var opens: String
        var closes: String
        var opensNext: String
    }

    @Test(arguments: [
        Case(
            testDescription: "an ordinary night, by the clocks of the zone", schedule: "0 22 * * 1-5",
            zone: "Europe/Berlin",
            hours: 8, from: "2026-01-05T12:00:00Z", opens: "2026-01-05T21:00:00Z", closes: "2026-01-06T05:00:00Z",
            opensNext: "2026-01-06T21:00:00Z"),
        Case(
            testDescription: "the same in summer", schedule: "0 22 * * 1-5", zone: "Europe/Berlin", hours: 8,
            from: "2026-07-06T12:00:00Z", opens: "2026-07-06T20:00:00Z", closes: "2026-07-07T04:00:00Z",
            opensNext: "2026-07-07T20:00:00Z"),
        // Clocks go from 02:00 to 03:00 at 01:00Z on 29 March.
        Case(
            testDescription: "eight hours are eight hours when the clocks go forward", schedule: "0 22 * * *",
            zone: "Europe/Berlin", hours: 8, from: "2026-03-28T12:00:00Z", opens: "2026-03-28T21:00:00Z",
            closes: "2026-03-29T05:00:00Z", opensNext: "2026-03-29T20:00:00Z"),
        Case(
            testDescription: "a time that the clocks pass over opens when they do", schedule: "30 2 * * *",
            zone: "Europe/Berlin", hours: 1, from: "2026-03-28T12:00:00Z", opens: "2026-03-29T01:00:00Z",
            closes: "2026-03-29T02:00:00Z", opensNext: "2026-03-30T00:30:00Z"),
        Case(
            testDescription: "every so often nothing is made up for", schedule: "30 */2 * * *", zone: "Europe/Berlin",
            hours: 1, from: "2026-03-29T00:00:00Z", opens: "2026-03-29T02:30:00Z", closes: "2026-03-29T03:30:00Z",
            opensNext: "2026-03-29T04:30:00Z"),
        // Clocks go from 03:00 to 02:00 at 01:00Z on 25 October.
        Case(
            testDescription: "a time that comes twice opens the first time only", schedule: "30 2 * * *",
            zone: "Europe/Berlin", hours: 0.5, from: "2026-10-24T12:00:00Z", opens: "2026-10-25T00:30:00Z",
            closes: "2026-10-25T01:00:00Z", opensNext: "2026-10-26T01:30:00Z"),
        Case(
            testDescription: "every so often both times open", schedule: "30 * * * *", zone: "Europe/Berlin",
            hours: 0.5,
            from: "2026-10-25T00:00:00Z", opens: "2026-10-25T00:30:00Z", closes: "2026-10-25T01:00:00Z",
            opensNext: "2026-10-25T01:30:00Z"),
        Case(
            testDescription: "eight hours are eight hours when the clocks go back", schedule: "0 22 * * *",
            zone: "Europe/Berlin", hours: 8, from: "2026-10-24T12:00:00Z", opens: "2026-10-24T20:00:00Z",
            closes: "2026-10-25T04:00:00Z", opensNext: "2026-10-25T21:00:00Z"),
        // From 02:00 to 03:00 at 07:00Z on 8 March.
        Case(
            testDescription: "New York goes forward", schedule: "15 2 * * 0", zone: "America/New_York", hours: 2,
            from: "2026-03-07T00:00:00Z", opens: "2026-03-08T07:00:00Z", closes: "2026-03-08T09:00:00Z",
            opensNext: "2026-03-15T06:15:00Z"),
        Case(
            testDescription: "New York goes back", schedule: "15 1 * * 0", zone: "America/New_York", hours: 2,
            from: "2026-10-31T00:00:00Z", opens: "2026-11-01T05:15:00Z", closes: "2026-11-01T07:15:00Z",
            opensNext: "2026-11-08T06:15:00Z"),
        // Half an hour: from 02:00 to 02:30 at 15:30Z on 3 October, from 02:00 to 01:30 at 15:00Z on 4 April.
        Case(
            testDescription: "half an hour is passed over on Lord Howe Island", schedule: "10 2 * * *",
            zone: "Australia/Lord_Howe", hours: 1, from: "2026-10-03T00:00:00Z", opens: "2026-10-03T15:30:00Z",
            closes: "2026-10-03T16:30:00Z", opensNext: "2026-10-04T15:10:00Z"),
        Case(
            testDescription: "half an hour comes twice on Lord Howe Island", schedule: "45 1 * * *",
            zone: "Australia/Lord_Howe", hours: 0.25, from: "2026-04-04T00:00:00Z", opens: "2026-04-04T14:45:00Z",
            closes: "2026-04-04T15:00:00Z", opensNext: "2026-04-05T15:15:00Z"),
        Case(
            testDescription: "Kathmandu is a quarter of an hour off and never changes", schedule: "0 0 * * *",
            zone: "Asia/Kathmandu", hours: 1, from: "2026-06-01T00:00:00Z", opens: "2026-06-01T18:15:00Z",
            closes: "2026-06-01T19:15:00Z", opensNext: "2026-06-02T18:15:00Z"),
        Case(
            testDescription: "a leap day may be eight years away", schedule: "0 0 29 2 *", zone: "UTC", hours: 24,
            from: "2096-03-01T00:00:00Z", opens: "2104-02-29T00:00:00Z", closes: "2104-03-01T00:00:00Z",
            opensNext: "2108-02-29T00:00:00Z"),
        Case(
            testDescription: "the rule goes on behind the end of the table", schedule: "0 22 * * *",
            zone: "Europe/Berlin",
            hours: 8, from: "2060-07-01T00:00:00Z", opens: "2060-07-01T20:00:00Z", closes: "2060-07-02T04:00:00Z",
            opensNext: "2060-07-02T20:00:00Z"),
        // The whole of 30 December 2011 was passed over, from 10:00Z on.
        Case(
            testDescription: "a day that Samoa left out", schedule: "0 12 30 12 *", zone: "Pacific/Apia", hours: 1,
            from: "2011-12-29T00:00:00Z", opens: "2011-12-30T10:00:00Z", closes: "2011-12-30T11:00:00Z",
            opensNext: "2012-12-29T22:00:00Z"),
    ])
    func opensAndCloses(_ c: Case) throws {
        let zone = try SystemTimeZone(named: c.zone)
        let window = try MaintenanceWindow(
            schedule: CronSchedule(c.schedule), timeZone: c.zone, duration: .seconds(Int64(c.hours * 3_600)))
        let calendar = try MaintenanceCalendar([window], zones: Zones(zone: zone))
        let opens = try #require(calendar.opening(after: try Self.seconds(c.from)))
        #expect(Timestamp(seconds: opens).wireText == c.opens)
        let closes = try #require(calendar.closing(after: opens))
        #expect(Timestamp(seconds: closes).wireText == c.closes)
        #expect(calendar.opening(after: closes - 1).map { Timestamp(seconds: $0).wireText } == c.opensNext)
        let states = [opens - 1, opens, closes - 1, closes].map { calendar.isOpen(at: $0) }
        let isOpenAtOnceAgain = calendar.opening(after: closes - 1) == closes
        #expect(states == [false, true, true, isOpenAtOnceAgain])
    }

    struct Zones: TimeZoneCatalog {
        var zone: SystemTimeZone

        func rules(ofZone name: String) throws -> any TimeZoneRules { zone }
    }

    static func seconds(_ text: String) throws -> Int64 { try #require(Timestamp(text)).seconds }

    /// Minute by minute around the changes of a year, and some days between: open exactly when the clock on the wall
    /// has shown a time of the schedule less than a duration ago.
    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func openIsWhatTheClockOnTheWallSays(name: String) throws {
        let zone = try SystemTimeZone(named: name)
        let window = try MaintenanceWindow(
            schedule: CronSchedule("*/15 1-3 * * *"), timeZone: name, duration: .seconds(300))
        let start = try Self.seconds("2026-01-01T00:00:00Z")
        var wrong: [Int64] = []
        for day in (0..<365 as Range<Int64>).map({ start + $0 * 86_400 }) {
            let changes = zone.period(at: day - 3_600).offset != zone.period(at: day + 90_000).offset
            guard changes || (day - start) % (50 * 86_400) == 0 else { continue }
            var until = Int64.min
            for now in stride(from: day - 600, to: day + 86_400, by: 60) {
                let local = (now + zone.period(at: now).offset) % 86_400
                if (1...3).contains(local / 3_600), local % 900 == 0 { until = now + 300 }
                if now >= day, window.isOpen(at: now, in: zone) != (now < until) { wrong.append(now) }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func windowsThatMeetAreOne() throws {
        let windows = try [
            MaintenanceWindow(schedule: CronSchedule("0 20 * * *"), timeZone: "UTC", duration: .seconds(7_200)),
            MaintenanceWindow(schedule: CronSchedule("0 22 * * *"), timeZone: "UTC", duration: .seconds(3_600)),
            MaintenanceWindow(schedule: CronSchedule("30 22 * * *"), timeZone: "UTC", duration: .seconds(60)),
        ]
        let calendar = try MaintenanceCalendar(windows, zones: OnlyUTC())
        let evening = try Self.seconds("2026-01-01T21:00:00Z")
        #expect(calendar.closing(after: evening) == evening + 7_200)
        #expect(calendar.closing(after: evening + 7_200) == nil)
        #expect(calendar.opening(after: evening) == evening + 3_600)
        let always = try MaintenanceWindow(
            schedule: CronSchedule("* * * * *"), timeZone: "UTC", duration: .seconds(120))
        #expect(try MaintenanceCalendar([always], zones: OnlyUTC()).closing(after: evening) == nil)
        #expect(try !MaintenanceCalendar([], zones: OnlyUTC()).isOpen(at: evening))
    }

    struct OnlyUTC: TimeZoneCatalog {
        func rules(ofZone name: String) throws -> any TimeZoneRules {
            guard name != "UTC" else { return UTCRules() }
            throw ReconcileError(.configuration, step: "find time zone", subject: name, detail: "there is none")
        }
    }

    @Test func everyUnknownZoneIsTold() throws {
        let windows = try ["Mars/Olympus", "UTC", "Mars/Elysium"].map {
            try MaintenanceWindow(schedule: CronSchedule("@daily"), timeZone: $0, duration: .seconds(60))
        }
        #expect {
            try MaintenanceCalendar(windows, zones: OnlyUTC())
        } throws: { error in
            (error as? ReconcileErrors)?.errors.map(\.subject) == ["Mars/Olympus", "Mars/Elysium"]
        }
    }

    @Test(arguments: [0, 59, 31 * 86_400 + 1, .max] as [Int64])
    func aSenselessDurationIsRefused(seconds: Int64) throws {
        let schedule = try CronSchedule("@daily")
        #expect(throws: ReconcileError.self) {
            try MaintenanceWindow(schedule: schedule, timeZone: "UTC", duration: .seconds(seconds))
        }
    }

    @Test func noInstantIsTooFar() throws {
        let window = try MaintenanceWindow(
            schedule: CronSchedule("* * * * *"), timeZone: "UTC", duration: .seconds(60))
        for instant in [Int64.min, -1, 253_402_300_800, .max] {
            #expect(!window.isOpen(at: instant, in: UTCRules()))
            #expect(window.opening(after: instant, in: UTCRules()) == nil)
        }
    }

    /// A database that never gets on must not keep us.
    struct Stuck: TimeZoneRules {
        func period(at instant: Int64) -> (offset: Int64, from: Int64, until: Int64) { (0, instant, instant) }
    }

    @Test func brokenRulesEnd() throws {
        let window = try MaintenanceWindow(
            schedule: CronSchedule("* * * * *"), timeZone: "x", duration: .seconds(60))
        #expect(!window.isOpen(at: 1_000_000, in: Stuck()))
    }
}
