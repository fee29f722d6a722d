import ObjectModel

/// Gives what a tool printed the places in the repository that it comes from.
///
/// What the tool made of which line cannot be asked of it. So an object is looked for by kind and name among what its
/// sources hold, and each of its fields there by the same path. What is not found stands where its parent does.
struct PlacedNode {
    private var marks: [SourceMark] = []
    private var otherFiles: [Int: String] = [:]
    private let file: String

    /// `value` with a place for each of its nodes. `sources` may have set its fields, the one that wins first; the last
    /// is the object itself. Without any, all of it stands at `location`.
    static func document(_ value: JSONValue, sources: [SourceNode], at location: SourceLocation) -> SourceDocument {
        var placed = PlacedNode(file: location.file)
        placed.add(value, sources, parent: location)
        let map = SourceMap(file: location.file, marks: placed.marks, otherFiles: placed.otherFiles)
        return SourceDocument(value: value, map: map)
    }

    private init(file: String) { self.file = file }

    /// In preorder, as a source map has its marks. Readers bound the depth of `value`.
    private mutating func add(_ value: JSONValue, _ sources: [SourceNode], parent: SourceLocation) {
        let isLeaf = value.object == nil && value.array == nil
        let source = (isLeaf ? sources.first { $0.value == value } : nil) ?? sources.last
        let location = source?.location ?? parent
        if location.file != file { otherFiles[marks.count] = location.file }
        marks.append(SourceMark(line: UInt32(clamping: location.line), column: UInt32(clamping: location.column)))
        if let object = value.object {
            let members = sources.map(\.members)
            for member in object.members {
                add(member.value, members.compactMap { $0[member.key] }, parent: location)
            }
        } else if let elements = value.array {
            let lists = sources.map(ListIndex.init)
            for element in elements { add(element, lists.compactMap { $0.node(like: element) }, parent: location) }
        }
    }
}

/// The elements of a list by what tells them apart: their name, where they are objects that have one.
private struct ListIndex {
    private var byIdentity: [JSONValue: SourceNode] = [:]

    init(_ list: SourceNode) {
        for element in list.elements { byIdentity[Self.identity(element.value)] = element }
    }

    func node(like element: JSONValue) -> SourceNode? { byIdentity[Self.identity(element)] }

    private static func identity(_ element: JSONValue) -> JSONValue { element["name"] ?? element }
}
