import ObjectModel
import Testing
import YAMLBridge

/// Strict JSON works in every detail, also where YAML differs; what only looks like JSON is YAML, as for kubectl.
@Suite struct JSONFilesAreReadAsJSONTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var documents: [JSONValue]

        init(_ name: String, _ text: String, _ documents: JSONValue...) {
            testDescription = name
            self.text = text
            self.documents = documents
        }
    }

    @Test(arguments: [
        Case("surrogate pairs", #"{"a": "\ud83d\ude00", "\uD83D\uDE00": "x\u00e9\n"}"#, ["a": "😀", "😀": "xé\n"]),
        Case("every escape", #"["\"\\\/\b\f\n\r\t\u0000"]"#, ["\"\\/\u{8}\u{C}\n\r\t\u{0}"]),
        Case("documents in a row", "{\"a\":1}{\"b\":2}\n\n[3]", ["a": 1], ["b": 2], [3]),
        Case("documents with separators", "{\"s\":\"\\ud83d\\ude00\"}\n---\n{\"b\":2}\n---\n", ["s": "😀"], ["b": 2]),
        Case("tabs and line breaks", "{\t\"a\"\r\n\t:\r\n\t[\t1\n,2]}", ["a": [1, 2]]),
        Case(
            "a key that libyaml refuses", "{\"\(String(repeating: "k", count: 2000))\"\n: 1}",
            .object(JSONObject(uniqueMembers: [.init(key: String(repeating: "k", count: 2000), value: 1)]))),
        Case("words are only JSON's", #"["yes", true, null, "null"]"#, ["yes", true, nil, "null"]),
        Case(
            "integers", "[9007199254740993, 18446744073709551615, -0, -5]",
            [.integer(9_007_199_254_740_993), .unsigned(.max), 0, -5]),
        Case("doubles", "[1.5, 1e2, 1.0, 18446744073709551616]", [1.5, 100, 1, .double(0x1p64)]),
        Case("a byte order mark", "\u{FEFF}{\"a\": \"\\ud83d\\ude00\"}", ["a": "😀"]),
        Case("delete and C1 controls", "{\"a\": \"\u{7F}\u{80}\"}", ["a": "\u{7F}\u{80}"]),
        Case("empty", "{\"a\": {}, \"b\": []}", ["a": [:], "b": []]),
        Case("flow YAML", "{a: 1, 'b': [yes,]} # c\n", ["a": 1, "b": [true]]),
        Case("JSON with a comment", "{\"a\": 1, # c\n \"b\": 2}", ["a": 1, "b": 2]),
        Case("JSON, then YAML", "{\"a\": 1}\n---\nb: yes\n", ["a": 1], ["b": true]),
        Case("a list that begins as JSON", "[a, b]", ["a", "b"]),
        Case("numbers that JSON lacks", "[01, +1, .5, 0x1F]", [1, 1, 0.5, 31]),
    ])
    func reads(_ c: Case) {
        for file in ["a.json", "a.yaml"] {
            let reading = YAMLReader.read(Array(c.text.utf8), file: file)
            #expect(reading.errors == [])
            #expect(reading.documents.map(\.value) == c.documents)
        }
    }

    @Test(arguments: [
        ("{\"a\": 1", "1:8': expected ',' or '}' after a member"),
        ("{\"a\": tru}x: ]", "1:7': expected a value"),
        ("{\"a\" 1}}", "1:6': expected ':' after a key"),
        ("{\n  \"a\": 1,\n  }}", "3:3': expected a string"),
        ("[1 2]]", "1:4': expected ',' or ']' after an element"),
        ("{\"a\": \"x\ny\"", "1:9': the string has no end, or a control character without escape"),
        ("{\"a\": \"\\ud83d\"}", "1:14': half a surrogate pair"),
        ("{\"a\": \"\\ud83d\\u0041\"}", "1:20': half a surrogate pair"),
        ("{\"a\": \"\\u12+4\"}", "1:10': expected four hexadecimal digits"),
        ("{\"a\": \"\\x\"}\u{1}", "1:10': an escape that JSON does not have"),
        ("[\"\\", "1:4': the string has no end"),
        ("{\"a\": 1}}", "1:9': expected '{' or '[' at the beginning of a document"),
        ("{} ---\n{}", "1:4': expected '{' or '[' at the beginning of a document"),
        ("[1.]]", "1:4': expected a digit after the decimal point"),
        ("[1e]]", "1:4': expected a digit in the exponent"),
    ])
    func aJSONFileHasJSONErrors(_ text: String, _ message: String) {
        let all = YAMLReader.read(Array(text.utf8), file: "a.json").errors.map(\.description)
        #expect(all == ["cannot read JSON 'a.json:\(message) (hint: correct the JSON at this place)"])
    }

    @Test func theSameTextInAYAMLFileHasYAMLErrors() {
        #expect(
            errors(of: "{\"a\": 1").first?.hasPrefix("cannot read YAML 'a.yaml:2:1': did not find expected ','") == true
        )
    }

    @Test func independentErrorsAreAllReported() {
        let all = errors(of: "{\"a\": 1, \"a\": 2}\n{\"b\": 1e400}\n{\"c\": 1}")
        #expect(all.count == 2)
        #expect(all.first?.hasPrefix("cannot read YAML 'a.yaml:1:10': the key 'a' is already at line 1") == true)
        #expect(all.last?.hasPrefix("cannot read YAML 'a.yaml:2:7': the number '1e400' is out of range") == true)
    }
}
