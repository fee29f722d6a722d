extension Timestamp {
    /// RFC 3339 in UTC and whole seconds, as `metav1.Time` has it: `2026-11-21T01:37:00Z`.
    package var wireText: String { "\(secondsText)Z" }

    /// RFC 3339 in UTC and microseconds, as `metav1.MicroTime` has it: `2026-11-21T01:37:00.000000Z`.
    package var microText: String { "\(secondsText).\(Self.padded(nanoseconds / 1_000, 6))Z" }

    private var secondsText: String {
        let remainder = seconds % 86_400
        let days = seconds / 86_400 - (remainder < 0 ? 1 : 0)
        let time = remainder < 0 ? remainder + 86_400 : remainder
        let date = CivilDate(daysSince1970: days)
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + "\(Self.padded(time / 3600, 2)):\(Self.padded(time / 60 % 60, 2)):\(Self.padded(time % 60, 2))"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
