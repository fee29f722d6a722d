import ObjectModel

/// SplitMix64 (Steele, Lea, Flood 2014): the same values from the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// A tree of at most `levels` levels, with the values that writers get wrong.
    mutating func value(levels: Int) -> JSONValue {
        switch Int.random(in: 0..<(levels > 0 ? 11 : 7), using: &self) {
        case 0: .null
        case 1: .bool(.random(using: &self))
        case 2: .integer(Int64(bitPattern: next()))
        case 3: number()
        case 4...6: .string(text())
        case 7, 8: .array((0..<Int.random(in: 0..<4, using: &self)).map { _ in value(levels: levels - 1) })
        default: object(levels: levels)
        }
    }

    private mutating func object(levels: Int) -> JSONValue {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0..<5, using: &self) { object[text()] = value(levels: levels - 1) }
        return .object(object)
    }

    private mutating func number() -> JSONValue {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return JSONValue(exactly: next())
        case 1: return .integer(Int64.random(in: -9...9, using: &self))
        case 2: return .double(Double.random(in: -1e6...1e6, using: &self))
        default:
            let number = Double(bitPattern: next())
            return .double(number.isFinite ? number : 1e21)
        }
    }

    /// A few pieces in a row, so that each meets each at the beginning, inside and at the end.
    mutating func text() -> String {
        if Int.random(in: 0..<200, using: &self) == 0 { return String(repeating: "long ä ", count: 400) }
        return (0..<Int.random(in: 0..<5, using: &self)).map { _ in Self.pieces.randomElement(using: &self) ?? "" }
            .joined()
    }

    private static let pieces = [
        " ", "  ", "\n", "\n\n", "\t", "\r", "\r\n", ":", ": ", " #", "#", "- ", "-", "---", "...", "? ", "%", "@", "`",
        "&a",
        "*a", "!", "!!str ", "|", ">", "|2-", "'", "\"", "\\", "\\n", "{", "}", "[", "]", ",", "{}", "[]", "=", "<<",
        "~",
        "a", "word", "yes", "NO", "y", "on", "Off", "null", "true", "False", "0", "1", "-1", "+1", "0x1F", "0o7", "077",
        "0b1",
        "1_000", "1e3", "1.", ".5", "1:30", "2001-01-01", "12:30:45", ".inf", "-.INF", ".NaN", "\u{0}", "\u{1}",
        "\u{7}",
        "\u{1B}", "\u{7F}", "\u{80}", "\u{85}", "\u{9F}", "\u{A0}", "\u{FEFF}", "\u{2028}", "\u{2029}", "\u{FFFD}",
        "\u{FFFE}", "\u{FFFF}", "é", "e\u{301}", "日本", "😀", "👨‍👩‍👧", "\u{10FFFF}", "\u{E000}",
    ]
}
