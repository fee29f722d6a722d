import ObjectModel

/// A string in the plainest style that every reader takes for that string.
struct ScalarText {
    private enum Style { case plain, singleQuoted, doubleQuoted, literal }

    private let text: String
    private let style: Style

    /// Without `allowsBlock` the text stands on one line, as a key must.
    init(_ text: String, allowsBlock: Bool) {
        self.text = text
        let traits = Traits(text)
        if traits.hasSpecials || (traits.hasLineBreaks && !(allowsBlock && traits.fitsLiteral)) {
            style = .doubleQuoted
        } else if traits.hasLineBreaks {
            style = .literal
        } else if traits.hasTabs || Ambiguity.isOtherThanString(text) {
            style = .doubleQuoted
        } else {
            style = traits.fitsPlain ? .plain : .singleQuoted
        }
    }

    /// The text as it stands in a collection at `column`; the lines of a block stand two columns further.
    func bytes(column: Int) -> [UInt8] {
        switch style {
        case .plain: Array(text.utf8)
        case .singleQuoted: singleQuoted
        case .doubleQuoted: doubleQuoted
        case .literal: literal(column: column)
        }
    }

    private var singleQuoted: [UInt8] {
        let quote = UInt8(ascii: "'")
        return [quote] + text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }

    private var doubleQuoted: [UInt8] {
        var result = [UInt8(ascii: "\"")]
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\"".utf8
            case "\\": result += "\\\\".utf8
            case "\n": result += "\\n".utf8
            case "\r": result += "\\r".utf8
            case "\t": result += "\\t".utf8
            case _ where scalar.isSpecial:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u".utf8 + Array(repeating: UInt8(ascii: "0"), count: 4 - hex.utf8.count) + hex.utf8
            default: result += UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
        return result + [UInt8(ascii: "\"")]
    }

    /// `|`, a width where the first line would mislead a reader about it, and `-` or `+` for the line breaks at the end.
    private func literal(column: Int) -> [UInt8] {
        var result = [UInt8(ascii: "|")]
        if let first = text.utf8.first, first == 0x20 || first == 0x09 || first == 0x0A {
            result.append(UInt8(ascii: "2"))
        }
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true {
            lines.removeLast()
            if lines.last?.isEmpty == true { result.append(UInt8(ascii: "+")) }
        } else {
            result.append(UInt8(ascii: "-"))
        }
        for line in lines {
            result.append(0x0A)
            guard !line.isEmpty else { continue }
            result += repeatElement(0x20, count: column + 2)
            result += line
        }
        return result
    }
}

/// What decides in which styles a string can stand.
private struct Traits {
    /// Characters that stand in no YAML text, or are lost in one.
    private(set) var hasSpecials = false
    private(set) var hasLineBreaks = false
    private(set) var hasTabs = false
    /// A blank before a line break, which editors strip, or nothing but line breaks.
    private(set) var fitsLiteral = true
    private(set) var fitsPlain: Bool

    init(_ text: String) {
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
    fileprivate var isSpecial: Bool {
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
