/// YAML as many people write it: random layout, quotes, comments, brackets, anchors.
///
/// Mostly valid. Every comment has a number of its own, `#7.`, so that one that is lost is missed.
struct StyledText {
    private var generator: SeededGenerator
    private let indent: Int
    private let listOffset: Int
    private var comments = 0
    private var anchors = 0
    private(set) var text = ""

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        indent = Int.random(in: 1...4, using: &generator)
        listOffset = Int.random(in: 0...indent, using: &generator)
        if chance(4) { text += "---\(chance(2) ? comment() : "")\n" }
        map(column: 0, levels: 4)
        if chance(4) { text += "\(comment().drop { $0 == " " })\n" }
        if chance(6) { text.removeLast() }
        if chance(5) { text = text.replacing("\n", with: "\r\n") }
    }

    private mutating func chance(_ one: Int) -> Bool {
        Int.random(in: 0..<one, using: &generator) == 0
    }

    private mutating func comment() -> String {
        comments += 1
        return " #\(comments). \(chance(3) ? "{x: 'y" : "why")"
    }

    /// Comments and blank lines above an item.
    private mutating func above(_ column: Int) {
        if chance(8) { text += "\n" }
        while chance(6) {
            text += blanks(chance(4) ? 0 : column) + comment().drop { $0 == " " } + "\n"
        }
    }

    private mutating func endLine() {
        text += (chance(5) ? comment() : "") + (chance(12) ? "  " : "") + "\n"
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    // MARK: Block style

    /// The first key stands where the text ends, if that is behind a dash.
    private mutating func map(column: Int, levels: Int, isBehindDash: Bool = false) {
        for place in 0..<Int.random(in: 1...4, using: &generator) {
            if place > 0 || !isBehindDash {
                above(column)
                text += blanks(column)
            }
            let key = [
                "k\(place)", "'q \(place)'", "\"d\(place)\"", "ä-\(place)", "a.b/c\(place)", "\(place)",
            ]
            text += key.randomElement(using: &generator) ?? ""
            text += ":"
            value(column: column, levels: levels)
        }
    }

    private mutating func value(column: Int, levels: Int) {
        let properties = chance(12) ? " &\(anchor())" : ""
        switch levels > 0 ? Int.random(in: 0..<10, using: &generator) : 9 {
        case 0, 1, 2:
            text += properties
            endLine()
            above(column + indent)
            map(column: column + indent, levels: levels - 1)
        case 3, 4:
            text += properties
            endLine()
            list(column: column + listOffset, levels: levels - 1)
        case 5, 6:
            text += properties + " "
            flow(column: column + indent, levels: levels - 1, isSpread: chance(3))
            endLine()
        default: scalar(column: column, properties: properties)
        }
    }

    private mutating func list(column: Int, levels: Int) {
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            above(column)
            text += blanks(column) + "-"
            if levels > 0, chance(3) {
                let gap = chance(4) ? 3 : 1
                text += blanks(gap)
                map(column: column + 1 + gap, levels: levels - 1, isBehindDash: true)
            } else {
                value(column: column, levels: levels > 0 && chance(3) ? levels : 0)
            }
        }
    }

    private mutating func scalar(column: Int, properties: String) {
        if anchors > 0, properties.isEmpty, chance(10) {
            text += " *a\(Int.random(in: 1...anchors, using: &generator))"
            return endLine()
        }
        text += properties
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: endLine()
        case 1, 2: block(margin: column + indent)
        default:
            text += blanks(chance(5) ? 3 : 1) + word(isFlow: false)
            endLine()
        }
    }

    private mutating func block(margin: Int) {
        text += chance(2) ? " |" : " >"
        text += ["", "", "-", "+"].randomElement(using: &generator) ?? ""
        text += (chance(6) ? comment() : "") + "\n"
        for place in 0..<Int.random(in: 1...4, using: &generator) {
            if place > 0, chance(4) { text += "\n" }
            let more = place > 0 && chance(5) ? "  " : ""
            text +=
                blanks(margin) + more
                + (["some words here", "#no comment", "a: b"].randomElement(using: &generator) ?? "") + "\n"
        }
        if chance(4) { text += "\n" }
    }

    // MARK: In brackets

    private mutating func flow(column: Int, levels: Int, isSpread: Bool) {
        let isMap = chance(2)
        let count = Int.random(in: 0...3, using: &generator)
        text += isMap ? "{" : "["
        if !isSpread, chance(4) { text += " " }
        for place in 0..<count {
            if isSpread { text += "\n" + blanks(column) }
            if isMap { text += (chance(4) ? "\"f\(place)\"" : "f\(place)") + ": " }
            if levels > 0, chance(4) {
                flow(column: column + indent, levels: levels - 1, isSpread: isSpread)
            } else {
                text += word(isFlow: true)
            }
            if place < count - 1 || chance(8) { text += "," + (isSpread ? "" : " ") }
            if isSpread, chance(4) { text += comment() }
        }
        if isSpread, count > 0 { text += "\n" + blanks(column - indent > 0 ? column - indent + 1 : 1) }
        text += isMap ? "}" : "]"
    }

    private mutating func word(isFlow: Bool) -> String {
        let words = [
            "text", "1", "2.50", "true", "~", "'single'", "'it''s'", "\"double\"", "\"tab\\t\"",
            "nginx:1.25", "100m",
            "été", "日本", "'yes'", "\"0\"", "-x", "a#b", "{}", "[]",
        ]
        let outside = ["two words", "a, b", "--flag=[x]", "over\(isFlow ? "" : " ")lines"]
        let all = isFlow ? words : words + outside
        return all.randomElement(using: &generator) ?? ""
    }

    private mutating func anchor() -> String {
        anchors += 1
        return "a\(anchors)"
    }
}
