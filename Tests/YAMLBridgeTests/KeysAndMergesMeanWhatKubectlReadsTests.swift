import ObjectModel
import Testing
import YAMLBridge

/// Keys, anchors and merges come out as kubectl (1.32, `patch --local -o json`) prints them, its order of merges included.
@Suite struct KeysAndMergesMeanWhatKubectlReadsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var yaml: String
        var value: JSONValue
        var testDescription: String { yaml }

        init(_ yaml: String, _ value: JSONValue) {
            self.yaml = yaml
            self.value = value
        }
    }

    @Test(arguments: [
        Case("1", "1"), Case("-5", "-5"), Case("0777", "511"), Case("1.5", "1.5"), Case("1e6", "1e+06"),
        Case("100000.0", "100000"), Case("1234567.0", "1.234567e+06"), Case("1e-5", "1e-05"), Case("0.0001", "0.0001"),
        Case("123456789.5", "1.2345679e+08"), Case("3.14159265358979", "3.1415927"), Case("1e300", ".inf"),
        Case("-1e300", "-.inf"), Case(".inf", ".inf"), Case(".nan", ".nan"), Case("-0.0", "-0"), Case("0.0", "0"),
        Case("yes", "true"), Case("off", "false"), Case("2001-01-01", "2001-01-01"), Case("\"\"", ""),
        Case("!!str 1", "1"), Case("!!int \"0x10\"", "16"), Case("!!binary aGk=", "hi"), Case("\"<<\"", "<<"),
        Case("!!str <<", "<<"), Case("&k yes", "true"),
    ])
    func key(_ c: Case) throws {
        #expect(try value(of: "{? \(c.yaml) : v}").object?.keys == [try #require(c.value.string)])
    }

    @Test(arguments: [
        Case("{? &k b : 1, c: *k}", ["b": 1, "c": "b"]),
        Case("{&z 7: *z, e: {*z : 1}}", ["7": 7, "e": ["7": 1]]),
        Case("[&a 1, &a 2, *a]", [1, 2, 2]),
        Case("[&a [&a 1], *a]", [[1], 1]),
        Case("{<<: {a: 1}, b: 2}", ["a": 1, "b": 2]),
        Case("{a: 1, <<: {a: 2, b: 3}}", ["a": 2, "b": 3]),
        Case("{<<: {a: 2, b: 3}, a: 1}", ["a": 1, "b": 3]),
        Case("{<<: [{a: 1}, {a: 2, b: 3}]}", ["a": 1, "b": 3]),
        Case("{<<: {a: 1}, <<: {a: 2}}", ["a": 2]),
        Case("{<<: []}", [:]),
        Case("{!!merge \"<<\": {a: 1}}", ["a": 1]),
        Case("{<<: {<<: {a: 1}, b: 2}, c: 3}", ["a": 1, "b": 2, "c": 3]),
        Case(
            "[&a {x: 1, y1: 2}, {<<: *a, x: 5}, {x: 5, <<: *a}]",
            [["x": 1, "y1": 2], ["x": 5, "y1": 2], ["x": 1, "y1": 2]]),
    ])
    func tree(_ c: Case) throws { #expect(try value(of: c.yaml) == c.value) }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n", "---\n---\n# c\n---\nnull\n--- ~\n", "\u{FEFF}"])
    func nothingIsNoDocument(_ yaml: String) {
        #expect(YAMLReader.read(Array(yaml.utf8), file: "a.yaml") == YAMLReading())
    }

    @Test func aStreamMayBeUTF16() {
        let text = "a: é😀\nb: [1]\n"
        for (mark, isBig) in [([0xFE, 0xFF], true), ([0xFF, 0xFE], false)] as [([UInt8], Bool)] {
            let bytes = text.utf16.flatMap { unit -> [UInt8] in
                let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
                return isBig ? [high, low] : [low, high]
            }
            let reading = YAMLReader.read(mark + bytes, file: "a.yaml")
            #expect(reading.errors == [])
            #expect(reading.documents.map(\.value) == [["a": "é😀", "b": [1]]])
        }
    }
}
