import ObjectModel

/// Five fields that say on which minutes something begins: minute, hour, day of month, month, day of week.
///
/// The language is that of Vixie's cron (crontab(5)): lists, ranges, steps after `*` or a range, names of months and
/// days by three letters, Sunday as 0 and 7, and `@hourly` and its kin. Of the two day fields either one is enough
/// where both are restricted; where one begins with `*`, both have to match. No seconds, no `?`, `L`, `W` or `#`. A
/// time zone inside the text (`CRON_TZ=`) is refused: it has a key of its own.
package struct CronSchedule: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let text: String
    private let minutes: UInt64
    private let hours: UInt64
    private let days: UInt64
    private let months: UInt64
    private let weekdays: UInt64
    private let needsBothDays: Bool
    /// Whether it names hours and minutes, rather than every so often: what a change of the clocks does depends on it.
    let hasFixedTimes: Bool

    package init(_ text: String) throws(ReconcileError) {
        self.text = text
        let fields = try Self.fields(of: text)
        do throws(CronField.Mistake) {
            minutes = try CronField.minute.values(of: fields[0])
            hours = try CronField.hour.values(of: fields[1])
            days = try CronField.dayOfMonth.values(of: fields[2])
            months = try CronField.month.values(of: fields[3])
            weekdays = try CronField.dayOfWeek.values(of: fields[4])
        } catch {
            throw Self.error(text, error.detail, hint: error.hint)
        }
        needsBothDays = fields[2].hasPrefix("*") || fields[4].hasPrefix("*")
        hasFixedTimes = !fields[0].hasPrefix("*") && !fields[1].hasPrefix("*")
        guard !needsBothDays || hasDay else {
            throw Self.error(
                text, "day of month: no month that it names has such a day", hint: "write a day that exists")
        }
    }

    package var description: String { text }

    /// Whether anything begins on `date`.
    func matches(_ date: CivilDate) -> Bool {
        guard months & (1 << UInt64(date.month)) != 0 else { return false }
        let isDay = days & (1 << UInt64(date.day)) != 0
        // 1970-01-01 was a Thursday.
        let weekday = ((date.daysSince1970 + 4) % 7 + 7) % 7
        let isWeekday = weekdays & (1 << UInt64(weekday)) != 0
        return needsBothDays ? isDay && isWeekday : isDay || isWeekday
    }

    /// Every local time from `first` through `last` at which something begins, ascending.
    ///
    /// Local times are seconds since 1970 as the clock on the wall shows them.
    func times(from first: Int64, through last: Int64) -> [Int64] {
        guard first <= last else { return [] }
        let days = Self.floor(first, Self.day)...Self.floor(last, Self.day)
        return days.filter { matches(CivilDate(daysSince1970: $0)) }.flatMap { day in
            times(ofDay: day * Self.day, from: first, through: last)
        }
    }

    private static let day: Int64 = 86_400

    private static func floor(_ time: Int64, _ unit: Int64) -> Int64 { (time - ((time % unit) + unit) % unit) / unit }

    private func times(ofDay midnight: Int64, from first: Int64, through last: Int64) -> [Int64] {
        let hours = max(0, first - midnight) / 3_600...min(Self.day - 1, last - midnight) / 3_600
        return hours.filter { self.hours & (1 << UInt64($0)) != 0 }.flatMap { hour in
            (0..<60 as Range<Int64>).filter { minutes & (1 << UInt64($0)) != 0 }
                .map { midnight + hour * 3_600 + $0 * 60 }.filter { (first...last).contains($0) }
        }
    }

    /// Whether some month has one of the days; February has 29 now and then.
    private var hasDay: Bool {
        let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.enumerated().contains { place, length in
            months & (1 << UInt64(place + 1)) != 0 && (1...length).contains { days & (1 << UInt64($0)) != 0 }
        }
    }

    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    private static func fields(of text: String) throws(ReconcileError) -> [String] {
        guard text.utf8.count <= 1_000 else {
            throw error("\(text.prefix(20))…", "it is longer than 1,000 bytes", hint: "shorten it")
        }
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if let first = words.first, first.hasPrefix("@") {
            guard words.count == 1, let fields = nicknames[first.lowercased()] else {
                let known = nicknames.keys.sorted().joined(separator: ", ")
                throw error(text, "'\(first)' means nothing here", hint: "write five fields, or one of \(known)")
            }
            words = fields.split(separator: " ").map(String.init)
        }
        if let first = words.first, first.contains("=") {
            throw error(text, "a time zone does not belong into it", hint: "name it with timeZone")
        }
        guard words.count == 5 else {
            throw error(
                text, "it has \(words.count) fields",
                hint: "write five: minute, hour, day of month, month, day of week")
        }
        return words
    }

    private static func error(_ text: String, _ detail: String, hint: String) -> ReconcileError {
        ReconcileError(.configuration, step: "read schedule", subject: text, detail: detail, hint: hint)
    }
}
