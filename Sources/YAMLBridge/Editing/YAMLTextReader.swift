import ObjectModel

/// Builds the text nodes of a stream out of libyaml's events.
///
/// The text has been read before, which bounds its depth.
struct YAMLTextReader: ~Copyable {
    private var events: EventStream
    private let lines: TextLines
    private var cursor: CharacterCursor
    private var found: [TextDocument] = []

    init(_ events: consuming EventStream, _ bytes: [UInt8]) {
        self.events = events
        lines = TextLines(bytes: bytes)
        cursor = CharacterCursor(bytes)
    }

    mutating func documents() throws(EventStream.Fault) -> [TextDocument] {
        try events.advance()
        while events.kind != .end {
            let start = found.isEmpty ? cursor.firstByte : cursor.offset(of: events.characters.lowerBound)
            if let last = found.indices.last { found[last].range = TextLines.span(found[last].range.lowerBound, start) }
            try events.advance()
            let isNull = events.kind == .scalar && scalarValue.isNull
            let root = try node(behind: start)
            found.append(TextDocument(range: TextLines.span(start, lines.bytes.count), root: root, isNull: isNull))
            try events.advance()
            try events.advance()
        }
        return found
    }

    /// The node of the current event, its last event included; `place` is behind what stood before it.
    private mutating func node(behind place: Int) throws(EventStream.Fault) -> TextNode {
        let characters = events.characters
        let start = cursor.offset(of: characters.lowerBound)
        var node = TextNode(start: start, contentStart: start, end: start, content: .scalar(.plain))
        if events.kind == .alias {
            node.end = cursor.offset(of: characters.upperBound)
            node.content = .alias(events.anchor ?? "")
            return node
        }
        node.anchor = events.anchor
        node.hasTag = lines.byte(at: start) == UInt8(ascii: "!") || events.tag != nil
        if node.anchor != nil || node.hasTag { node.propertiesEnd = propertiesEnd(start) }
        switch events.kind {
        case .scalar: scalar(&node, end: characters.upperBound)
        case .mappingStart: try mapping(&node)
        default: try sequence(&node)
        }
        return node
    }

    private mutating func scalar(_ node: inout TextNode, end: Int) {
        let style = events.scalarStyle
        node.content = .scalar(style)
        node.end = cursor.offset(of: end)
        if let properties = node.propertiesEnd {
            let next = lines.skipComments(properties)
            (node.contentStart, node.end) = next < node.end ? (next, node.end) : (properties, properties)
        }
        if style == .literal || style == .folded { node.end = blockEnd(node) }
    }

    /// The end of a block scalar's last line, which is blank only where the blank lines at its end are part of it.
    private func blockEnd(_ node: TextNode) -> Int {
        let header = lines.lineEnd(node.contentStart)
        let indicators = lines.bytes[TextLines.span(node.contentStart, header)].prefix { !TextLines.isBlank($0) }
        var end = lines.beforeBreak(node.end)
        guard !indicators.contains(UInt8(ascii: "+")) else { return max(end, header) }
        while end > header, lines.beginsLine(end) { end = lines.beforeBreak(lines.lineStart(end)) }
        return max(end, header)
    }

    // MARK: Collections

    private mutating func mapping(_ node: inout TextNode) throws(EventStream.Fault) {
        let isFlow = events.isFlow
        var entries: [TextNode.Entry] = []
        if isFlow { node.contentStart = lines.skipComments(node.propertiesEnd ?? node.start) }
        var place = isFlow ? node.contentStart + 1 : node.propertiesEnd ?? node.start
        try events.advance()
        while events.kind != .mappingEnd {
            let entry = try entry(behind: place)
            place = max(entry.value.end, entry.key.end)
            entries.append(entry)
            try events.advance()
        }
        close(&node, isFlow: isFlow, first: entries.first?.start, last: place)
        node.content = .mapping(entries, isFlow: isFlow)
    }

    private mutating func entry(behind place: Int) throws(EventStream.Fault) -> TextNode.Entry {
        let value = events.kind == .scalar ? scalarValue : .null
        let isMerge = events.kind == .scalar && events.isPlain && events.scalarText == "<<"
        let key = try node(behind: place)
        let before = lines.skipComments(place)
        let start =
            lines.byte(at: before) == UInt8(ascii: "?") && before < key.start ? before : key.start
        try events.advance()
        let colon = lines.skipComments(key.end)
        let colonEnd = lines.byte(at: colon) == UInt8(ascii: ":") ? colon + 1 : nil
        let node = try node(behind: colonEnd ?? key.end)
        return TextNode.Entry(
            start: start, key: key, name: isMerge ? nil : value.keyText, isMerge: isMerge,
            colonEnd: colonEnd,
            value: node)
    }

    private mutating func sequence(_ node: inout TextNode) throws(EventStream.Fault) {
        let isFlow = events.isFlow
        var elements: [TextNode.Element] = []
        if isFlow { node.contentStart = lines.skipComments(node.propertiesEnd ?? node.start) }
        var place = isFlow ? node.contentStart + 1 : node.propertiesEnd ?? node.start
        try events.advance()
        while events.kind != .sequenceEnd {
            let dash = lines.skipComments(place)
            let element = try self.node(behind: place)
            let hasDash = !isFlow && lines.byte(at: dash) == UInt8(ascii: "-")
            elements.append(.init(start: hasDash ? dash : element.start, node: element))
            place = max(element.end, hasDash ? dash + 1 : element.end)
            try events.advance()
        }
        close(&node, isFlow: isFlow, first: elements.first?.start, last: place)
        node.content = .sequence(elements, isFlow: isFlow)
    }

    private mutating func close(_ node: inout TextNode, isFlow: Bool, first: Int?, last: Int) {
        if isFlow {
            node.end = cursor.offset(of: events.characters.upperBound)
        } else {
            node.contentStart = first ?? node.start
            node.end = last
        }
    }

    /// Where the anchor and the tag end that begin at `start`.
    private func propertiesEnd(_ start: Int) -> Int {
        var end = start
        var next = start
        while let byte = lines.byte(at: next), byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
            while let byte = lines.byte(at: next), !TextLines.isBlank(byte), !TextLines.isBreak(byte),
                !",[]{}".utf8.contains(byte)
            {
                next += 1
            }
            end = next
            next = lines.skipComments(next)
        }
        return end
    }

    /// What the scalar at hand means; the text has been read before, so that its tags fit.
    private var scalarValue: JSONValue {
        if let tag = events.tag {
            guard case .value(let value) = TaggedScalar.value(of: events.scalarText, tag: tag) else {
                return .null
            }
            return value
        }
        guard events.isPlain else { return .string(events.scalarText) }
        return unsafe events.withScalar { unsafe PlainScalar.value(of: $0) }
    }
}

/// The bytes of characters, which libyaml counts; the next is found from the last, near which it mostly stands.
private struct CharacterCursor {
    /// Behind a byte order mark.
    let firstByte: Int
    private let bytes: [UInt8]
    private var character = 0
    private var byte: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        firstByte = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        byte = firstByte
    }

    mutating func offset(of index: Int) -> Int {
        while character < index, byte < bytes.count {
            repeat { byte += 1 } while byte < bytes.count && bytes[byte] & 0xC0 == 0x80
            character += 1
        }
        while character > index, byte > firstByte {
            repeat { byte -= 1 } while byte > firstByte && bytes[byte] & 0xC0 == 0x80
            character -= 1
        }
        return byte
    }
}
