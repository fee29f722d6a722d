import ObjectModel
import Testing
import YAMLBridge

/// The text is what a person knows from `kubectl get -o yaml`, and no reader takes a string for something else.
@Suite struct WriterLooksLikeKubectlTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var value: JSONValue
        var text: String

        init(_ name: String, _ value: JSONValue, _ text: String) {
            testDescription = name
            self.value = value
            self.text = text
        }
    }

    @Test(arguments: [
        Case("a list at the column of its key", ["a": [1, 2], "b": 3], "a:\n- 1\n- 2\nb: 3\n"),
        Case("maps in a list", ["a": [["b": 1, "c": ["d": 2]], ["e": []]]], "a:\n- b: 1\n  c:\n    d: 2\n- e: []\n"),
        Case("lists in lists", [[1, [2]], [[]]], "- - 1\n  - - 2\n- - []\n"),
        Case("empty collections", ["a": [:], "b": []], "a: {}\nb: []\n"),
        Case("scalars", [nil, true, false, -1, 1.5, "x"], "- null\n- true\n- false\n- -1\n- 1.5\n- x\n"),
        Case("large integers", [.unsigned(.max), .integer(.min)], "- 18446744073709551615\n- -9223372036854775808\n"),
        Case("no number", [.double(.nan), .double(.infinity)], "- null\n- null\n"),
        Case("members in their order", ["b": 1, "a": 2], "b: 1\na: 2\n"),
        Case("lines", ["a": "x\n\ny\n"], "a: |\n  x\n\n  y\n"),
        Case("lines without a break at the end", ["a": ["x\n  y"]], "a:\n- |-\n  x\n    y\n"),
        Case("lines with breaks at the end", ["a": "x\n\n"], "a: |+\n  x\n\n"),
        Case("lines that begin with a blank", ["a": ["b": " x\ny"]], "a:\n  b: |2-\n     x\n    y\n"),
        Case("lines with a tab", ["a": "x:\n\ty\n"], "a: |\n  x:\n  \ty\n"),
        Case("a blank before a break", ["a": "x \ny\n"], "a: \"x \\ny\\n\"\n"),
        Case("a line break alone", ["a": "\n"], "a: \"\\n\"\n"),
        Case("a key of two lines", ["a\nb": 1], "\"a\\nb\": 1\n"),
        Case("control characters", ["\u{1}\u{7F}\u{85}\u{FEFF}"], "- \"\\u0001\\u007F\\u0085\\uFEFF\"\n"),
        Case("letters of any script", ["é日本😀"], "- é日本😀\n"),
        Case("a scalar document", "x", "x\n"),
    ])
    func form(_ c: Case) { #expect(String(decoding: YAMLWriter.write([c.value]), as: UTF8.self) == c.text) }

    @Test func documentsHaveASeparator() {
        #expect(String(decoding: YAMLWriter.write([["a": 1], ["b": 2]]), as: UTF8.self) == "a: 1\n---\nb: 2\n")
        #expect(YAMLWriter.write([]) == [])
    }

    @Test(arguments: [
        "", "yes", "No", "ON", "y", "TRUE", "null", "~", "1", "-1", "+1", "0x10", "0o17", "017", "0b1", "1_000", "1e3",
        "1.5",
        ".5", "1.", ".inf", "-.Inf", ".NaN", "12:30", "1:20:30", "2001-01-01", "2001-1-2T3:4:5Z", "=", "<<", "1.5e+3",
        "08",
        "1_", "1__2", "+.inf", "6e", "-",
    ])
    func otherwiseAmbiguous(_ text: String) {
        #expect(String(decoding: YAMLWriter.write([[.string(text)]]), as: UTF8.self).dropFirst(2).first != text.first)
        #expect(String(decoding: YAMLWriter.write([["\(text)": 1]]), as: UTF8.self).first != text.first)
    }

    @Test(arguments: [
        " a", "a ", "a: b", "a:", "a #b", "#a", "- a", "? a", ": a", "[a", "{a", "]", "}", ",a", "&a", "*a", "!a", "|",
        ">",
        "'a'", "\"a\"", "%a", "@a", "`a", "--- a", "...", "-", ":", "?",
    ])
    func otherwiseSyntax(_ text: String) {
        let written = String(decoding: YAMLWriter.write([[.string(text)]]), as: UTF8.self)
        #expect("'\"".contains(written.dropFirst(2).first ?? " "), "\(written)")
    }

    @Test(arguments: [
        "a", "a b", "1.2.3", "10.0.0.1", "v1", "nginx:1.25", "a:b", "a#b", "-a", "100m", "2Gi", "nvidia.com/gpu",
        "8080/tcp",
        "a,b", "a'b", "it's \"so\"", "$(X)", "/bin/sh", "<x>", "=x", "yesterday", "1a", "sha256:0123456789abcdef",
    ])
    func needsNoQuotes(_ text: String) {
        #expect(String(decoding: YAMLWriter.write([[.string(text)]]), as: UTF8.self) == "- \(text)\n")
    }

    @Test func aLongKeyIsExplicit() throws {
        let key = String(repeating: "k", count: 3000)
        for inner: JSONValue in [1, ["a": 1], [1], [:], "x\ny"] {
            let value = JSONValue.object(JSONObject(uniqueMembers: [.init(key: key, value: inner)]))
            let text = YAMLWriter.write([value, ["a": value]])
            #expect(text.first == UInt8(ascii: "?"))
            #expect(YAMLReader.read(text, file: "a.yaml").documents.map(\.value) == [value, ["a": value]])
        }
    }
}
