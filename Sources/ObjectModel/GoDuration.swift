/// A length of time as Go writes it, compared by value: `8760h` is `8760h0m0s`.
package struct GoDuration: Hashable, Sendable, Comparable {
    package let nanoseconds: Int64

    /// Reads the grammar of `time.ParseDuration`; `nil` for anything else and beyond 292 years.
    package init?(_ text: String) {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if let first = rest.first, first == "-" || first == "+" { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        if rest == "0" {
            nanoseconds = 0
            return
        }
        var total = 0.0
        var exact: Int64 = 0
        while !rest.isEmpty {
            guard let (amount, fraction) = Self.number(&rest), let unit = Self.unit(&rest) else { return nil }
            let (whole, overflow) = amount.multipliedReportingOverflow(by: unit)
            let (sum, carried) = exact.addingReportingOverflow(whole)
            guard !overflow, !carried else { return nil }
            exact = sum
            total += fraction * Double(unit)
        }
        guard let part = Int64(exactly: total.rounded(.down)),
            case let (sum, carried) = exact.addingReportingOverflow(part),
            !carried
        else { return nil }
        nanoseconds = isNegative ? -sum : sum
    }

    package static func < (left: GoDuration, right: GoDuration) -> Bool { left.nanoseconds < right.nanoseconds }

    private static func number(_ rest: inout Substring) -> (Int64, Double)? {
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest[whole.endIndex...]
        guard rest.first == "." else { return Int64(whole).map { ($0, 0) } }
        let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        rest = rest[digits.endIndex...]
        guard !(whole.isEmpty && digits.isEmpty), let fraction = Double("0." + (digits.isEmpty ? "0" : digits)) else {
            return nil
        }
        return (whole.isEmpty ? 0 : Int64(whole)).map { ($0, fraction) }
    }

    /// Nanoseconds of the unit that stands first.
    private static func unit(_ rest: inout Substring) -> Int64? {
        let name = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
        rest = rest[name.endIndex...]
        switch name {
        case "ns": return 1
        case "us", "\u{B5}s", "\u{3BC}s": return 1_000
        case "ms": return 1_000_000
        case "s": return 1_000_000_000
        case "m": return 60_000_000_000
        case "h": return 3_600_000_000_000
        default: return nil
        }
    }
}
