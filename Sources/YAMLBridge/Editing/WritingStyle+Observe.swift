extension WritingStyle {
    /// The style that most of `roots` has; what they do not show is as in `fallback`.
    init(of roots: [TextNode], in lines: TextLines, otherwise fallback: WritingStyle) {
        var observed = Observations(lines: lines)
        for root in roots { observed.add(root) }
        self = fallback
        indent = min(observed.indents.mostFrequent ?? fallback.indent, 8)
        listOffset = min(observed.listOffsets.mostFrequent ?? fallback.listOffset, 8)
        quotes = observed.quotes.mostFrequent ?? fallback.quotes
        flowUnit = observed.flowUnits.mostFrequent ?? fallback.flowUnit
        isDense = observed.density.mostFrequent ?? fallback.isDense
    }
}

private struct Observations {
    let lines: TextLines
    var indents = Tally<Int>()
    var listOffsets = Tally<Int>()
    var quotes = Tally<ScalarText.Style>()
    var flowUnits = Tally<[UInt8]>()
    var density = Tally<Bool>()

    mutating func add(_ node: TextNode) {
        switch node.content {
        case .scalar(.singleQuoted): quotes.count(.singleQuoted)
        case .scalar(.doubleQuoted): quotes.count(.doubleQuoted)
        case .scalar, .alias: break
        case .mapping(let entries, let isFlow):
            for entry in entries {
                if isFlow {
                    addColon(entry)
                } else {
                    addBlock(entry.value, column: lines.column(entry.start))
                }
                add(entry.value)
            }
        case .sequence(let elements, _):
            for element in elements { add(element.node) }
        }
        if node.isFlow { addFlow(node) }
    }

    /// The layout of a collection below a key at `column`.
    private mutating func addBlock(_ node: TextNode, column: Int) {
        guard node.isBlockCollection, lines.beginsLine(node.contentStart) else { return }
        let distance = lines.column(node.contentStart) - column
        if case .sequence = node.content {
            if distance >= 0 { listOffsets.count(distance) }
        } else if distance > 0 {
            indents.count(distance)
        }
    }

    private mutating func addColon(_ entry: TextNode.Entry) {
        guard let colon = entry.colonEnd, entry.value.start < entry.value.end else { return }
        density.count(entry.value.start == colon)
    }

    private mutating func addFlow(_ node: TextNode) {
        guard let first = node.items.first?.lowerBound, lines.beginsLine(first) else { return }
        let inner = lines.indentation(first)
        let outer = lines.indentation(node.contentStart)
        if inner.count > outer.count, inner.starts(with: outer) {
            flowUnits.count(Array(inner[outer.count...]))
        }
    }
}

extension TextLines {
    /// The blanks at the beginning of the line that `place` is on.
    func indentation(_ place: Int) -> [UInt8] {
        Array(bytes[lineStart(place)...].prefix(while: Self.isBlank))
    }
}

/// How often each value was seen.
private struct Tally<Value: Hashable> {
    private var counts: [Value: Int] = [:]
    private var order: [Value] = []

    mutating func count(_ value: Value) {
        if counts[value] == nil { order.append(value) }
        counts[value, default: 0] += 1
    }

    /// Of equally frequent ones the first that was seen.
    var mostFrequent: Value? {
        order.reduce(nil) { best, value in
            guard let best else { return value }
            return counts[value, default: 0] > counts[best, default: 0] ? value : best
        }
    }
}
