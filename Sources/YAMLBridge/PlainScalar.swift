import ObjectModel

/// What a scalar without quotes and tag means: the table of go-yaml v2 (`resolve.go`), which follows YAML 1.1 without
/// its base 60 numbers, with the octal `0o777` of YAML 1.2.
///
/// Timestamps stay strings, as sigs.k8s.io/yaml leaves them.
enum PlainScalar {
    /// The first byte says what the rest can be; most text ends there. Numbers that are not finite come as they are.
    static func value(of text: UnsafeBufferPointer<UInt8>) -> JSONValue {
        guard let first = unsafe text.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            if let number = unsafe number(text) { return number }
        case UInt8(ascii: "."):
            if let number = unsafe fraction(text) { return number }
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            if let word = unsafe word(text) { return word }
        default: break
        }
        return unsafe .string(String(decoding: text, as: UTF8.self))
    }

    /// Every word that is no string; each in lower case, capitalised and in capitals, but `.NaN`.
    private static let words: [String: JSONValue] = [
        "y": true, "Y": true, "yes": true, "Yes": true, "YES": true, "on": true, "On": true, "ON": true,
        "true": true, "True": true, "TRUE": true,
        "n": false, "N": false, "no": false, "No": false, "NO": false, "off": false, "Off": false, "OFF": false,
        "false": false, "False": false, "FALSE": false,
        "~": nil, "null": nil, "Null": nil, "NULL": nil,
        ".nan": .double(.nan), ".NaN": .double(.nan), ".NAN": .double(.nan),
        ".inf": .double(.infinity), ".Inf": .double(.infinity), ".INF": .double(.infinity),
        "+.inf": .double(.infinity), "+.Inf": .double(.infinity), "+.INF": .double(.infinity),
        "-.inf": .double(-.infinity), "-.Inf": .double(-.infinity), "-.INF": .double(-.infinity),
    ]

    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        guard text.count <= 5 else { return nil }
        return unsafe words[String(decoding: text, as: UTF8.self)]
    }

    /// Text that begins with a dot: a word or a fraction, in which underscores may stand between digits.
    private static func fraction(_ text: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        if let word = unsafe word(text) { return word }
        guard unsafe text.contains(underscore) else { return unsafe NumberText(text).decimal }
        let groups = unsafe text.dropFirst().split(separator: underscore, omittingEmptySubsequences: false)
        let isBetweenDigits = unsafe zip(groups, groups.dropFirst()).allSatisfy { left, right in
            unsafe left.last.map(isDigit) == true && right.first.map(isDigit) == true
        }
        guard isBetweenDigits else { return nil }
        let digits = unsafe text.filter { $0 != underscore }
        return unsafe digits.withUnsafeBufferPointer { unsafe NumberText($0).decimal }
    }

    /// Text that begins with a digit or a sign; underscores may stand anywhere behind that.
    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        if text.count <= 18, let small = unsafe smallInteger(text) { return .integer(small) }
        if let word = unsafe word(text) { return word }
        guard unsafe text.contains(underscore) else { return unsafe NumberText(text).number }
        let digits = unsafe text.filter { $0 != underscore }
        return unsafe digits.withUnsafeBufferPointer { unsafe NumberText($0).number }
    }

    private static let underscore = UInt8(ascii: "_")

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Decimal digits without a leading zero: nearly every number of a manifest.
    private static func smallInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard unsafe text[0] != UInt8(ascii: "0") || text.count == 1 else { return nil }
        guard unsafe text.allSatisfy(isDigit) else { return nil }
        return unsafe text.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
}

/// One number in the notations of Go's `strconv`, of which go-yaml makes use.
private struct NumberText {
    /// The text without its sign.
    private let digits: [UInt8]
    private let isNegative: Bool
    private let hasSign: Bool

    init(_ text: UnsafeBufferPointer<UInt8>) {
        isNegative = unsafe text.first == UInt8(ascii: "-")
        hasSign = unsafe isNegative || text.first == UInt8(ascii: "+")
        digits = unsafe Array(text.dropFirst(hasSign ? 1 : 0))
    }

    /// What go-yaml makes of text that begins with a digit or a sign.
    var number: JSONValue? { integer ?? decimal ?? oddBinary }

    /// `ParseInt` and `ParseUint` with base 0: `0x`, `0o`, `0b` or a leading zero name the base. Beyond 64 bits, nothing.
    private var integer: JSONValue? {
        var (radix, digits) = (10, digits[...])
        if digits.count > 1, digits[0] == UInt8(ascii: "0") {
            switch digits.count > 2 ? digits[1] | 0x20 : 0 {
            case UInt8(ascii: "x"): (radix, digits) = (16, digits.dropFirst(2))
            case UInt8(ascii: "o"): (radix, digits) = (8, digits.dropFirst(2))
            case UInt8(ascii: "b"): (radix, digits) = (2, digits.dropFirst(2))
            default: (radix, digits) = (8, digits.dropFirst())
            }
        }
        return Self.magnitude(digits, radix: radix).flatMap(signed)
    }

    /// `0b-11` and `0b+11`: go-yaml has its own reading of `0b`, which takes a sign behind it.
    private var oddBinary: JSONValue? {
        guard !hasSign, digits.count > 3, digits[0] == UInt8(ascii: "0"), digits[1] == UInt8(ascii: "b"),
            digits[2] == UInt8(ascii: "-") || digits[2] == UInt8(ascii: "+")
        else { return nil }
        guard let number = Self.magnitude(digits[3...], radix: 2) else { return nil }
        return NumberText(isNegative: digits[2] == UInt8(ascii: "-")).signed(number)
    }

    private init(isNegative: Bool) {
        self.isNegative = isNegative
        hasSign = true
        digits = []
    }

    private static func magnitude(_ digits: ArraySlice<UInt8>, radix: Int) -> UInt64? {
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
    }

    /// `ParseUint`, which alone reaches above `Int64.max`, takes no sign.
    private func signed(_ number: UInt64) -> JSONValue? {
        if isNegative { return Int64(exactly: -Int128(number)).map(JSONValue.integer) }
        if let fitting = Int64(exactly: number) { return .integer(fitting) }
        if hasSign { return nil }
        return .unsigned(number)
    }

    /// Digits with a fraction or an exponent. What overflows is no number.
    var decimal: JSONValue? {
        guard isDecimal, let magnitude = Double(String(decoding: digits, as: UTF8.self)), magnitude.isFinite
        else { return nil }
        return .double(isNegative ? -magnitude : magnitude)
    }

    /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private var isDecimal: Bool {
        var rest = digits[...]
        let whole = Self.dropDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = Self.dropDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard let exponent = rest.popFirst() else { return true }
        guard exponent | 0x20 == UInt8(ascii: "e") else { return false }
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return Self.dropDigits(&rest) > 0 && rest.isEmpty
    }

    /// The number of digits that `text` began with.
    private static func dropDigits(_ text: inout ArraySlice<UInt8>) -> Int {
        let rest = text.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        defer { text = rest }
        return text.count - rest.count
    }
}
