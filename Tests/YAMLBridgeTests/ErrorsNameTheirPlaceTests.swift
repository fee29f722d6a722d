import ObjectModel
import Testing
import YAMLBridge

/// Every kind of mistake is an error with file, line and column, in one form; and one mistake does not hide the next.
@Suite struct ErrorsNameTheirPlaceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var yaml: String
        /// What the message begins with.
        var message: String

        init(_ name: String, _ yaml: String, _ message: String) {
            testDescription = name
            self.yaml = yaml
            self.message = message
        }
    }

    @Test(arguments: [
        Case("a key given twice", "a: 1\nb: 2\na: 3\n", "3:1': the key 'a' is already at line 1, column 1"),
        Case("a key given twice in flow", "{a: {b: 1, \"b\": 2}}", "1:12': the key 'b' is already at line 1, column 6"),
        Case("two spellings of one key", "1: a\n\"1\": b\n", "2:1': the key '1' is already"),
        Case("two words as one key", "yes: a\non: b\n", "2:1': the key 'true' is already"),
        Case("a key given twice beside a merge", "a: &a {}\nb:\n  <<: *a\n  z: 1\n  z: 2\n", "5:3': the key 'z' is"),
        Case("an unknown tag", "a: !vault secret\n", "1:4': the tag '!vault' is not known"),
        Case("an unknown core tag", "a: !!python/object x\n", "1:4': the tag '!!python/object' is not known"),
        Case("an unknown tag of a map", "a: !foo {b: 1}\n", "1:4': the tag '!foo' is not known"),
        Case("a tag that does not fit a map", "a: !!str {b: 1}\n", "1:4': the tag '!!str' does not fit a map"),
        Case("a tag that does not fit a list", "a: !!map [1]\n", "1:4': the tag '!!map' does not fit a list"),
        Case("a tag that does not fit a scalar", "a: !!seq x\n", "1:4': the tag '!!seq' does not fit a scalar"),
        Case("no integer", "a: !!int 1.5\n", "1:4': '1.5' is no !!int"),
        Case("no boolean", "a: !!bool 1\n", "1:4': '1' is no !!bool"),
        Case("no timestamp", "a: !!timestamp 1900-02-29\n", "1:4': '1900-02-29' is no !!timestamp"),
        Case("no base64", "a: !!binary /w=\n", "1:4': the !!binary value is not base64"),
        Case("base64 behind its end", "a: !!binary aGk=aGk=\n", "1:4': the !!binary value is not base64"),
        Case("binary that is no text", "a: !!binary /w==\n", "1:4': the !!binary value is not UTF-8"),
        Case("a number that JSON lacks", "a: .nan\nb: -.inf\n", "1:4': JSON has no form for the number '.nan'"),
        Case("null as a key", "a: {~: 1}\n", "1:5': a key must be a string, and this one is null"),
        Case("a list as a key", "? [a, b]\n: 1\n", "1:3': a key must be a string, and this one is a list"),
        Case("a map as a key", "{a: 1}: 2\n", "1:1': a key must be a string, and this one is a map"),
        Case(
            "an integer past Int64 as a key", "18446744073709551615: 1\n",
            "1:1': a key must be a string, and this one is an"),
        Case("a merge of a scalar", "<<: 3\n", "1:1': '<<' merges a map or a list of maps, and this is an integer"),
        Case("a merge of scalars", "a: 1\n<<: [{b: 1}, 2]\n", "2:1': '<<' merges a map or a list of maps"),
        Case("an unknown alias", "a: *b\n", "1:4': the alias '*b' has no anchor '&b' before it"),
        Case("an alias across documents", "a: &b 1\n---\nc: *b\n", "3:4': the alias '*b' has no anchor"),
        Case("an alias in its anchor", "a: &b\n  c: [*b]\n", "2:7': the anchor 'b' contains its own alias '*b'"),
        Case("a tab as indentation", "a:\n\tb: 1\n", "2:1': found character that cannot start any token"),
        Case("a quote without end", "a: 1\nb: \"x\n", "3:1': found unexpected end of stream while scanning a quoted"),
        Case("a colon in a value", "a: b: c\n", "1:5': mapping values are not allowed in this context"),
        Case("a bracket without end", "a: [1, 2\nb: 3\n", "2:2': did not find expected ',' or ']'"),
        Case("a wrong dedent", "a:\n    b: 1\n  c: 2\n", "3:3': did not find expected key while parsing a block map"),
        Case("an escape that does not exist", "a: \"\\q\"\n", "1:5': found unknown escape character"),
        Case("half a surrogate pair", "a: \"\\ud83d\"\n", "1:7': found invalid Unicode character escape code"),
        Case("a tag handle without directive", "a: !x!y z\n", "1:4': found undefined tag handle"),
        Case("a control character", "a: é\nbc: é\u{1}\n", "2:6': control characters are not allowed"),
        Case("NUL", "a: \u{0}\n", "1:4': control characters are not allowed"),
    ])
    func first(_ c: Case) {
        let all = errors(of: c.yaml)
        #expect(all.first?.hasPrefix("cannot read YAML 'a.yaml:\(c.message)") == true, "\(all)")
        #expect(all.allSatisfy { $0.contains(" (hint: ") && $0.hasSuffix(")") })
    }

    @Test func invalidUTF8HasItsPlace() {
        let reading = YAMLReader.read(Array("a: 1\nbé: ".utf8) + [0xC3, 0x28], file: "x/a.yaml")
        #expect(reading.errors.map(\.code) == [.invalidEncoding])
        #expect(reading.errors.first?.location == SourceLocation(file: "x/a.yaml", line: 2, column: 6))
    }

    @Test func independentErrorsAreAllReported() {
        let all = errors(of: "a: 1\na: 2\nb: !x 1\n---\nok: 1\n---\nc: *d\n~: 1\n")
        #expect(all.map { $0.prefix(29) } == ["2:1", "3:4", "7:4", "8:1"].map { "cannot read YAML 'a.yaml:\($0)'" })
    }

    @Test func documentsWithErrorsAreLeftOutAndTheOthersStay() {
        let text = "a: 1\n---\nb: 1\nb: 2\n---\nc: 1\n---\n\"d\n"
        let reading = YAMLReader.read(Array(text.utf8), file: "a.yaml")
        #expect(reading.documents.map(\.value) == [["a": 1], ["c": 1]])
        #expect(reading.errors.map(\.code) == [.duplicateKey, .syntax])
    }

    @Test func collectingEnds() {
        let reading = YAMLReader.read(Array(String(repeating: "a: 1\n", count: 5000).utf8), file: "a.yaml")
        #expect(reading.errors.count == 101)
        #expect(reading.errors.last?.code == .tooManyErrors(limit: 100))
    }
}
