/// One document of a file: its value and where every node of it stands.
package struct SourceDocument: Hashable, Sendable {
    package let value: JSONValue
    package let map: SourceMap

    package init(value: JSONValue, map: SourceMap) {
        self.value = value
        self.map = map
    }

    /// Where `pointer`, or its nearest ancestor, stands.
    package func location(of pointer: JSONPointer = JSONPointer()) -> SourceLocation {
        map.location(of: pointer, in: value)
    }
}
