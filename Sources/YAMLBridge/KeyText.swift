import ObjectModel

extension JSONValue {
    /// This value as the key of a JSON object, as sigs.k8s.io/yaml writes it; `nil` for null, collections and integers
    /// above `Int64.max`, which it refuses.
    var keyText: String? {
        switch self {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .double(let number): number.keyText
        case .null, .unsigned, .array, .object: nil
        }
    }
}

extension Double {
    /// Go's `FormatFloat(number, 'g', -1, 32)`: the shortest digits that tell a 32-bit float apart, with an exponent
    /// of at least two digits below 1e-4 and from 1e6 on.
    fileprivate var keyText: String {
        let short = Float(self)
        guard !isNaN, short.isFinite else { return isNaN ? ".nan" : short < 0 ? "-.inf" : ".inf" }
        let (digits, point) = short.magnitude.shortestDigits
        let sign = short.sign == .minus ? "-" : ""
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(power)"
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        guard point < digits.count else { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
}

extension Float {
    /// The digits of a positive number without zeros around them, and the place of the point: 0.d₁d₂… × 10^point.
    fileprivate var shortestDigits: (digits: String, point: Int) {
        guard self > 0 else { return ("0", 1) }
        let parts = description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = mantissa.joined()
        let leading = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), mantissa[0].count + exponent - leading)
    }
}
