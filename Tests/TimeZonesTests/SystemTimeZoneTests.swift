// The only time zones that this program knows are the system's; a wrong one moves every maintenance window.
import Testing

@testable import TimeZones

@Suite struct SystemTimeZoneTests {
    struct Transition: Sendable, CustomTestStringConvertible {
        var testDescription: String { "\(zone) at \(instant)" }
        var zone: String
        var instant: Int64
        var before: Int64
        var after: Int64
    }

    @Test(arguments: [
        // 2026-03-29T01:00Z and 2026-10-25T01:00Z.
        Transition(zone: "Europe/Berlin", instant: 1_774_746_000, before: 3_600, after: 7_200),
        Transition(zone: "Europe/Berlin", instant: 1_792_890_000, before: 7_200, after: 3_600),
        // 2026-03-08T07:00Z and 2026-11-01T06:00Z.
        Transition(zone: "America/New_York", instant: 1_772_953_200, before: -18_000, after: -14_400),
        Transition(zone: "America/New_York", instant: 1_793_512_800, before: -14_400, after: -18_000),
        // 2026-04-04T15:00Z and 2026-10-03T15:30Z, by half an hour.
        Transition(zone: "Australia/Lord_Howe", instant: 1_775_314_800, before: 39_600, after: 37_800),
        Transition(zone: "Australia/Lord_Howe", instant: 1_791_041_400, before: 37_800, after: 39_600),
        // 1985-12-31T18:30Z, from +05:30 to +05:45.
        Transition(zone: "Asia/Kathmandu", instant: 504_901_800, before: 19_800, after: 20_700),
        // 2060-03-28T01:00Z: behind the end of the file's table.
        Transition(zone: "Europe/Berlin", instant: 2847661200, before: 3_600, after: 7_200),
        // 2011-12-30T10:00Z: Samoa crosses the date line.
        Transition(zone: "Pacific/Apia", instant: 1_325_239_200, before: -36_000, after: 50_400),
    ])
    func theClocksChangeWhenTheyDo(_ c: Transition) throws {
        let zone = try SystemTimeZone(named: c.zone)
        let before = zone.period(at: c.instant - 1)
        let after = zone.period(at: c.instant)
        #expect(before.offset == c.before && before.until == c.instant)
        #expect(after.offset == c.after && after.from == c.instant)
        #expect(before.from < c.instant && after.until > c.instant)
    }

    @Test func aZoneWithoutChangesHasNoEnds() throws {
        let utc = try SystemTimeZone(named: "UTC").period(at: 0)
        #expect(utc == (0, .min, .max))
        let kathmandu = try SystemTimeZone(named: "Asia/Kathmandu").period(at: 1_800_000_000)
        #expect(kathmandu.offset == 20_700 && kathmandu.until == .max)
    }

    @Test func periodsMeetAllTheWay() throws {
        for name in ["Europe/Berlin", "Africa/Casablanca", "America/Sao_Paulo", "Antarctica/Troll", "Asia/Gaza"] {
            let zone = try SystemTimeZone(named: name)
            var instant: Int64 = 0
            while instant < 2_500_000_000 {
                let period = zone.period(at: instant)
                #expect(period.from <= instant && instant < period.until, "\(name) at \(instant)")
                guard period.until != .max, period.until > instant else { break }
                #expect(zone.period(at: period.until).from == period.until, "\(name) at \(period.until)")
                instant = period.until
            }
        }
    }

    @Test(arguments: [
        "", "/etc/passwd", "../../etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin", "Europe/Berlin/", ":UTC",
        "right/UTC", "posix/UTC", "localtime", "posixrules", "Europe/Berlin\0", "Europe/Ber lin", "Fixed/UTC+1:00",
        String(repeating: "a", count: 65),
    ])
    func aNameThatIsNoneIsRefused(name: String) {
        #expect(throws: TimeZoneError(.malformed, name)) { try SystemTimeZone(named: name) }
    }

    @Test(arguments: ["Europe/Berln", "europe/berlin", "tzdata", "Europe", "CET-1CEST"])
    func aNameThatTheDatabaseLacksIsRefused(name: String) {
        #expect(throws: TimeZoneError(.unknown, name)) { try SystemTimeZone(named: name) }
    }

    @Test func theErrorSaysWhatToWrite() {
        #expect(
            TimeZoneError(.unknown, "Europe/Berln").description
                == "cannot find time zone 'Europe/Berln': the system's time zone database has none of that name "
                + "(hint: use a name of the IANA database, such as Europe/Berlin)")
    }

    @Test func theIndexNamesZonesAndLinksThatLoad() throws {
        let names = ZoneName.all()
        #expect(names.count > 400 && names == names.sorted())
        #expect(names.contains("Europe/Berlin") && names.contains("UTC") && names.contains("US/Eastern"))
        for name in names { #expect(throws: Never.self) { try SystemTimeZone(named: name) } }
    }

    @Test func manyThreadsMayAskAtOnce() async throws {
        let names = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "Africa/Cairo"]
        let alone = try names.map { try SystemTimeZone(named: $0).period(at: 1_800_000_000).offset }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for round in 0..<200 {
                group.addTask {
                    let zone = try SystemTimeZone(named: names[round % names.count])
                    return (0..<50).allSatisfy { _ in
                        zone.period(at: 1_800_000_000).offset == alone[round % names.count]
                    }
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }
}
