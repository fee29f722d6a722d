import ObjectModel

/// A string in the plainest style that every reader takes for that string.
struct ScalarText {
    enum Style { case plain, singleQuoted, doubleQuoted, literal }

    private let text: String
    private let style: Style

    /// Without `allowsBlock` the text stands on one line, as a key must. Where quotes are needed and either kind would
    /// do, they are `quotes`.
    init(_ text: String, allowsBlock: Bool, quotes: Style? = nil) {
        self.text = text
        let traits = ScalarTraits(text)
        if traits.hasSpecials || (traits.hasLineBreaks && !(allowsBlock && traits.fitsLiteral)) {
            style = .doubleQuoted
        } else if traits.hasLineBreaks {
            style = .literal
        } else if traits.hasTabs {
            style = .doubleQuoted
        } else if traits.isAmbiguous {
            style = quotes ?? .doubleQuoted
        } else {
            style = traits.fitsPlain ? .plain : quotes ?? .singleQuoted
        }
    }

    /// The caller knows that the text fits `style`.
    init(_ text: String, as style: Style) {
        self.text = text
        self.style = style
    }

    /// The text as it stands in a collection at `column`; the lines of a block stand `indent` columns further.
    func bytes(column: Int, indent: Int = 2) -> [UInt8] {
        switch style {
        case .plain: Array(text.utf8)
        case .singleQuoted: singleQuoted
        case .doubleQuoted: doubleQuoted
        case .literal: literal(column: column, indent: indent)
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
    private func literal(column: Int, indent: Int) -> [UInt8] {
        var result = [UInt8(ascii: "|")]
        if let first = text.utf8.first, first == 0x20 || first == 0x09 || first == 0x0A {
            result += String(indent).utf8
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
            result += repeatElement(0x20, count: column + indent)
            result += line
        }
        return result
    }
}
