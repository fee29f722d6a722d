import ObjectModel
import Testing

/// Pointers follow RFC 6901 to the letter, since ignore rules and reports are written in them.
@Suite struct JSONPointerTests {
    @Test(arguments: ["", "/", "/a/b", "/nvidia.com~1gpu", "/~0x", "/spec/containers/0"])
    func readsBackAsWritten(_ text: String) throws {
        #expect(try #require(JSONPointer(parsing: text)).description == text)
    }

    @Test(arguments: ["a", "/~", "/~2"]) func refuses(_ text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test func findsValuesAndTheirPlaces() {
        let value: JSONValue = ["spec": ["list": [["x": 1], ["y": 2]]], "z": true]
        let marks = (1...8).map { SourceMark(line: UInt32($0), column: 1) }
        let document = SourceDocument(value: value, map: SourceMap(file: "a.yaml", marks: marks))
        let pointer = JSONPointer(["spec", "list", "1", "y"])
        #expect(value.value(at: pointer) == 2)
        #expect(document.location(of: pointer).line == 7)
        #expect(document.location(of: JSONPointer(["z"])).line == 8)
        #expect(document.location(of: JSONPointer(["spec", "absent"])).line == 2)
    }
}
