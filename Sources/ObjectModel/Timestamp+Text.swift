extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC: `2026-11-21T03:16:42Z`, with as many digits of a second as say something.
    package var description: String { secondsText + fractionText + "Z" }

    /// RFC 3339 in UTC and whole seconds, as `metav1.Time` has it: `2026-11-21T01:37:00Z`.
    package var wireText: String { "\(secondsText)Z" }

    /// RFC 3339 in UTC and microseconds, as `metav1.MicroTime` has it: `2026-11-21T01:37:00.000000Z`.
    package var microText: String { "\(secondsText).\(Self.padded(nanoseconds / 1_000, 6))Z" }

    private var secondsText: String {
        let (days, time) = seconds.flooredQuotientAndRemainder(by: 86_400)
        let date = CivilDate(daysSince1970: days)
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + "\(Self.padded(time / 3600, 2)):\(Self.padded(time / 60 % 60, 2)):\(Self.padded(time % 60, 2))"
    }

    private var fractionText: String {
        guard nanoseconds > 0 else { return "" }
        var digits = Self.padded(nanoseconds, 9)
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp {
    /// Whole microseconds since 1970, the rest dropped; the nearest that 64 bits hold.
    package var microseconds: Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(nanoseconds / 1_000)
        return carried ? .max : sum
    }

    package init(microseconds: Int64) {
        let (seconds, rest) = microseconds.flooredQuotientAndRemainder(by: 1_000_000)
        self.init(seconds: seconds, nanoseconds: rest * 1_000)
    }
}

extension Int64 {
    /// Division towards minus infinity by a positive number: the remainder is never negative.
    fileprivate func flooredQuotientAndRemainder(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
