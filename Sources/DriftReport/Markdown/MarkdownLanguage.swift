/// Markdown as GitHub and GitLab read it (GFM 0.29 and their references).
///
/// Every piece of data stands in code: there alone neither forge makes links of `@name`, `#123`, `!4`, commit ids and
/// bare URLs, and GitLab takes no `/close` from it. Escaping marks one by one would not do, since references are looked
/// for in the finished page.
enum MarkdownLanguage: MarkupLanguage {
    static func escaped(_ data: String) -> String {
        guard !data.isEmpty else { return "" }
        // A code span cannot hold these everywhere: a backtick ends it, a bar ends a table's cell, and a backslash
        // changes what a bar means. A blank at either end may be dropped.
        let isTame = !data.utf8.contains { "`|\\".utf8.contains($0) } && !data.hasPrefix(" ") && !data.hasSuffix(" ")
        return isTame ? "`\(data)`" : "<code>\(entities(data))</code>"
    }

    /// Each ASCII mark as a character reference, which is never syntax (CommonMark 0.31 section 2.5).
    private static func entities(_ data: String) -> String {
        var result: [UInt8] = []
        for byte in data.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), 0x80...:
                result.append(byte)
            default: result += "&#\(byte);".utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

typealias Markdown = Markup<MarkdownLanguage>

extension Markup<MarkdownLanguage> {
    /// Words of this program, which need no code.
    init(words: DisplayText) { self = Markup(trusted: words.text) }

    /// HTML inside Markdown, which has to stay free of blank lines.
    init(html: Tags) { self = Markup(trusted: html.text) }

    /// The lines of a difference in a fence that is longer than any run of backticks in them.
    init(diff lines: [DiffLine]) {
        let longest = lines.map { $0.text.text.longestBacktickRun }.max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        let body = lines.map { "\($0.sign)\($0.side == .fold ? "" : " ")\($0.text)\n" }.joined()
        self = Markup(trusted: "\(fence)diff\n\(body)\(fence)\n")
    }

    /// The comment by which a bot finds its own report again.
    init(markerFor environments: [String]) {
        let names = environments.map(Self.markerName).joined(separator: ",")
        self = Markup(trusted: "<!-- reconcile:drift environment=\(names) -->\n")
    }

    /// Its first 100 bytes, percent-encoded, so that a name can neither end the comment nor look like two names.
    private static func markerName(_ name: String) -> String {
        var result = ""
        var before: UInt8 = UInt8(ascii: "-")
        for byte in name.utf8.prefix(100) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "-") where before != UInt8(ascii: "-"): result += "-"
            default: result += "%" + String(UInt16(byte) + 0x100, radix: 16, uppercase: true).dropFirst()
            }
            before = byte
        }
        return result
    }
}

extension String {
    fileprivate var longestBacktickRun: Int {
        utf8.split { $0 != UInt8(ascii: "`") }.map(\.count).max() ?? 0
    }
}
