/// One line of text that is safe to show: nothing in it can move a cursor, reorder the line or hide.
///
/// Literals are taken as they are, every `String` put into one is escaped: controls, bidirectional and other format
/// characters, and code points that show nothing become `\t`, `\n` or `\u{1b}`. What is left is also legal in XML 1.0.
struct DisplayText: Hashable, Sendable {
    private(set) var text: String

    init(_ raw: some StringProtocol) { text = Self.escaped(raw) }

    static func + (left: DisplayText, right: DisplayText) -> DisplayText { "\(left)\(right)" }

    static func += (left: inout DisplayText, right: DisplayText) { left.text += right.text }

    private static func escaped(_ raw: some StringProtocol) -> String {
        if raw.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(raw) }
        var result = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars {
            if scalar.isShown {
                result.append(scalar)
            } else {
                result.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        return String(result)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\t": "\\t"
        case "\n": "\\n"
        case "\r": "\\r"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
}

extension Unicode.Scalar {
    /// Whether a terminal and a page show this as a mark or a space of its own.
    var isShown: Bool {
        if (0x20...0x7E).contains(value) { return true }
        // Variation selectors belong to the emoji before them.
        if (0xFE00...0xFE0F).contains(value) { return true }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return !properties.isDefaultIgnorableCodePoint
        }
    }
}

extension DisplayText: ExpressibleByStringInterpolation {
    /// Takes only literals of this program as they are.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: StaticString) { text += literal.description }
        mutating func appendInterpolation(_ safe: DisplayText) { text += safe.text }
        mutating func appendInterpolation(_ raw: some StringProtocol) { text += DisplayText.escaped(raw) }
        mutating func appendInterpolation(_ number: Int) { text += number.grouped }
    }

    init(stringLiteral literal: StaticString) { text = literal.description }
    init(stringInterpolation interpolation: StringInterpolation) { text = interpolation.text }
}

extension DisplayText {
    /// At most `limit` scalars of `line`, from shortly before the place `around`; tabs and blanks at the end visible.
    init(line: Substring, limit: Int, around: Int = 0) {
        // Bytes are known, scalars are counted.
        let count = line.utf8.count <= limit ? line.utf8.count : line.unicodeScalars.count
        guard count > limit else {
            self = Self.withVisibleBlanks(line)
            return
        }
        let first = Swift.min(Swift.max(0, around - limit / 4), count - limit)
        let window = line.unicodeScalars.dropFirst(first).prefix(limit)
        let rest = count - first - limit
        self = first > 0 ? "… \(first) characters … " : ""
        self += DisplayText(Substring(window))
        if rest > 0 { self += " … \(rest) more characters" }
    }

    /// `text` up to `limit` scalars, and how many more there are.
    init(_ text: String, limit: Int) { self.init(line: Substring(text), limit: limit) }

    private static func withVisibleBlanks(_ line: Substring) -> DisplayText {
        if line.utf8.last != UInt8(ascii: " "), !line.utf8.contains(UInt8(ascii: "\t")) { return DisplayText(line) }
        let end = line.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
        var result: DisplayText = ""
        for (place, part) in line.utf8.dropLast(end).split(
            separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false
        )
        .enumerated() {
            result += place > 0 ? "→   \(Substring(part))" : "\(Substring(part))"
        }
        return end > 0 ? "\(result)\(String(repeating: "·", count: end))" : result
    }
}

extension DisplayText: CustomStringConvertible {
    /// The safe text, so that a `String` that this is put into by mistake still says the right thing.
    var description: String { text }
}

extension [DisplayText] {
    func joined(by separator: DisplayText) -> DisplayText {
        var result: DisplayText = ""
        for (place, part) in enumerated() {
            if place > 0 { result += separator }
            result += part
        }
        return result
    }
}

extension Int {
    /// With a comma between thousands: `1,048,576`.
    var grouped: String {
        let digits = Array(String(magnitude))
        var result = self < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }
}

extension String {
    /// The text with nothing in it that can move a cursor, reorder the line or hide.
    package var shownOnOneLine: String { DisplayText(self).text }
}
