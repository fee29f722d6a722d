import ObjectModel
import Testing
import YAMLBridge

/// What cannot be written without changing something else is refused, with the place and what to do; the text stays.
@Suite struct EditsAreRefusedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var pointer: String
        var operation: DocumentEdit.Operation
        var error: String
    }

    static let cases = [
        Case(
            testDescription: "behind an alias", text: "a: &x\n  b: 1\nc: *x\n", pointer: "/c/b",
            operation: .set(2),
            error: "cannot edit 'a.yaml:3:4': /c/b: it is written as '*x', whose anchor is on line 1 "
                + "(hint: change the anchor, or write the value out in place of the alias)"),
        Case(
            testDescription: "the alias itself", text: "a: &x 1\nb: [*x]\n", pointer: "/b/0",
            operation: .remove,
            error: "cannot edit 'a.yaml:2:5': /b/0: it is written as '*x', whose anchor is on line 1 "
                + "(hint: change the anchor, or write the value out in place of the alias)"),
        Case(
            testDescription: "inside an anchor that is used", text: "a: &x\n  b: 1\nc: *x\n",
            pointer: "/a/d",
            operation: .insert(2),
            error:
                "cannot edit 'a.yaml:1:4': /a/d: its anchor '&x' is used on line 3, which would change too "
                + "(hint: write the value out in place of the alias)"),
        Case(
            testDescription: "around an anchor that is used", text: "a:\n  b: &x 1\nc: *x\n",
            pointer: "/a",
            operation: .remove,
            error: "cannot edit 'a.yaml:2:3': /a: it holds the anchor '&x', used on line 3 "
                + "(hint: write the value out in place of the alias)"),
        Case(
            testDescription: "taken in by a merge key", text: "a: &x\n  b: 1\nc:\n  <<: *x\n",
            pointer: "/c/b",
            operation: .set(2),
            error: "cannot edit 'a.yaml:4:3': /c/b: it is taken in by '<<' or an alias as key "
                + "(hint: change what is taken in, or write the field out)"),
        Case(
            testDescription: "no such field", text: "a: 1\n", pointer: "/b/c", operation: .set(2),
            error: "cannot edit 'a.yaml:1:1': /b/c: the document has no such field "
                + "(hint: check the path and its list indices)"),
        Case(
            testDescription: "a member that is there", text: "a: 1\n", pointer: "/a",
            operation: .insert(2),
            error: "cannot edit 'a.yaml:1:1': /a: it is there already, or what it would stand in is not "
                + "(hint: check the path and its list indices)"),
        Case(
            testDescription: "text that a comment would join", text: "a: |\n  x\nb: 1\n  # c\n",
            pointer: "/b",
            operation: .remove,
            error:
                "cannot edit 'a.yaml:3:4': /b: no way of writing it was found that leaves the rest as it is "
                + "(hint: edit the file by hand)"),
        Case(
            testDescription: "line breaks that only YAML 1.1 knows", text: "- 1\n- - - a\u{85}#: b\n",
            pointer: "/1/0/0",
            operation: .remove,
            error: "cannot edit 'a.yaml:1:1': /1/0/0: the document has NEL, LS or PS, which end lines for some "
                + "readers only (hint: write them as escapes in double quotes)"),
        Case(
            testDescription: "a key without a colon", text: "{a}\n", pointer: "/a", operation: .set("b"),
            error:
                "cannot edit 'a.yaml:1:3': /a: no way of writing it was found that leaves the rest as it is "
                + "(hint: edit the file by hand)"),
    ]

    @Test(arguments: cases) func refuses(_ item: Case) throws {
        let edit = DocumentEdit(try #require(JSONPointer(parsing: item.pointer)), item.operation)
        let result = try YAMLEditor.edit(Array(item.text.utf8), file: "a.yaml", edits: [edit])
        #expect(result.refusals[0]?.description == item.error)
        #expect(result.bytes == Array(item.text.utf8))
    }

    @Test func otherEditsAreMadeAllTheSame() throws {
        let edits = [
            DocumentEdit(JSONPointer(["a"]), .remove), DocumentEdit(JSONPointer(["c"]), .set(3)),
            DocumentEdit(document: 4, JSONPointer(["c"]), .set(3)),
        ]
        let result = try YAMLEditor.edit(
            Array("a: &x 1\nb: *x\nc: 2\n".utf8), file: "a.yaml", edits: edits)
        #expect(result.refusals.keys.sorted() == [0, 2])
        #expect(String(decoding: result.bytes, as: UTF8.self) == "a: &x 1\nb: *x\nc: 3\n")
    }

    @Test(arguments: ["a: 1\na: 2\n", "a: [\n", "\u{FEFF}a: 1\nb: !x 2\n"])
    func whatCannotBeReadIsNotEdited(_ text: String) {
        #expect(throws: YAMLEditError.self) {
            try YAMLEditor.edit(
                Array(text.utf8), file: "a.yaml", edits: [DocumentEdit(JSONPointer(["a"]), .set(1))])
        }
    }

    @Test func textInUTF16IsNotEdited() {
        let text: [UInt8] = [0xFF, 0xFE] + "a: 1\n".utf8.flatMap { [$0, 0] }
        #expect(YAMLReader.read(text, file: "a.yaml").documents.count == 1)
        #expect(throws: YAMLEditError.self) {
            try YAMLEditor.edit(text, file: "a.yaml", edits: [DocumentEdit(JSONPointer(["a"]), .set(1))])
        }
    }
}
