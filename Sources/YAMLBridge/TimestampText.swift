import ObjectModel

/// The timestamps that go-yaml v2 takes for `!!timestamp`: a date, or a date and a time of day; they stay text.
enum TimestampText {
    /// `2001-1-2`, `2001-1-2 3:4:5.6`, `2001-1-2T3:4:5.6Z` or with an offset such as `+07:00`.
    static func matches(_ text: String) -> Bool {
        var rest = Substring(text).utf8[...]
        guard let year = number(&rest, digits: 4...4), skip(&rest, "-"),
            let month = number(&rest, digits: 1...2), (1...12).contains(month), skip(&rest, "-"),
            let day = number(&rest, digits: 1...2), (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return false }
        if rest.isEmpty { return true }
        if skip(&rest, " ") { return timeOfDay(&rest) && rest.isEmpty }
        guard skip(&rest, "T") || skip(&rest, "t") else { return false }
        return timeOfDay(&rest) && zone(&rest) && rest.isEmpty
    }

    private static func timeOfDay(_ rest: inout Substring.UTF8View) -> Bool {
        guard let hour = number(&rest, digits: 1...2), hour < 24, skip(&rest, ":"),
            let minute = number(&rest, digits: 1...2), minute < 60, skip(&rest, ":"),
            let second = number(&rest, digits: 1...2), second < 60
        else { return false }
        guard skip(&rest, ".") || skip(&rest, ",") else { return true }
        let fraction = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[fraction.endIndex...]
        return !fraction.isEmpty
    }

    private static func zone(_ rest: inout Substring.UTF8View) -> Bool {
        if skip(&rest, "Z") { return true }
        guard skip(&rest, "+") || skip(&rest, "-"), let hours = number(&rest, digits: 2...2), hours <= 24,
            skip(&rest, ":"), let minutes = number(&rest, digits: 2...2)
        else { return false }
        return minutes < 60
    }

    private static func number(_ rest: inout Substring.UTF8View, digits: ClosedRange<Int>) -> Int64? {
        let found = rest.prefix(digits.upperBound).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.contains(found.count) else { return nil }
        rest = rest[found.endIndex...]
        return found.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    private static func skip(_ rest: inout Substring.UTF8View, _ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
