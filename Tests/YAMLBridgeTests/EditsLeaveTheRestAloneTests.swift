import ObjectModel
import Testing
import YAMLBridge

/// An edit changes what it names and nothing else: comments, blank lines, order, quotes and line breaks stay.
@Suite struct EditsLeaveTheRestAloneTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var edits: [DocumentEdit]
        var expected: String

        init(_ name: String, _ text: String, _ edits: DocumentEdit..., to expected: String) {
            testDescription = name
            self.text = text
            self.edits = edits
            self.expected = expected
        }
    }

    @Test(arguments: scalars + blocks + maps + lists + flows + removals + files)
    func edits(_ item: Case) throws {
        let result = try YAMLEditor.edit(Array(item.text.utf8), file: "a.yaml", edits: item.edits)
        #expect(result.refusals.isEmpty)
        let text = String(decoding: result.bytes, as: UTF8.self)
        #expect(text == item.expected, "\(text)")
    }

    static let scalars = [
        Case(
            "a plain scalar stays plain, its comment stays", "a: 1   # one\nb:    two # 2\n",
            set("/a", 5),
            set("/b", "three"), to: "a: 5   # one\nb:    three # 2\n"),
        Case("single quotes stay", "a: 'x'\n", set("/a", "it's"), to: "a: 'it''s'\n"),
        Case(
            "double quotes stay", "a: \"x\" # c\n", set("/a", "y\n\"z\""),
            to: "a: \"y\\n\\\"z\\\"\" # c\n"),
        Case(
            "a number in place of a string loses its quotes", "a: \"8080\"\n", set("/a", 8080),
            to: "a: 8080\n"),
        Case(
            "a string that looks like a number gets quotes", "a: 1\n", set("/a", "1"), to: "a: \"1\"\n"),
        Case(
            "new quotes are those of the document", "a: 1\nb: 'x'\nc: 'y'\n", set("/a", "yes"),
            to: "a: 'yes'\nb: 'x'\nc: 'y'\n"),
        Case(
            "nothing becomes a value", "a:   # none\nb:\n", set("/a", "x"), set("/b", 1),
            to: "a: x   # none\nb: 1\n"),
        Case("a list element", "- a\n-   b # c\n", set("/1", "z"), to: "- a\n-   z # c\n"),
        Case("a scalar over two lines", "a: one\n  two\nb: 1\n", set("/a", "x"), to: "a: x\nb: 1\n"),
        Case("an anchor that nobody uses stays", "a: &x 1\n", set("/a", 2), to: "a: &x 2\n"),
        Case("a tag that fits stays", "a: !!str 1\n", set("/a", "2"), to: "a: !!str \"2\"\n"),
        Case("a tag that does not fit goes", "a: &x !!str 1\n", set("/a", 2), to: "a: &x 2\n"),
        Case(
            "a value below its key", "a:\n  # why\n  text\nb: 1\n", set("/a", "x"),
            to: "a:\n  # why\n  x\nb: 1\n"),
        Case(
            "letters beyond ASCII before it", "ä: ö # ü\nb: ß # 日本\n", set("/b", "😀"),
            to: "ä: ö # ü\nb: 😀 # 日本\n"),
        Case(
            "a scalar becomes a map", "a: 1 # c\nb: 2\n", set("/a", ["x": 1]),
            to: "a: # c\n  x: 1\nb: 2\n"),
        Case(
            "a scalar becomes text of several lines", "a: x # c\n", set("/a", "1\n2\n"),
            to: "a: | # c\n  1\n  2\n"),
        Case(
            "a map becomes a scalar", "a: # c\n  x: 1\n  y: 2\nb: 2\n", set("/a", 5),
            to: "a: 5 # c\nb: 2\n"),
    ]

    static let blocks = [
        Case(
            "a literal stays literal", "a: | # c\n    one\n    two\n\nb: 1\n", set("/a", "one\n three\n"),
            to: "a: | # c\n    one\n     three\n\nb: 1\n"),
        Case(
            "a literal without its last line break", "a: |\n  x\n", set("/a", "y"), to: "a: |-\n  y\n"),
        Case(
            "a literal with more of them", "a: |\n  x\nb: 1\n", set("/a", "y\n\n"),
            to: "a: |+\n  y\n\nb: 1\n"),
        Case(
            "a literal whose text begins with a blank", "a: |\n  x\n", set("/a", "  y\n"),
            to: "a: |2\n    y\n"),
        Case("a digit stays", "a: |4\n    x\n", set("/a", "y\n"), to: "a: |4\n    y\n"),
        Case("a literal in a list", "- |\n  x\n- y\n", set("/0", "z\n"), to: "- |\n  z\n- y\n"),
        Case(
            "a folded scalar stays folded, in the lines it has",
            "a: >\n  one two\n  three four\n  five\nb: 1\n",
            set("/a", "one two three 4 five\n"), to: "a: >\n  one two\n  three 4\n  five\nb: 1\n"),
        Case(
            "paragraphs of a folded scalar", "a: >-\n  one\n  two\n\n  three\n",
            set("/a", "one two\nfour\n  five"),
            to: "a: >-\n  one\n  two\n\n  four\n    five\n"),
        Case("a block that becomes a number", "a: |\n  x\nb: 1\n", set("/a", 5), to: "a: 5\nb: 1\n"),
    ]

    static let maps = [
        Case(
            "a member goes to the end", "a:\n  x: 1 # c\n\nb: 2\n", insert("/a/q", "z"),
            to: "a:\n  x: 1 # c\n  q: z\n\nb: 2\n"),
        Case(
            "a map in the style of the document", "a:\n    x:\n      - 1\n",
            insert("/a/w", ["p": ["q": [1]]]),
            to: "a:\n    x:\n      - 1\n    w:\n        p:\n            q:\n              - 1\n"),
        Case("an empty map is opened", "a: {} # c\n", insert("/a/x", 1), to: "a: # c\n  x: 1\n"),
        Case(
            "keys in quotes", "\"a\": 1\n\"b\": 2\n", insert("/c", "x"),
            to: "\"a\": 1\n\"b\": 2\n\"c\": x\n"),
        Case(
            "behind a literal", "a: |\n  x\n\n\nb: |\n  y\n\n# end\n", insert("/c", 1),
            to: "a: |\n  x\n\n\nb: |\n  y\nc: 1\n\n# end\n"),
        Case(
            "behind a literal that keeps its line breaks", "a: |+\n  x\n\n# end\n", insert("/c", 1),
            to: "a: |+\n  x\n\nc: 1\n# end\n"),
        Case(
            "behind nothing", "a:\n  b: # c\nd: 1\n", insert("/a/e", 1),
            to: "a:\n  b: # c\n  e: 1\nd: 1\n"),
        Case(
            "into an element", "- name: a\n  x: 1\n- name: b\n", insert("/1/x", 2),
            to: "- name: a\n  x: 1\n- name: b\n  x: 2\n"),
        Case(
            "beside a merge key", "b: &b {x: 1}\na:\n  <<: *b\n", insert("/a/q", 1),
            to: "b: &b {x: 1}\na:\n  <<: *b\n  q: 1\n"),
        Case(
            "a whole map changes where it differs", "a:\n  # one\n  x: 1\n  # two\n  y: 2\n  z: 3 # c\n",
            set("/a", ["x": 1, "z": 4, "w": 5]), to: "a:\n  # one\n  x: 1\n  # two\n  z: 4 # c\n  w: 5\n"),
    ]

    static let lists = [
        Case(
            "at the end, dashes below the key", "a:\n- x\nb: 1\n", insert("/a/-", "q"),
            to: "a:\n- x\n- q\nb: 1\n"),
        Case(
            "at the end, dashes further in", "a:\n   -  x\n\nb: 1\n", insert("/a/-", "q"),
            to: "a:\n   -  x\n   -  q\n\nb: 1\n"),
        Case(
            "at the beginning", "a:\n  # first\n  - x # c\n", insert("/a/0", ["p": 1, "q": [2]]),
            to: "a:\n  # first\n  - p: 1\n    q:\n      - 2\n  - x # c\n"),
        Case(
            "in between", "- a # 1\n# two\n- b\n", insert("/1", "x"), to: "- a # 1\n- x\n# two\n- b\n"),
        Case(
            "lists in lists", "- - a\n  - b\n", insert("/0/0", "x"), insert("/0/-", "q"),
            to: "- - x\n  - a\n  - b\n  - q\n"),
        Case(
            "an empty list is opened", "a: []\nb:\n  - 1\n", insert("/a/-", "x"),
            to: "a:\n  - x\nb:\n  - 1\n"),
        Case(
            "a whole list changes where it differs",
            "args:\n  - --a # one\n  # two\n  - --b\n  - --c=1 # three\n",
            set("/args", ["--a", "--c=2", "--d"]),
            to: "args:\n  - --a # one\n  # two\n  - --c=2 # three\n  - --d\n"),
        Case(
            "elements are told apart by name",
            "e:\n  - name: a # 1\n    value: x\n  - name: b # 2\n    value: y\n",
            set("/e", [["name": "c", "value": "z"], ["name": "b", "value": "y2"]]),
            to: "e:\n  - name: c\n    value: z\n  - name: b # 2\n    value: y2\n"),
    ]

    static let flows = [
        Case(
            "in one line", "a: {x: 1, w: [a, b]} # c\n", set("/a/x", 2), insert("/a/z", "q"),
            insert("/a/w/-", "c"),
            to: "a: {x: 2, w: [a, b, c], z: q} # c\n"),
        Case(
            "blanks inside the brackets", "a: { x: 1 }\n", insert("/a/w", 2), to: "a: { x: 1, w: 2 }\n"),
        Case("a comma at the end", "a: [x, y,]\n", insert("/a/-", "z"), to: "a: [x, y, z,]\n"),
        Case(
            "nothing behind the colon", "{a: , b: }\n", set("/a", 1), set("/b", 2), to: "{a: 1, b: 2}\n"),
        Case(
            "text that brackets would end gets quotes", "a: [x]\n", insert("/a/-", "y,z"),
            to: "a: [x, 'y,z']\n"),
        Case(
            "a line for each, with comments", "a: [\n  x, # 1\n  y # 2\n]\n", insert("/a/-", "z"),
            to: "a: [\n  x, # 1\n  y, # 2\n  z\n]\n"),
        Case(
            "quotes in brackets stay", "a: ['x', \"y\", z]\n", set("/a", ["w", "it's", "v"]),
            to: "a: ['w', \"it's\", v]\n"),
        Case("before the first", "a: [x]\n", insert("/a/0", "w"), to: "a: [w, x]\n"),
        Case(
            "a JSON file", "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", set("/a/b", "x"),
            insert("/a/c", ["d": [1, "e"]]),
            to:
                "{\n  \"a\": {\n    \"b\": \"x\",\n    \"c\": {\n      \"d\": [\n        1,\n        \"e\"\n      ]\n    }\n  }\n}\n"
        ),
        Case(
            "dense JSON", "{\"a\":{\"b\":1,\"c\":[]}}", insert("/a/d", ["x": 1, "y": 2]),
            insert("/a/c/-", 3),
            to: "{\"a\":{\"b\":1,\"c\":[3],\"d\":{\"x\":1,\"y\":2}}}"),
        Case(
            "JSON indented by tabs", "{\n\t\"a\": {}\n}\n", insert("/a/b", "\\u\u{1F600}"),
            to: "{\n\t\"a\": {\n\t\t\"b\": \"\\\\u\u{1F600}\"\n\t}\n}\n"),
        Case(
            "surrogate pairs in JSON", "{\"a\": \"\\ud83d\\ude00\", \"b\": 1}\n", set("/b", 2),
            to: "{\"a\": \"\\ud83d\\ude00\", \"b\": 2}\n"),
    ]

    static let removals = [
        Case(
            "a member with its comment", "a: 1\n# two\nb: 2 # c\nc: 3\n", remove("/b"),
            to: "a: 1\n# two\nc: 3\n"),
        Case(
            "a map with all that is in it", "a: 1\nb:\n  x: 1\n  # y\n  y: 2\n\nc: 3\n", remove("/b"),
            to: "a: 1\n\nc: 3\n"),
        Case(
            "the last member leaves brackets", "a: # c\n  # why\n  x: 1\nb: 2\n", remove("/a/x"),
            to: "a: {} # c\n  # why\nb: 2\n"),
        Case(
            "the last element leaves brackets", "a:\n- x # c\nb: 2\n", remove("/a/0"), to: "a: []\nb: 2\n"
        ),
        Case(
            "the first of a map behind a dash", "- a: 1 # c\n  b: 2\n", remove("/0/a"), to: "- b: 2\n"),
        Case(
            "the same before a comment", "- a: 1\n  # two\n  b: 2\n", remove("/0/a"),
            to: "-\n  # two\n  b: 2\n"),
        Case("all of a map behind a dash", "- a: 1 # c\n", remove("/0/a"), to: "- {} # c\n"),
        Case(
            "an element", "a:\n  - x\n  - y: 1\n    z: 2\n  - w\n", remove("/a/1"),
            to: "a:\n  - x\n  - w\n"),
        Case("in brackets", "a: [x, y, z]\n", remove("/a/0"), remove("/a/1"), to: "a: [y]\n"),
        Case(
            "in brackets, a line for each", "a: {\n  x: 1, # 1\n  y: 2, # 2\n  z: 3 # 3\n}\n",
            remove("/a/z"),
            remove("/a/x"),
            to: "a: {\n  y: 2 # 2\n}\n"),
        Case("from JSON", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", remove("/b"), to: "{\n  \"a\": 1\n}\n"),
        Case("a literal with its blank lines", "a: |+\n  x\n\n\nb: 1\n", remove("/a"), to: "b: 1\n"),
    ]

    static let files = [
        Case(
            "CRLF", "a: 1\r\nb:\r\n  c: |\r\n    x\r\n", set("/b/c", "y\nz\n"), insert("/b/d", ["e": 1]),
            to: "a: 1\r\nb:\r\n  c: |\r\n    y\r\n    z\r\n  d:\r\n    e: 1\r\n"),
        Case(
            "no line break at the end", "a: 1\nb: 2", insert("/c", 3), set("/a", 5),
            to: "a: 5\nb: 2\nc: 3"),
        Case("the last line without a line break goes", "a: 1\nb: 2", remove("/b"), to: "a: 1"),
        Case("a byte order mark", "\u{FEFF}a: 1\nb: 2\n", set("/b", 3), to: "\u{FEFF}a: 1\nb: 3\n"),
        Case(
            "tabs where YAML has them", "a:\t1\t# c\t\nb:\t'x'\n", set("/a", 2), set("/b", "y"),
            to: "a:\t2\t# c\t\nb:\t'y'\n"),
        Case(
            "blanks at the end of lines", "a: 1  \nb:  \n  c: 2 \n\n", insert("/b/d", 1), set("/a", 3),
            to: "a: 3  \nb:  \n  c: 2 \n  d: 1\n\n"),
        Case(
            "the second of three documents",
            "# head\n---\na: 1\n--- # two\na: 1 # c\n# foot\n...\n---\na: 1\n",
            DocumentEdit(document: 1, JSONPointer(["a"]), .set(2)),
            DocumentEdit(document: 1, JSONPointer(["b"]), .insert(3)),
            to: "# head\n---\na: 1\n--- # two\na: 2 # c\nb: 3\n# foot\n...\n---\na: 1\n"),
        Case(
            "empty documents are not counted", "---\n---\n# nothing\n---\na: 1\n", set("/a", 2),
            to: "---\n---\n# nothing\n---\na: 2\n"),
        Case(
            "directives", "%YAML 1.1\n%TAG ! tag:yaml.org,2002:\n---\na: !str 1\nb: 2\n", set("/b", 3),
            to: "%YAML 1.1\n%TAG ! tag:yaml.org,2002:\n---\na: !str 1\nb: 3\n"),
        Case(
            "JSON documents in a row", "{\"a\":1} {\"a\":2}\n",
            DocumentEdit(document: 1, JSONPointer(["a"]), .set(3)),
            to: "{\"a\":1} {\"a\":3}\n"),
    ]

    static func set(_ pointer: String, _ value: JSONValue) -> DocumentEdit { edit(pointer, .set(value)) }
    static func insert(_ pointer: String, _ value: JSONValue) -> DocumentEdit {
        edit(pointer, .insert(value))
    }
    static func remove(_ pointer: String) -> DocumentEdit { edit(pointer, .remove) }

    private static func edit(_ pointer: String, _ operation: DocumentEdit.Operation) -> DocumentEdit {
        DocumentEdit(JSONPointer(parsing: pointer) ?? JSONPointer(), operation)
    }
}
