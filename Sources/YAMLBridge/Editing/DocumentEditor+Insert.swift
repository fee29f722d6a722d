import ObjectModel

/// Adding members and elements.
extension DocumentEditor {
    func insertions(of new: JSONValue, as token: String, into slot: Slot) -> [[TextChange]] {
        let node = slot.node
        switch node.content {
        case .mapping(let entries, let isFlow):
            let wrapped = JSONValue.object(JSONObject(uniqueMembers: [.init(key: token, value: new)]))
            if entries.isEmpty { return replacements(of: slot, with: wrapped) }
            return isFlow ? [flowMember(token, new, in: node)] : blockMember(token, new, in: node)
        case .sequence(let elements, let isFlow):
            let place = Int(token) ?? elements.count
            if elements.isEmpty { return replacements(of: slot, with: [new]) }
            return isFlow ? [flowElement(new, at: place, in: node)] : blockElement(new, at: place, in: node)
        case .scalar, .alias: return []
        }
    }

    // MARK: In block style

    /// Behind the last member; the key in quotes where the others have them.
    private func blockMember(_ key: String, _ new: JSONValue, in node: TextNode) -> [[TextChange]] {
        guard let last = node.entries.last else { return [] }
        let column = lines.column(last.start)
        var texts: [[UInt8]] = []
        if let quotes = quotesOfKeys(node) {
            var emitter = BlockEmitter(style: style)
            emitter.value(new, column: column)
            texts.append(ScalarText(key, as: quotes).bytes(column: column) + ":".utf8 + emitter.bytes.dropLast())
        }
        var emitter = BlockEmitter(style: style)
        emitter.members(of: JSONObject(uniqueMembers: [.init(key: key, value: new)]), column: column)
        texts.append(emitter.bytes.dropLast())
        return texts.flatMap { below(last.value.end < last.key.end ? last.key : last.value, column: column, $0) }
    }

    /// `text` on a line of its own below a node.
    private func below(_ node: TextNode, column: Int, _ text: [UInt8]) -> [[TextChange]] {
        let margin = Array(repeating: UInt8(ascii: " "), count: column)
        let change = TextChange(at: lines.lineEnd(node.end), [0x0A] + margin + text)
        guard change.range.lowerBound == lines.bytes.count, let block = node.lastBlock else { return [[change]] }
        // The line break that the text lacks at its end must not become the scalar's.
        let indicators = TextLines.span(
            block.contentStart + 1, min(block.contentStart + 3, lines.lineEnd(block.contentStart)))
        let plus = indicators.first { lines.bytes[$0] == UInt8(ascii: "+") }
        let place = plus.map { $0..<$0 + 1 } ?? indicators.lowerBound..<indicators.lowerBound
        return [[change], [TextChange(place, Array("-".utf8)), change]]
    }

    private func quotesOfKeys(_ node: TextNode) -> ScalarText.Style? {
        func all(_ style: TextNode.Style) -> Bool {
            node.entries.allSatisfy { if case .scalar(style) = $0.key.content { true } else { false } }
        }
        return all(.doubleQuoted) ? .doubleQuoted : all(.singleQuoted) ? .singleQuoted : nil
    }

    private func blockElement(_ new: JSONValue, at place: Int, in node: TextNode) -> [[TextChange]] {
        let first = node.elements[0]
        let column = lines.column(first.start)
        let isBehindDash =
            first.node.start < first.node.end && lines.lineEnd(first.start) >= first.node.start
        let width = isBehindDash ? first.node.start - first.start : 2
        var emitter = BlockEmitter(style: style)
        emitter.element(new, column: column, width: width)
        let blanks = Array(repeating: UInt8(ascii: " "), count: width - 1)
        let text = [UInt8(ascii: "-")] + blanks + emitter.bytes.dropLast()
        // Before the first dash, else behind the element before, so that comments stay above what they speak of.
        guard place > 0 else {
            let margin = Array(repeating: UInt8(ascii: " "), count: column)
            return [[TextChange(at: first.start, text + [0x0A] + margin)]]
        }
        var before = node.elements[place - 1].node
        before.end = max(before.end, node.elements[place - 1].start)
        return below(before, column: column, text)
    }

    // MARK: In brackets

    private func flowMember(_ key: String, _ new: JSONValue, in node: TextNode) -> [TextChange] {
        var emitter = FlowEmitter(style: style, isJSON: isJSON, quotesAll: isQuotedLikeJSON(node))
        emitter.member(key, new, margin: margin(in: node))
        return flowItem(emitter.bytes, at: node.items.count, in: node)
    }

    private func flowElement(_ new: JSONValue, at place: Int, in node: TextNode) -> [TextChange] {
        var emitter = FlowEmitter(style: style, isJSON: isJSON, quotesAll: isQuotedLikeJSON(node))
        emitter.value(new, margin: margin(in: node))
        return flowItem(emitter.bytes, at: place, in: node)
    }

    /// What the lines of the items begin with; `nil` where they do not have lines of their own.
    private func margin(in node: TextNode) -> [UInt8]? {
        guard let first = node.items.first?.lowerBound, lines.beginsLine(first) else { return nil }
        return lines.indentation(first)
    }

    private func flowItem(_ text: [UInt8], at place: Int, in node: TextNode) -> [TextChange] {
        let items = node.items
        let margin = margin(in: node)
        let gap = margin.map { [0x0A] + $0 } ?? (isDense(items) ? [] : [0x20])
        guard place > 0 else { return [TextChange(at: items[0].lowerBound, text + ",".utf8 + gap)] }
        let end = items[place - 1].upperBound
        let comma = lines.skipComments(end)
        let hasComma = lines.byte(at: comma) == UInt8(ascii: ",")
        if margin != nil, lines.endsLine(hasComma ? comma + 1 : end) {
            let lineEnd = lines.lineEnd(hasComma ? comma : end)
            if hasComma { return [TextChange(at: lineEnd, gap + text + ",".utf8)] }
            return [TextChange(at: end, Array(",".utf8)), TextChange(at: lineEnd, gap + text)]
        }
        return [TextChange(at: end, ",".utf8 + gap + text)]
    }

    private func isDense(_ items: [Range<Int>]) -> Bool {
        guard items.count > 1 else { return style.isDense }
        return lines.bytes[TextLines.span(items[0].upperBound, items[1].lowerBound)].elementsEqual(",".utf8)
    }
}

extension TextNode {
    /// The literal or folded scalar that this node ends with.
    fileprivate var lastBlock: TextNode? {
        switch content {
        case .scalar(.literal), .scalar(.folded): self
        case .scalar, .alias: nil
        case .mapping(let entries, _): entries.last?.value.lastBlock
        case .sequence(let elements, _): elements.last?.node.lastBlock
        }
    }
}
