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
        if node.isFlow { return [TextChange(node.contentStart..<node.end, brackets)] }
        guard let lead = slot.contentLead, lines.lineEnd(lead) < item.lowerBound else {
            return [TextChange(item, brackets)]
        }
        let start = lines.beforeBreak(lines.lineStart(item.lowerBound))
        return [
            TextChange(at: lead, [0x20] + brackets), TextChange(start..<lines.lineEnd(item.upperBound)),
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
        guard lineEnd == lines.bytes.count else { return [[TextChange(start..<lines.nextLine(lineEnd))]] }
        // The text ends without a line break; a block scalar that is the last now may need the one before.
        return [[TextChange(lines.beforeBreak(start)..<lineEnd)], [TextChange(start..<lineEnd)]]
    }

    /// The first of a map or list that begins behind a dash: the next one moves up to it.
    private func removalBehindDash(_ item: Range<Int>, next: Int) -> [TextChange] {
        let lineEnd = lines.lineEnd(item.upperBound)
        if !lines.holdsComment(lineEnd..<next) { return [TextChange(item.lowerBound..<next)] }
        var start = item.lowerBound
        while start > 0, TextLines.isBlank(lines.bytes[start - 1]) { start -= 1 }
        return [TextChange(start..<lineEnd)]
    }

    // MARK: In brackets

    private func flowRemoval(of place: Int, _ items: [Range<Int>]) -> [TextChange] {
        let item = items[place]
        let comma = lines.skipComments(item.upperBound)
        guard lines.byte(at: comma) == UInt8(ascii: ",") else {
            return place > 0 ? lastRemoval(item, after: items[place - 1]) : []
        }
        if lines.beginsLine(item.lowerBound), lines.endsLine(comma + 1) {
            return [TextChange(lines.lineStart(item.lowerBound)..<lines.nextLine(comma))]
        }
        let next = lines.endsLine(comma + 1) ? comma + 1 : lines.skipBlanks(comma + 1)
        return [TextChange(item.lowerBound..<next)]
    }

    /// The last item has no comma behind it: the one before it goes.
    private func lastRemoval(_ item: Range<Int>, after previous: Range<Int>) -> [TextChange] {
        let comma = lines.skipComments(previous.upperBound)
        guard comma < item.lowerBound else { return [] }
        if lines.beginsLine(item.lowerBound), lines.endsLine(item.upperBound) {
            let start = lines.lineStart(item.lowerBound)
            return [TextChange(comma..<comma + 1), TextChange(start..<lines.nextLine(item.upperBound))]
        }
        guard !lines.holdsComment(comma..<item.lowerBound) else {
            return [TextChange(comma..<comma + 1), TextChange(item)]
        }
        return [TextChange(previous.upperBound..<item.upperBound)]
    }
}
