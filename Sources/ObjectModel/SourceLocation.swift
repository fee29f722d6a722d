/// A place in a file of the repository. Line and column count from 1; the column counts Unicode scalars.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// Path from the repository's root, with `/`.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, the form that editors and terminals make a link of.
    package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// Line and column of one node, from 1, in eight bytes.
package struct SourceMark: Hashable, Sendable {
    package var line: UInt32
    package var column: UInt32

    package init(line: UInt32, column: UInt32) {
        self.line = line
        self.column = column
    }
}

/// Where every node of one document stands: a mark for each node, in preorder.
///
/// The mark of the document is that of its root; of an object member, its key; of a list element, the element.
/// Looking a node up walks the value along; that is paid only for what is reported.
package struct SourceMap: Hashable, Sendable {
    package let file: String
    package let marks: [SourceMark]
    /// The files of those nodes that stand in another one, by place in preorder: of an object that a tool put together.
    let otherFiles: [Int: String]

    package init(file: String, marks: [SourceMark], otherFiles: [Int: String] = [:]) {
        self.file = file
        self.marks = marks
        self.otherFiles = otherFiles
    }

    /// Where `pointer` stands, or its nearest ancestor that `document` has; `document` is the value this was made for.
    package func location(of pointer: JSONPointer, in document: JSONValue) -> SourceLocation {
        var place = 0
        var current = document
        for token in pointer.tokens {
            guard let (step, next) = current.step(token) else { break }
            place += step
            current = next
        }
        return location(place)
    }

    /// The map of the subtree whose nodes stand at these places in preorder.
    func part(_ places: Range<Int>) -> SourceMap {
        if places == marks.indices { return self }
        let known = places.clamped(to: marks.indices)
        let others = otherFiles.filter { known.contains($0.key) }.map { ($0.key - known.lowerBound, $0.value) }
        return SourceMap(
            file: file, marks: Array(marks[known]),
            otherFiles: Dictionary(uniqueKeysWithValues: others))
    }

    /// Where the node stands that is this many places after the root in preorder.
    func location(_ place: Int) -> SourceLocation {
        guard marks.indices.contains(place) else { return SourceLocation(file: file, line: 1, column: 1) }
        return SourceLocation(
            file: otherFiles[place] ?? file, line: Int(marks[place].line), column: Int(marks[place].column))
    }
}

extension JSONValue {
    /// The member or element `token`, and how many places after this value it stands in preorder; `nil` without one.
    func step(_ token: String) -> (Int, JSONValue)? {
        switch self {
        case .object(let object):
            guard let member = object.members.firstIndex(where: { $0.key == token }) else { return nil }
            return (
                1 + object.members[..<member].reduce(0) { $0 + $1.value.nodeCount }, object.members[member].value
            )
        case .array(let elements):
            guard let index = Int(token), elements.indices.contains(index) else { return nil }
            return (1 + elements[..<index].reduce(0) { $0 + $1.nodeCount }, elements[index])
        default: return nil
        }
    }

    /// The nodes of this tree, itself included; documents are bounded in depth and size by their readers.
    package var nodeCount: Int {
        switch self {
        case .object(let object): object.members.reduce(1) { $0 + $1.value.nodeCount }
        case .array(let elements): elements.reduce(1) { $0 + $1.nodeCount }
        default: 1
        }
    }
}
