/// One node of a document and where it stands, for walking documents side by side.
///
/// Each step costs the size of what it steps over, once; asking a `SourceMap` for every node would cost that each time.
package struct SourceNode: Sendable {
    package let value: JSONValue
    private let map: SourceMap
    private let place: Int

    /// The root of `document`.
    package init(_ document: SourceDocument) { self.init(document.value, document.map, 0) }

    private init(_ value: JSONValue, _ map: SourceMap, _ place: Int) {
        self.value = value
        self.map = map
        self.place = place
    }

    package var location: SourceLocation { map.location(place) }

    /// The nodes of an object's members by key; empty for every other value.
    package var members: [String: SourceNode] {
        var next = place + 1
        var nodes: [String: SourceNode] = [:]
        for member in value.object?.members ?? [] {
            nodes[member.key] = SourceNode(member.value, map, next)
            next += member.value.nodeCount
        }
        return nodes
    }

    /// The nodes of a list's elements; empty for every other value.
    package var elements: [SourceNode] {
        var next = place + 1
        return (value.array ?? []).map { element in
            defer { next += element.nodeCount }
            return SourceNode(element, map, next)
        }
    }
}
