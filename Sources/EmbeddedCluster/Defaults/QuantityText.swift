/// The canonical text of a quantity: what the server answers when given `1000m`, `0.5` or `1.5Gi`.
///
/// Source: apimachinery `resource.Quantity.CanonicalizeBytes`: no digit is lost that the API keeps, the suffix is the
/// largest that leaves a whole number, and an amount below 1024 has no binary suffix.
package enum QuantityText {
    /// `nil` where `text` is no quantity or has more digits than 128 bits hold.
    package static func canonical(_ text: String) -> String? {
        let number = text.prefix { "+-.0123456789".contains($0) }
        let suffix = String(text[number.endIndex...])
        guard let (mantissa, fraction) = digits(of: number) else { return nil }
        if let power = binarySuffixes.firstIndex(of: suffix) {
            return binary(mantissa, fraction: fraction, power: power + 1)
        }
        if let place = decimalSuffixes.firstIndex(of: suffix) {
            return decimal(mantissa, exponent: (place - 3) * 3 - fraction, suffix: decimalSuffix)
        }
        guard let mark = suffix.first, mark == "e" || mark == "E", let power = Int(suffix.dropFirst()),
            (-64...64).contains(power)
        else { return nil }
        return decimal(mantissa, exponent: power - fraction) { $0 == 0 ? "" : "e\($0)" }
    }

    private static let binarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    private static let decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]

    private static func decimalSuffix(_ exponent: Int) -> String { decimalSuffixes[exponent / 3 + 3] }

    /// All digits as one number, and how many of them stand behind the point.
    private static func digits(of text: Substring) -> (Int128, Int)? {
        let isNegative = text.first == "-"
        let plain = text.first == "-" || text.first == "+" ? text.dropFirst() : text
        let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let all = parts.joined()
        guard !all.isEmpty, all.utf8.count <= 28, all.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int128(all)
        else { return nil }
        return (isNegative ? -number : number, parts.count == 2 ? parts[1].utf8.count : 0)
    }

    private static func binary(_ mantissa: Int128, fraction: Int, power: Int) -> String? {
        var scale: Int128 = 1
        for _ in 0..<fraction { scale *= 10 }
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: Int128(1) << (10 * Int128(power)))
        guard !overflow else { return nil }
        guard product % scale == 0 else { return fractionOfByte(product, scale) }
        var amount = product / scale
        guard amount.magnitude >= 1024 else { return decimal(amount, exponent: 0, suffix: decimalSuffix) }
        var suffix = 0
        while suffix < binarySuffixes.count, amount % 1024 == 0 {
            amount /= 1024
            suffix += 1
        }
        return "\(amount)" + (suffix == 0 ? "" : binarySuffixes[suffix - 1])
    }

    /// Rounded up at nine places, as the API keeps no more.
    private static func fractionOfByte(_ product: Int128, _ scale: Int128) -> String? {
        let (scaled, overflow) = product.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return nil }
        let rounded = scaled / scale + (scaled % scale > 0 ? 1 : 0)
        return decimal(rounded, exponent: -9, suffix: decimalSuffix)
    }

    /// `mantissa × 10^exponent` with an exponent that is a multiple of three, between -9 and 18.
    private static func decimal(_ mantissa: Int128, exponent: Int, suffix: (Int) -> String) -> String? {
        var (mantissa, exponent) = (mantissa, exponent)
        if mantissa == 0 { return "0" }
        while mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        while exponent < -9 {
            mantissa = mantissa / 10 + (mantissa % 10 > 0 ? 1 : 0)
            exponent += 1
        }
        while exponent % 3 != 0 || exponent > 18 {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            mantissa = product
            exponent -= 1
        }
        return "\(mantissa)\(suffix(exponent))"
    }
}
