/// A document, or one object of it, as compact bytes: a small part of the memory that its tree takes.
///
/// For what is kept long and looked at seldom. Unpacking costs some microseconds for an object of usual size.
package struct PackedDocument: Sendable {
    private let value: [UInt8]
    private let marks: [UInt8]
    package let file: String
    private let otherFiles: [Int: String]

    package init(_ document: SourceDocument) { self.init(document.value, document.map) }

    fileprivate init(_ value: JSONValue, _ map: SourceMap) {
        self.value = DocumentCodec.encode(value)
        marks = DocumentCodec.encode(map.marks[...])
        file = map.file
        otherFiles = map.otherFiles
    }

    package var document: SourceDocument {
        // Bytes of our own always decode: the readers of documents are stricter than the codec.
        SourceDocument(
            value: DocumentCodec.value(value) ?? .null,
            map: SourceMap(file: file, marks: DocumentCodec.marks(marks) ?? [], otherFiles: otherFiles))
    }

    /// Whether both have the same value with its members in the same order, wherever in a file it stands.
    package func hasValue(of other: PackedDocument) -> Bool { value == other.value }
}

/// Packs objects one after the other. Each element of a list is found by its place, which is counted once for all.
package struct DocumentPacker {
    /// By the address of a document's marks, which are kept alive below: where each element of its `items` stands.
    private var places: [UnsafeRawPointer: [Int]] = [:]
    private var kept: [SourceDocument] = []

    package init() {}

    /// What stands at `base` alone, as a document of its own.
    package mutating func pack(_ document: SourceDocument, at base: JSONPointer) -> PackedDocument {
        guard !base.tokens.isEmpty, let (place, value) = find(base, in: document) else {
            return PackedDocument(document)
        }
        return PackedDocument(value, document.map.part(place..<(place + value.nodeCount)))
    }

    private mutating func find(_ base: JSONPointer, in document: SourceDocument) -> (Int, JSONValue)? {
        guard base.tokens.count == 2, base.tokens[0] == "items", let index = Int(base.tokens[1]),
            let (start, list) = document.value.step("items"), case .array(let elements) = list,
            elements.indices.contains(index)
        else { return document.value.preorder(base) }
        return (start + elementPlaces(of: document, elements)[index], elements[index])
    }

    private mutating func elementPlaces(of document: SourceDocument, _ elements: [JSONValue]) -> [Int] {
        let address = document.map.marks.withUnsafeBytes(\.baseAddress)
        if let address, let known = places[address], known.count == elements.count { return known }
        var next = 1
        let counted = elements.map { element in
            defer { next += element.nodeCount }
            return next
        }
        if let address {
            places[address] = counted
            kept.append(document)
        }
        return counted
    }
}

extension JSONValue {
    /// The value at `pointer`, and how many places after the root it stands in preorder; `nil` where there is none.
    fileprivate func preorder(_ pointer: JSONPointer) -> (Int, JSONValue)? {
        var place = 0
        var current = self
        for token in pointer.tokens {
            guard let (step, next) = current.step(token) else { return nil }
            place += step
            current = next
        }
        return (place, current)
    }
}
