import Testing

/// The tags of a page or an XML text, read strictly: a stray `<`, `>` or `&` is an error.
struct TagScan {
    struct Malformed: Error {
        var detail: String
    }

    static let pageTags: Set<String> = [
        "!doctype", "html", "head", "meta", "title", "style", "body", "header", "div", "p", "span", "h1", "h2", "h3",
        "main", "section", "dl", "dt", "dd", "ul", "ol", "li", "strong", "b", "details", "summary", "code", "pre",
        "table", "thead", "tbody", "tr", "th", "td", "time", "br", "footer", "nav", "a", "svg", "rect",
    ]
    static let pageAttributes: Set<String> = [
        "html", "lang", "charset", "http-equiv", "content", "name", "class", "id", "aria-labelledby", "aria-hidden",
        "aria-label", "open", "scope", "role", "href", "viewBox", "preserveAspectRatio", "x", "width", "height",
    ]
    static let suiteTags: Set<String> = [
        "?xml", "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "system-out",
    ]

    private(set) var names: Set<String> = []
    private(set) var attributes: Set<String> = []
    /// The values of all attributes but `name`, `value` and the like of JUnit.
    private(set) var attributeText = ""
    private var open: [String] = []
    private(set) var isBalanced = true

    init(_ text: String, voids: Set<String>) throws {
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "<") {
            try Self.checkText(rest[..<start], isRaw: ["style", "script"].contains(open.last))
            guard let end = Self.endOfTag(rest[start...]) else {
                throw Malformed(detail: "open tag \(rest[start...].prefix(80))")
            }
            try read(rest[rest.index(after: start)..<end], voids: voids)
            rest = rest[rest.index(after: end)...]
        }
        try Self.checkText(rest, isRaw: false)
        isBalanced = isBalanced && open.isEmpty
    }

    private static func checkText(_ text: Substring, isRaw: Bool) throws {
        if isRaw { return }
        guard !text.contains(">") else { throw Malformed(detail: "stray '>' in \(text.suffix(80))") }
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            guard ["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: { part.hasPrefix($0) }) else {
                throw Malformed(detail: "stray '&' before \(part.prefix(20))")
            }
        }
    }

    private static func endOfTag(_ text: Substring) -> Substring.Index? {
        var isQuoted = false
        for place in text.indices {
            if text[place] == "\"" { isQuoted.toggle() }
            if text[place] == ">", !isQuoted { return place }
        }
        return nil
    }

    private mutating func read(_ tag: Substring, voids: Set<String>) throws {
        if tag.hasPrefix("/") {
            isBalanced = isBalanced && open.popLast() == String(tag.dropFirst())
            return
        }
        let name = String(tag.prefix { $0 != " " && $0 != "/" || $0 == "?" })
        names.insert(name)
        var rest = tag.dropFirst(name.count).drop { $0 == " " }
        while let first = rest.first, first != "/", first != "?" {
            let attribute = rest.prefix { $0 != "=" && $0 != " " }
            attributes.insert(String(attribute))
            rest = rest.dropFirst(attribute.count)
            if rest.first == "=" {
                guard rest.dropFirst().first == "\"" else { throw Malformed(detail: "no quotes in \(tag.prefix(80))") }
                let value = rest.dropFirst(2).prefix { $0 != "\"" }
                guard !value.contains("<") else { throw Malformed(detail: "'<' in \(tag.prefix(80))") }
                attributeText += value + "\n"
                rest = rest.dropFirst(value.count + 3)
            }
            rest = rest.drop { $0 == " " }
        }
        if rest.isEmpty, !voids.contains(name), !name.hasPrefix("!") { open.append(name) }
    }
}

/// What of a Markdown text is not code, by the rules of CommonMark as far as these reports use them.
enum MarkdownScan {
    static func withoutCode(_ text: String) -> String {
        var result = ""
        var fence: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let ticks = line.drop { $0 == " " }.prefix { $0 == "`" }
            if let open = fence {
                if ticks.count >= open.count,
                    line.drop(while: { $0 == " " }).dropFirst(ticks.count).allSatisfy({ $0 == " " })
                {
                    fence = nil
                }
            } else if ticks.count >= 3 {
                fence = ticks
            } else if !line.hasPrefix("<!-- reconcile:drift") {
                result += withoutSpans(line) + "\n"
            }
        }
        return fence == nil ? result : result + "a fence is open: EVIL"
    }

    private static func withoutSpans(_ line: Substring) -> String {
        var result = ""
        var rest = line
        while !rest.isEmpty {
            if rest.hasPrefix("<code>"), let end = rest.firstRange(of: "</code>") {
                rest = rest[end.upperBound...]
            } else if rest.first == "`" {
                let run = rest.prefix { $0 == "`" }
                let body = rest.dropFirst(run.count)
                guard let end = body.firstRange(of: String(run)) else { return result + rest }
                rest = body[end.upperBound...]
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
