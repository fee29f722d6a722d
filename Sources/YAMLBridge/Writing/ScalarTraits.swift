import ObjectModel

/// What decides in which styles a string can stand.
struct ScalarTraits {
    /// Characters that stand in no YAML text, or are lost in one.
    private(set) var hasSpecials = false
    private(set) var hasLineBreaks = false
    private(set) var hasTabs = false
    /// A blank before a line break, which editors strip, or nothing but line breaks.
    private(set) var fitsLiteral = true
    /// Outside of flow collections.
    private(set) var fitsPlain: Bool
    private let text: String

    init(_ text: String) {
        self.text = text
        let isMarker = text.utf8.starts(with: "---".utf8) || text.utf8.starts(with: "...".utf8)
        fitsPlain = Self.beginsPlain(text.utf8) && !isMarker
        var previous: Unicode.Scalar = "\n"
        var hasText = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n":
                hasLineBreaks = true
                if previous == " " || previous == "\t" { fitsLiteral = false }
            case "\t": hasTabs = true
            case "#" where previous == " ": fitsPlain = false
            case " " where previous == ":": fitsPlain = false
            default: if scalar.isSpecial { hasSpecials = true }
            }
            hasText = hasText || scalar != "\n"
            previous = scalar
        }
        if previous == " " || previous == "\t" { (fitsPlain, fitsLiteral) = (false, false) }
        if previous == ":" { fitsPlain = false }
        if !hasText { fitsLiteral = false }
    }

    /// Without quotes some reader would take it for something else than a string.
    var isAmbiguous: Bool { Ambiguity.isOtherThanString(text) }

    /// Whether the first characters are none of YAML's indicators; `-`, `?` and `:` are some only before a blank.
    private static func beginsPlain(_ text: String.UTF8View) -> Bool {
        guard let first = text.first, first != 0x20 else { return false }
        if "-?:".utf8.contains(first) {
            guard let second = text.dropFirst().first else { return false }
            return second != 0x20
        }
        return !",[]{}#&*!|>'\"%@`".utf8.contains(first)
    }
}

extension Unicode.Scalar {
    /// Not printable in YAML 1.1 (section 4.1.1), a line break to some readers only, or a byte order mark.
    var isSpecial: Bool {
        switch value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}

/// Text that some reader of YAML takes for something else than a string when it stands without quotes.
private enum Ambiguity {
    /// Errs on the side of quotes: a version such as `1.2.3` needs none, `12:30` (a number in base 60) does.
    static func isOtherThanString(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            if isNumberLike(text.utf8) || isDateLike(text.utf8) || resolves(text) { return true }
            return text.utf8.count <= 5 && words.contains(text.lowercased())
        default:
            return text.utf8.count <= 5 && words.contains(text.lowercased())
        }
    }

    private static let words: Set<String> = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", ".nan", ".inf", "+.inf", "-.inf",
    ]

    private static func resolves(_ text: String) -> Bool {
        let value = unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe PlainScalar.value(of: $0) }
        return value.string == nil
    }

    /// Only what numbers are made of, with a digit and at most one dot.
    private static func isNumberLike(_ text: String.UTF8View) -> Bool {
        text.allSatisfy { isDigit($0) || "_+-.eE:".utf8.contains($0) } && text.contains(where: isDigit)
            && text.count { $0 == UInt8(ascii: ".") } <= 1
    }

    /// Begins as a timestamp does: `2001-1-2`.
    private static func isDateLike(_ text: String.UTF8View) -> Bool {
        let head = text.prefix { isDigit($0) }
        let rest = text.dropFirst(4)
        return head.count == 4 && rest.first == UInt8(ascii: "-") && rest.dropFirst().first.map(isDigit) == true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
