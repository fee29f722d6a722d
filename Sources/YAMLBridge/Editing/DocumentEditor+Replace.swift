import ObjectModel

/// Writing a value in the place of another; the ways come in the order in which they are tried.
extension DocumentEditor {
    func replacements(of slot: Slot, with new: JSONValue) -> [[TextChange]] {
        let node = slot.node
        if isJSON { return [inFlow(slot, new)] }
        let ways = slot.isInFlow ? [inFlow(slot, new)] : [inBlock(slot, new), inFlow(slot, new)]
        if new.isCollection {
            let staysFlow = node.isFlow && !node.items.isEmpty && !new.isEmpty
            return staysFlow ? ways.reversed() : ways
        }
        guard case .scalar(let style) = node.content else { return ways }
        return scalars(new, like: style, slot) + ways
    }

    // MARK: In brackets

    private func inFlow(_ slot: Slot, _ new: JSONValue) -> [TextChange] {
        let node = slot.node
        let isSpread =
            node.items.first.map { lines.beginsLine($0.lowerBound) }
            ?? (isJSON && lines.beginsLine(slot.itemStart))
        var emitter = FlowEmitter(style: style, isJSON: isJSON, quotesAll: isQuotedLikeJSON(node))
        emitter.value(new, margin: isSpread ? lines.indentation(slot.itemStart) : nil)
        let needsBlank =
            node.contentStart == node.end && lines.byte(at: node.contentStart - 1) == UInt8(ascii: ":")
        return [TextChange(TextLines.span(node.contentStart, node.end), (needsBlank ? [0x20] : []) + emitter.bytes)]
    }

    /// Whether a scalar, or the keys of a map, stand in double quotes as JSON has them.
    func isQuotedLikeJSON(_ node: TextNode) -> Bool {
        switch node.content {
        case .scalar(let style): style == .doubleQuoted
        case .mapping(let entries, _):
            !entries.isEmpty
                && entries.allSatisfy {
                    if case .scalar(.doubleQuoted) = $0.key.content { true } else { false }
                }
        case .sequence(let elements, _):
            !elements.isEmpty
                && elements.allSatisfy {
                    if case .scalar(.doubleQuoted) = $0.node.content { true } else { false }
                }
        case .alias: false
        }
    }

    // MARK: Scalars

    private func scalars(_ new: JSONValue, like style: TextNode.Style, _ slot: Slot) -> [[TextChange]] {
        let node = slot.node
        let needsBlank = node.contentStart == node.end && !followsBlank(node.contentStart)
        return texts(of: new, like: style, slot).flatMap { text in
            let text = needsBlank ? [0x20] + text : text
            let kept = replace(TextLines.span(node.contentStart, node.end), text)
            guard node.hasTag else { return [kept] }
            let anchor = node.anchor.map { Array("&\($0) ".utf8) } ?? []
            return [kept, replace(TextLines.span(node.start, node.end), anchor + text)]
        }
    }

    /// In the style that the scalar has, then in the plainest one, then in the one that every string fits.
    private func texts(of new: JSONValue, like old: TextNode.Style, _ slot: Slot) -> [[UInt8]] {
        guard let text = new.string else { return [Array(new.jsonText.utf8)] }
        let column = lines.column(slot.itemStart)
        var texts: [[UInt8]] = []
        switch old {
        case .plain, .doubleQuoted: break
        case .singleQuoted: texts.append(ScalarText(text, as: .singleQuoted).bytes(column: column))
        case .literal, .folded:
            let block = BlockScalar(slot.node, column: column, style: style, lines)
            if let rewritten = block.rewritten(text) { texts.append(rewritten) }
        }
        if old != .doubleQuoted {
            let plainest =
                slot.isInFlow
                ? ScalarText(inFlow: text, quotes: style.quotes)
                : ScalarText(text, allowsBlock: slot.lead != nil, quotes: style.quotes)
            texts.append(plainest.bytes(column: column, indent: style.indent))
        }
        return texts + [ScalarText(text, as: .doubleQuoted).bytes(column: column)]
    }

    private func followsBlank(_ place: Int) -> Bool { lines.byte(at: place - 1).map(TextLines.isBlank) ?? true }

    /// The first line of `text` in the place of `range`, the others behind the comment that may follow.
    private func replace(_ range: Range<Int>, _ text: [UInt8]) -> [TextChange] {
        let head = text.prefix { $0 != 0x0A }
        let lineEnd = lines.lineEnd(range.upperBound)
        guard head.count < text.count, lineEnd > range.upperBound else {
            return [TextChange(range, text)]
        }
        return [TextChange(range, Array(head)), TextChange(at: lineEnd, Array(text[head.count...]))]
    }

    // MARK: In block style

    /// Writes `new` as a person would who had no brackets before.
    private func inBlock(_ slot: Slot, _ new: JSONValue) -> [TextChange] {
        let node = slot.node
        var emitter = BlockEmitter(style: style)
        guard let lead = slot.contentLead else {
            emitter.document(new)
            return [TextChange(TextLines.span(node.contentStart, node.end), emitter.bytes.dropLast())]
        }
        let column = lines.column(slot.itemStart)
        let isBehindLead = node.contentStart < node.end && lines.lineEnd(lead) >= node.contentStart
        if slot.isElement {
            let width = isBehindLead && node.propertiesEnd == nil ? node.contentStart - slot.itemStart : 2
            emitter.element(new, column: column, width: width)
            let text = Array(emitter.bytes.dropLast())
            if isBehindLead { return replace(TextLines.span(node.contentStart, node.end), text) }
            return replaceBelow(lead, node, [0x20] + text)
        }
        emitter.value(new, column: column)
        let text = Array(emitter.bytes.dropLast())
        return isBehindLead ? replace(TextLines.span(lead, node.end), text) : replaceBelow(lead, node, text)
    }

    /// For a node that is empty, or begins on a line below: `text` goes behind `lead`, the old lines go.
    private func replaceBelow(_ lead: Int, _ node: TextNode, _ text: [UInt8]) -> [TextChange] {
        let head = Array(text.prefix { $0 != 0x0A })
        let start = lines.lineEnd(lead)
        return [
            TextChange(at: lead, head),
            TextChange(TextLines.span(start, lines.lineEnd(node.end)), Array(text[head.count...])),
        ]
    }
}
