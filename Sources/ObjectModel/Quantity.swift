/// An amount of a resource, compared by value: `1000m` is `1`, `3072Mi` is `3Gi`.
///
/// Grammar and rounding are those of apimachinery's `resource.ParseQuantity`: at most nine decimal places, finer ones
/// round away from zero; amounts beyond 2⁶³-1 are that.
package struct Quantity: Hashable, Sendable {
    /// Without trailing zeros, so that equal amounts are equal values; zero is `0 × 10⁰`.
    private let mantissa: Int128
    private let exponent: Int

    /// `nil` where `text` is no quantity, or has more digits than 128 bits hold.
    package init?(_ text: some StringProtocol) {
        var parser = Parser(text: Array(text.utf8))
        guard let (mantissa, exponent) = parser.parse() else { return nil }
        self.init(mantissa: mantissa, exponent: exponent)
    }

    /// A string or a number; anything else is no quantity.
    package init?(_ value: JSONValue) {
        switch value {
        case .string(let text): self.init(text)
        case .integer(let number): self.init(mantissa: Int128(number), exponent: 0)
        case .unsigned(let number): self.init(mantissa: Int128(number), exponent: 0)
        case .double(let number): self.init(number.jsonText)
        case .null, .bool, .array, .object: return nil
        }
    }

    private init(mantissa: Int128, exponent: Int) {
        var (mantissa, exponent) = Self.roundedToNano(mantissa, exponent)
        if Self.exceedsInt64(mantissa, exponent) { (mantissa, exponent) = (mantissa.signum() * Int128(Int64.max), 0) }
        while mantissa != 0, mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        self.mantissa = mantissa
        self.exponent = mantissa == 0 ? 0 : exponent
    }

    private static func roundedToNano(_ mantissa: Int128, _ exponent: Int) -> (Int128, Int) {
        var mantissa = mantissa
        var exponent = exponent
        var lost = false
        while exponent < -9, mantissa != 0 {
            lost = lost || mantissa % 10 != 0
            mantissa /= 10
            exponent += 1
            if mantissa == 0 { exponent = -9 }
        }
        // The sign is gone when everything was cut off; such an amount was positive in every manifest that means it.
        return lost ? (mantissa + (mantissa < 0 ? -1 : 1), exponent) : (mantissa, exponent)
    }

    private static func exceedsInt64(_ mantissa: Int128, _ exponent: Int) -> Bool {
        var magnitude = mantissa.magnitude
        if exponent < 0 {
            for _ in exponent..<0 where magnitude > 0 { magnitude /= 10 }
            return magnitude > UInt128(Int64.max)
        }
        for _ in 0..<min(exponent, 40) {
            if magnitude > UInt128(Int64.max) { return true }
            magnitude *= 10
        }
        return magnitude > UInt128(Int64.max)
    }
}

extension Quantity: Comparable {
    /// By amount.
    package static func < (left: Quantity, right: Quantity) -> Bool { left.inNano < right.inNano }

    /// Bounded by 2⁶³ × 10⁹, which fits.
    private var inNano: Int128 {
        var result = mantissa
        for _ in 0..<(exponent + 9) { result *= 10 }
        return result
    }
}

private struct Parser {
    let text: [UInt8]
    var place = 0

    init(text: [UInt8]) { self.text = text }

    mutating func parse() -> (Int128, Int)? {
        let isNegative = sign()
        var mantissa: Int128 = 0
        var digits = 0
        guard readDigits(into: &mantissa, count: &digits) else { return nil }
        var exponent = 0
        if place < text.count, text[place] == UInt8(ascii: ".") {
            place += 1
            let before = digits
            guard readDigits(into: &mantissa, count: &digits) else { return nil }
            exponent = before - digits
        }
        guard digits > 0, let (factor, power) = suffix() else { return nil }
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        return (isNegative ? -product : product, exponent + power)
    }

    private mutating func sign() -> Bool {
        guard let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") else { return false }
        place = 1
        return first == UInt8(ascii: "-")
    }

    private mutating func readDigits(into mantissa: inout Int128, count: inout Int) -> Bool {
        while place < text.count, case let digit = text[place] &- UInt8(ascii: "0"), digit < 10 {
            let (shifted, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            guard !overflow, shifted <= Int128.max - Int128(digit) else { return false }
            mantissa = shifted + Int128(digit)
            count += 1
            place += 1
        }
        return true
    }

    /// Factor and power of ten of what stands behind the number.
    private func suffix() -> (Int128, Int)? {
        let rest = String(decoding: text[place...], as: UTF8.self)
        switch rest {
        case "": return (1, 0)
        case "n": return (1, -9)
        case "u": return (1, -6)
        case "m": return (1, -3)
        case "k": return (1, 3)
        case "M": return (1, 6)
        case "G": return (1, 9)
        case "T": return (1, 12)
        case "P": return (1, 15)
        case "E": return (1, 18)
        case "Ki": return (1 << 10, 0)
        case "Mi": return (1 << 20, 0)
        case "Gi": return (1 << 30, 0)
        case "Ti": return (1 << 40, 0)
        case "Pi": return (1 << 50, 0)
        case "Ei": return (1 << 60, 0)
        default:
            guard let mark = rest.utf8.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E"),
                let power = Int(rest.dropFirst()), (-1000...1000).contains(power)
            else { return nil }
            return (1, power)
        }
    }
}
