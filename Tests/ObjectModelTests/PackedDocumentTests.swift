import ObjectModel
import Testing

/// What is packed comes back as it was, each object of a list with the places of its own nodes.
@Suite struct PackedDocumentTests {
    /// Every node of a document stands at a line of its own, in preorder.
    private static func document(_ value: JSONValue) -> SourceDocument {
        let marks = (1...value.nodeCount).map { SourceMark(line: UInt32($0), column: 3) }
        return SourceDocument(
            value: value, map: SourceMap(file: "apps/all.yaml", marks: marks, otherFiles: [2: "other"]))
    }

    private static let values: [JSONValue] = [
        nil, true, false, -1, 9_007_199_254_740_993, .unsigned(.max), 0.25, "", "text", [], [:],
        ["a": ["b": [1, ["c": "d"]], "e": nil], "f": "g"],
    ]

    @Test(arguments: values) func aDocumentComesBack(_ value: JSONValue) {
        let document = Self.document(value)
        #expect(PackedDocument(document).document == document)
    }

    @Test func anElementOfAListStandsAlone() {
        let items: [JSONValue] = (0..<5).map { ["kind": "ConfigMap", "data": ["number": .integer($0)]] }
        let document = Self.document(["apiVersion": "v1", "kind": "List", "items": .array(items)])
        var packer = DocumentPacker()
        for index in [3, 0, 4, 1, 2] {
            let base = JSONPointer(["items", "\(index)"])
            let alone = packer.pack(document, at: base).document
            #expect(alone.value == items[index])
            for inner in [[], ["kind"], ["data", "number"]] {
                #expect(
                    alone.location(of: JSONPointer(inner)) == document.location(of: JSONPointer(base.tokens + inner)))
            }
        }
    }

    @Test func aListInAListIsFoundAsWell() {
        let inner: JSONValue = ["items": [["name": "a"], ["name": "b"]]]
        let document = Self.document(["kind": "List", "items": [inner, inner]])
        var packer = DocumentPacker()
        let base = JSONPointer(["items", "1", "items", "1"])
        let alone = packer.pack(document, at: base).document
        #expect(alone.value == ["name": "b"])
        #expect(alone.location() == document.location(of: base))
    }

    @Test func whereItStandsIsNoPartOfItsValue() {
        let here = PackedDocument(Self.document(["a": 1]))
        let there = PackedDocument(
            SourceDocument(value: ["a": 1], map: SourceMap(file: "moved.yaml", marks: [SourceMark(line: 9, column: 1)]))
        )
        #expect(here.hasValue(of: there))
        #expect(!here.hasValue(of: PackedDocument(Self.document(["a": 2]))))
    }
}
