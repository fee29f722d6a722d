import ObjectModel

/// A node and what it stands behind.
struct Slot {
    var node: TextNode
    /// Behind the colon or the dash; `nil` in flow and for the root.
    var lead: Int?
    var isElement = false
    /// Where the key or the dash stands; the root stands for itself.
    var itemStart: Int
    var isInFlow = false

    /// Behind colon or dash, anchor and tag.
    var contentLead: Int? { lead.map { node.propertiesEnd ?? $0 } }
}

extension DocumentEditor {
    /// The node at `tokens`; throws where it, or one above it, counts in several places.
    ///
    /// `pointer` is what the error names.
    func slot(at tokens: ArraySlice<String>, for pointer: JSONPointer) throws(YAMLEditError) -> Slot {
        let use = AnchorUse(root)
        var slot = Slot(node: root, itemStart: root.start)
        for token in tokens {
            try checkShared(slot.node, use, pointer)
            slot = try child(token, of: slot, pointer)
        }
        try checkShared(slot.node, use, pointer)
        return slot
    }

    private func child(_ token: String, of slot: Slot, _ pointer: JSONPointer) throws(YAMLEditError)
        -> Slot
    {
        let node = slot.node
        switch node.content {
        case .mapping(let entries, let isFlow):
            if let entry = entries.first(where: { $0.name == token }) {
                return Slot(
                    node: entry.value, lead: isFlow ? nil : entry.colonEnd, itemStart: entry.start,
                    isInFlow: isFlow)
            }
            if let merge = entries.first(where: { $0.isMerge || $0.name == nil }) {
                throw error(
                    .shared, pointer, at: merge.start, "it is taken in by '<<' or an alias as key",
                    hint: "change what is taken in, or write the field out")
            }
        case .sequence(let elements, let isFlow):
            if let place = Int(token), elements.indices.contains(place) {
                let element = elements[place]
                return Slot(
                    node: element.node, lead: isFlow ? nil : min(element.start + 1, lines.bytes.count), isElement: true,
                    itemStart: element.start, isInFlow: isFlow)
            }
        case .scalar, .alias: break
        }
        throw noSuchPlace(.remove, pointer)
    }

    private func checkShared(_ node: TextNode, _ use: AnchorUse, _ pointer: JSONPointer) throws(YAMLEditError) {
        if case .alias(let name) = node.content {
            let place = use.anchor(of: name, before: node.start) ?? node.start
            throw error(
                .shared, pointer, at: node.start,
                "it is written as '*\(name)', whose anchor is on line \(line(place))",
                hint: "change the anchor, or write the value out in place of the alias")
        }
        guard let name = node.anchor, let alias = use.alias(of: name, at: node.start, outside: 0..<0)
        else { return }
        throw error(
            .shared, pointer, at: node.start,
            "its anchor '&\(name)' is used on line \(line(alias)), which would change too",
            hint: "write the value out in place of the alias")
    }

    /// Refuses to replace what an alias further on means.
    func checkAnchors(in node: TextNode, _ pointer: JSONPointer) throws(YAMLEditError) {
        let use = AnchorUse(root)
        var lost: (name: String, alias: Int)?
        node.visit { inner in
            guard lost == nil, let name = inner.anchor,
                let alias = use.alias(
                    of: name, at: inner.start, outside: TextLines.span(node.start, node.end))
            else { return }
            lost = (name, alias)
        }
        guard let lost else { return }
        throw error(
            .shared, pointer, at: node.start,
            "it holds the anchor '&\(lost.name)', used on line \(line(lost.alias))",
            hint: "write the value out in place of the alias")
    }
}
