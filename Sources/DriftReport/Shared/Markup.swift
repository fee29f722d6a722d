/// Text of a markup language, in which only literals of this program are markup.
///
/// Everything put into a literal is data and escaped by the language's rule, so that no value can open a tag.
struct Markup<Language: MarkupLanguage>: Hashable, Sendable {
    private(set) var text: String

    init(_ data: DisplayText) { text = Language.escaped(data.text) }

    /// Markup that the language's own file has made safe.
    init(trusted text: String) { self.text = text }

    static func += (left: inout Self, right: Self) { left.text += right.text }
}

/// How one language writes text that is not markup.
protocol MarkupLanguage {
    static func escaped(_ data: String) -> String
}

/// HTML and XML: data stands between tags or in double quotes.
enum TagLanguage: MarkupLanguage {
    static func escaped(_ data: String) -> String {
        guard data.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return data }
        var result: [UInt8] = []
        for byte in data.utf8 {
            switch byte {
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            case UInt8(ascii: "\""): result += "&quot;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

typealias Tags = Markup<TagLanguage>

extension Markup: ExpressibleByStringInterpolation {
    /// Takes only literals of this program as markup.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: StaticString) { text += literal.description }
        mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
        mutating func appendInterpolation(_ data: DisplayText) { text += Language.escaped(data.text) }
        mutating func appendInterpolation(_ data: some StringProtocol) {
            text += Language.escaped(DisplayText(data).text)
        }
        mutating func appendInterpolation(_ number: Int) { text += number.grouped }
    }

    init(stringLiteral literal: StaticString) { text = literal.description }
    init(stringInterpolation interpolation: StringInterpolation) { text = interpolation.text }
}

extension Sequence {
    /// The markup of every element, one after the other.
    func markup<Language>(_ transform: (Element) -> Markup<Language>) -> Markup<Language> {
        reduce(into: "") { $0 += transform($1) }
    }
}
