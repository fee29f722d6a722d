import ObjectModel
import Testing
import YAMLBridge

/// A node is found where it stands in the file, whatever way it came into the document.
@Suite struct PositionsPointIntoTheFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        /// Pointer to `line:column`.
        var places: [String: String]

        init(_ name: String, _ text: String, _ places: [String: String]) {
            testDescription = name
            self.text = text
            self.places = places
        }
    }

    @Test(arguments: [
        Case(
            "block collections", "# a\n\na:\n  b: 1\n  c:\n  - x\n  -   d: 2\n      e: 3\n",
            ["": "3:1", "/a": "3:1", "/a/b": "4:3", "/a/c": "5:3", "/a/c/0": "6:5", "/a/c/1": "7:7", "/a/c/1/e": "8:7"]
        ),
        Case(
            "flow collections", "{a: [1, {b: 2}],\n c: 3}",
            ["": "1:1", "/a/1": "1:9", "/a/1/b": "1:10", "/c": "2:2"]),
        Case("columns count characters", "é😀: {\"ü\": 1, b: 2}", ["/é😀": "1:1", "/é😀/ü": "1:6", "/é😀/b": "1:14"]),
        Case("a missing node is where its parent is", "a: {b: 1}", ["/a/x/y": "1:1", "/a/b/0": "1:5"]),
        Case(
            "an alias stands where it is, its content where the anchor is", "a: &x\n  b: [1, 2]\nc: *x\nd: 1\n",
            ["/c": "3:1", "/c/b": "2:3", "/c/b/1": "2:10", "/d": "4:1"]),
        Case(
            "an alias in an anchor", "a: &x [1]\nb: &y\n  c: *x\n  d: 2\ne: *y\nf: 3\n",
            ["/e/c": "3:3", "/e/c/0": "1:8", "/e/d": "4:3", "/f": "6:1"]),
        Case(
            "merged members stand where they were written",
            "a: &x\n  p: {q: 1}\n  r: 2\nb:\n  s: 3\n  <<: *x\n  t: 4\n",
            ["/b": "4:1", "/b/s": "5:3", "/b/p": "2:3", "/b/p/q": "2:7", "/b/r": "3:3", "/b/t": "7:3"]),
        Case(
            "an overridden member stands where it won", "a: &x\n  p: 1\n  r: 2\nb:\n  <<: *x\n  p: {z: 1}\nc: 1\n",
            ["/b/p": "6:3", "/b/p/z": "6:7", "/b/r": "3:3", "/c": "7:1"]),
        Case(
            "a list of merges", "a: &x {p: 1}\nb: &y {p: 2, q: [5, 6]}\nc:\n  <<: [*x, *y, {r: 1}]\n  s: 1\n",
            ["/c/p": "1:8", "/c/q": "2:14", "/c/q/1": "2:21", "/c/r": "4:17", "/c/s": "5:3"]),
        Case(
            "JSON", "{\"a\": [1,\n\t{\"é\": 2, \"b\":3}]}",
            ["/a": "1:2", "/a/0": "1:8", "/a/1": "2:2", "/a/1/b": "2:11"]),
    ])
    func places(_ c: Case) throws {
        let document = try document(of: c.text)
        for (pointer, place) in c.places {
            let location = document.location(of: try #require(JSONPointer(parsing: pointer)))
            #expect("\(location.line):\(location.column)" == place, "\(pointer)")
        }
    }

    @Test func everyNodeHasOneMark() throws {
        let text = """
            a: &x {p: 1, q: [1, 2]}
            b: {<<: *x, p: 3, <<: {z: [1]}}
            c: [*x, *x]
            d: {<<: [*x, {p: 9, w: 1}], q: 1}
            """
        let document = try document(of: text)
        #expect(document.map.marks.count == count(document.value))
    }

    private func count(_ value: JSONValue) -> Int {
        switch value {
        case .object(let object): object.members.reduce(1) { $0 + count($1.value) }
        case .array(let elements): elements.reduce(1) { $0 + count($1) }
        default: 1
        }
    }

    @Test func documentsOfAStreamHaveTheirOwnPlaces() {
        let text = "---\n# nothing\n---\na: 1\n...\n---\nnull\n---\nb: 2\n"
        let reading = YAMLReader.read(Array(text.utf8), file: "x/a.yaml")
        #expect(reading.errors == [])
        #expect(reading.documents.map { $0.location().description } == ["x/a.yaml:4:1", "x/a.yaml:9:1"])
    }
}
