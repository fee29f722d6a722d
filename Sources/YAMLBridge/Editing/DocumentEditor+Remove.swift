import ObjectModel

/// Taking members and elements out. A comment on their own lines goes with them, comments on lines above stay.
extension DocumentEditor {
    func removals(of token: String, from slot: Slot) -> [[TextChange]] {
        let node = slot.node
        let place = node.entries.firstIndex { $0.name == token } ?? Int(token)
        let items = node.items
        guard let place, items.indices.contains(place) else { return [] }
        if items.count == 1 { return [emptied(slot, items[0])] }
        return node.isFlow ? [flowRemoval(of: place, items)] : blockRemovals(of: place, items)
    }

    /// The last item goes, and brackets say that nothing is left.
    private func emptied(_ slot: Slot, _ item: Range<Int>) -> [TextChange] {
        let node = slot.node
        let isMap = if case .mapping = node.content { true } else { false }
        let brackets = Array((isMap ? "{}" : "[]").utf8)
        if node.isFlow { return [TextChange(TextLines.span(node.contentStart, node.end), brackets)] }
        guard let lead = slot.contentLead, lines.lineEnd(lead) < item.lowerBound else {
            return [TextChange(item, brackets)]
        }
        let start = lines.beforeBreak(lines.lineStart(item.lowerBound))
        return [
            TextChange(at: lead, [0x20] + brackets), TextChange(TextLines.span(start, lines.lineEnd(item.upperBound))),
        ]
    }

    // MARK: In block style

    private func blockRemovals(of place: Int, _ items: [Range<Int>]) -> [[TextChange]] {
        let item = items[place]
        let lineEnd = lines.lineEnd(item.upperBound)
        guard lines.beginsLine(item.lowerBound) else {
            guard let next = items.dropFirst(place + 1).first?.lowerBound else { return [] }
            return [removalBehindDash(item, next: next)]
        }
        let start = lines.lineStart(item.lowerBound)
        guard lineEnd == lines.bytes.count else {
            return [[TextChange(TextLines.span(start, lines.nextLine(lineEnd)))]]
        }
        // The text ends without a line break; a block scalar that is the last now may need the one before.
        return [
            [TextChange(TextLines.span(lines.beforeBreak(start), lineEnd))],
            [TextChange(TextLines.span(start, lineEnd))],
        ]
    }

    /// The first of a map or list that begins behind a dash: the next one moves up to it.
    private func removalBehindDash(_ item: Range<Int>, next: Int) -> [TextChange] {
        let lineEnd = lines.lineEnd(item.upperBound)
        if !lines.holdsComment(TextLines.span(lineEnd, next)) {
            return [TextChange(TextLines.span(item.lowerBound, next))]
        }
        var start = item.lowerBound
        while start > 0, TextLines.isBlank(lines.bytes[start - 1]) { start -= 1 }
        return [TextChange(TextLines.span(start, lineEnd))]
    }

    // MARK: In brackets

    private func flowRemoval(of place: Int, _ items: [Range<Int>]) -> [TextChange] {
        let item = items[place]
        let comma = lines.skipComments(item.upperBound)
        guard lines.byte(at: comma) == UInt8(ascii: ",") else {
            return place > 0 ? lastRemoval(item, after: items[place - 1]) : []
        }
        if lines.beginsLine(item.lowerBound), lines.endsLine(comma + 1) {
            return [TextChange(TextLines.span(lines.lineStart(item.lowerBound), lines.nextLine(comma)))]
        }
        let next = lines.endsLine(comma + 1) ? comma + 1 : lines.skipBlanks(comma + 1)
        return [TextChange(TextLines.span(item.lowerBound, next))]
    }

    /// The last item has no comma behind it: the one before it goes.
    private func lastRemoval(_ item: Range<Int>, after previous: Range<Int>) -> [TextChange] {
        let comma = lines.skipComments(previous.upperBound)
        guard comma < item.lowerBound else { return [] }
        if lines.beginsLine(item.lowerBound), lines.endsLine(item.upperBound) {
            let start = lines.lineStart(item.lowerBound)
            return [TextChange(comma..<comma + 1), TextChange(TextLines.span(start, lines.nextLine(item.upperBound)))]
        }
        guard !lines.holdsComment(TextLines.span(comma, item.lowerBound)) else {
            return [TextChange(comma..<comma + 1), TextChange(item)]
        }
        return [TextChange(TextLines.span(previous.upperBound, item.upperBound))]
    }
}
