/// Builds the text nodes of strict JSON, which `JSONStream` has read before: that bounds the depth.
struct JSONTextReader {
    private let lines: TextLines
    private var place = 0

    init(_ bytes: [UInt8]) {
        lines = TextLines(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    mutating func documents() -> [TextDocument] {
        var found: [TextDocument] = []
        var start = place
        skipBlanks()
        while place < lines.bytes.count {
            if peek == UInt8(ascii: "-") {
                place += 3
            } else {
                found.append(TextDocument(range: start..<place, root: node(), isNull: false))
                found[found.count - 1].range = start..<place
                start = place
            }
            skipBlanks()
        }
        return found
    }

    private var peek: UInt8? { lines.byte(at: place) }

    private mutating func skipBlanks() {
        while let byte = peek, TextLines.isBlank(byte) || TextLines.isBreak(byte) { place += 1 }
    }

    private mutating func node() -> TextNode {
        var node = TextNode(start: place, contentStart: place, end: place, content: .scalar(.plain))
        switch peek {
        case UInt8(ascii: "{"): node.content = .mapping(entries(), isFlow: true)
        case UInt8(ascii: "["): node.content = .sequence(elements(), isFlow: true)
        case UInt8(ascii: "\""):
            _ = string()
            node.content = .scalar(.doubleQuoted)
        default:
            while let byte = peek, !TextLines.isBlank(byte), !TextLines.isBreak(byte),
                !",]}".utf8.contains(byte)
            {
                place += 1
            }
        }
        node.end = place
        return node
    }

    /// Steps over a string and gives what stands between its quotes, read.
    private mutating func string() -> String? {
        let start = place
        place += 1
        while let byte = peek, byte != UInt8(ascii: "\"") {
            place += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        place = min(place + 1, lines.bytes.count)
        let literal = lines.bytes[start..<place]
        guard literal.contains(UInt8(ascii: "\\")) else {
            return String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
        }
        return JSONStream.text(of: literal)
    }

    private mutating func entries() -> [TextNode.Entry] {
        var entries: [TextNode.Entry] = []
        enter()
        while let byte = peek, byte != UInt8(ascii: "}") {
            let start = place
            let name = string()
            let key = TextNode(
                start: start, contentStart: start, end: place, content: .scalar(.doubleQuoted))
            skipBlanks()
            place += 1
            let colonEnd = place
            skipBlanks()
            entries.append(.init(start: start, key: key, name: name, colonEnd: colonEnd, value: node()))
            leave()
        }
        place = min(place + 1, lines.bytes.count)
        return entries
    }

    private mutating func elements() -> [TextNode.Element] {
        var elements: [TextNode.Element] = []
        enter()
        while let byte = peek, byte != UInt8(ascii: "]") {
            elements.append(.init(start: place, node: node()))
            leave()
        }
        place = min(place + 1, lines.bytes.count)
        return elements
    }

    private mutating func enter() {
        place += 1
        skipBlanks()
    }

    /// Steps over the comma behind an item.
    private mutating func leave() {
        skipBlanks()
        if peek == UInt8(ascii: ",") { enter() }
    }
}
