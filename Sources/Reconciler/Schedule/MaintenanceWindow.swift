/// A stretch of time that comes back: it opens when its schedule says, by the clocks of its time zone, and stays open
/// for its duration.
///
/// The duration is time that passes, not time on the clock: eight hours stay eight hours in the night in which the
/// clocks change. What a change of the clocks does to the opening follows cron(8) of Vixie's cron, "local time changes":
/// a fixed time that the clocks pass over opens at the moment of the change (missing it would let writes through), and
/// one that comes twice opens the first time only; a schedule whose minute or hour begins with `*` follows the new
/// clocks, with nothing made up for and nothing left out.
package struct MaintenanceWindow: Hashable, Sendable {
    package let schedule: CronSchedule
    /// A name of the IANA database.
    package let timeZone: String
    package let duration: Duration

    /// One minute to 31 days, whole seconds.
    package static let durations = Duration.seconds(60)...Duration.seconds(31 * 86_400)

    package init(schedule: CronSchedule, timeZone: String, duration: Duration) throws(ReconcileError) {
        guard Self.durations.contains(duration) else {
            throw ReconcileError(
                .configuration, step: "read maintenance window", subject: schedule.text,
                detail: "its duration is not within one minute and 31 days", hint: "write a duration such as 8h")
        }
        self.schedule = schedule
        self.timeZone = timeZone
        self.duration = duration
    }

    var seconds: Int64 { duration.components.seconds }

    package func isOpen(at now: Int64, in rules: any TimeZoneRules) -> Bool { end(of: now, rules) != nil }

    /// When the window that is open at `now` closes, without regard to one that opens meanwhile; `nil` outside one.
    func end(of now: Int64, _ rules: any TimeZoneRules) -> Int64? {
        guard Self.times.contains(now) else { return nil }
        return openings(after: now - seconds, through: now, rules).max().map { $0 + seconds }
    }

    /// When it opens next after `now`; `nil` where it does not within ten years.
    package func opening(after now: Int64, in rules: any TimeZoneRules) -> Int64? {
        guard Self.times.contains(now) else { return nil }
        // 29 February may be eight years away.
        let chunk: Int64 = 31 * Self.day
        for start in stride(from: now, to: now + 3_660 * Self.day, by: Int(chunk)) {
            if let found = openings(after: start, through: start + chunk, rules).min() { return found }
        }
        return nil
    }

    private static let day: Int64 = 86_400
    /// From 1970 until 9999: what a clock can sensibly say.
    private static let times: Range<Int64> = 0..<253_402_300_800

    /// Every opening in `(start, end]`, in no order.
    func openings(after start: Int64, through end: Int64, _ rules: any TimeZoneRules) -> [Int64] {
        let periods = ClockPeriod.all(of: rules, from: start, through: end)
        var found: [Int64] = []
        for (place, period) in periods.enumerated() {
            let before = place > 0 ? periods[place - 1] : nil
            if let before, start < period.from, period.from <= end, opensBetween(before, period) {
                found.append(period.from)
            }
            let first = max(start + 1, period.from)
            let last = min(end, period.until - 1)
            found += schedule.times(from: first + period.offset, through: last + period.offset)
                .filter { !(schedule.hasFixedTimes && before?.showed($0) == true) }
                .map { $0 - period.offset }
        }
        return found
    }

    /// Whether the clocks pass over a fixed time when they change from one period to the next.
    private func opensBetween(_ before: ClockPeriod, _ after: ClockPeriod) -> Bool {
        guard schedule.hasFixedTimes, after.offset > before.offset else { return false }
        let skipped = (after.from + before.offset, after.from + after.offset - 1)
        return !schedule.times(from: skipped.0, through: skipped.1).isEmpty
    }
}
