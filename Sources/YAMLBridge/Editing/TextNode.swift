/// One node of a text: where it stands in the bytes, and how it is written.
///
/// Places are offsets in bytes. A node's own place is without the key, the dash, the comma and the comment around it.
struct TextNode {
    enum Style { case plain, singleQuoted, doubleQuoted, literal, folded }

    enum Content {
        case scalar(Style)
        case alias(String)
        case mapping([Entry], isFlow: Bool)
        case sequence([Element], isFlow: Bool)
    }

    struct Entry {
        /// Of the key, or of the `?` before it.
        var start: Int
        var key: TextNode
        /// The key as a string; `nil` for a merge key, and for one that is an alias or a collection.
        var name: String?
        var isMerge = false
        /// Behind the colon; `nil` where there is none.
        var colonEnd: Int?
        var value: TextNode
    }

    struct Element {
        /// Of the dash; in flow, of the node.
        var start: Int
        var node: TextNode
    }

    /// With its anchor and tag.
    var start: Int
    /// Behind anchor and tag; `nil` where there is neither.
    var propertiesEnd: Int?
    /// Without anchor and tag.
    var contentStart: Int
    /// Of a block scalar, before the line break at its end; of a block collection, the end of its last node.
    var end: Int
    var anchor: String?
    var hasTag = false
    var content: Content
}

extension TextNode {
    var isFlow: Bool {
        switch content {
        case .mapping(_, let isFlow), .sequence(_, let isFlow): isFlow
        case .scalar, .alias: false
        }
    }

    var isBlockCollection: Bool {
        switch content {
        case .mapping, .sequence: !isFlow
        case .scalar, .alias: false
        }
    }

    var entries: [Entry] {
        guard case .mapping(let entries, _) = content else { return [] }
        return entries
    }

    var elements: [Element] {
        guard case .sequence(let elements, _) = content else { return [] }
        return elements
    }

    /// Where the entries or the elements stand, from key or dash to the end of the value.
    var items: [Range<Int>] {
        switch content {
        case .mapping(let entries, _): entries.map { TextLines.span($0.start, max($0.value.end, $0.key.end)) }
        case .sequence(let elements, _): elements.map { TextLines.span($0.start, $0.node.end) }
        case .scalar, .alias: []
        }
    }

    /// This node and all below it, in the order of the text.
    func visit(_ body: (TextNode) -> Void) {
        body(self)
        for entry in entries {
            entry.key.visit(body)
            entry.value.visit(body)
        }
        for element in elements { element.node.visit(body) }
    }
}
