import ObjectModel
import Testing
import YAMLBridge

/// No file costs more than its stated limits, whatever it says; one that asks for more is an error with its place.
@Suite struct HostileInputIsBoundedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var code: YAMLError.Code
    }

    @Test(arguments: [
        Case(
            testDescription: "an alias bomb", text: bomb(levels: 9, width: 9), code: .tooManyAliases(limit: 1_000_000)),
        Case(testDescription: "an alias bomb of maps", text: mergeBomb, code: .tooManyAliases(limit: 1_000_000)),
        Case(
            testDescription: "aliases by their number",
            text: "a: &a [\(String(repeating: "1,", count: 2000))]\nb: [\(String(repeating: "*a,", count: 600))]\n",
            code: .tooManyAliases(limit: 1_000_000)),
        Case(
            testDescription: "a small document that grows a hundredfold",
            text: "a: &a [\(String(repeating: "1,", count: 200))]\nb: &b [\(String(repeating: "*a,", count: 50))]\n"
                + "c: [\(String(repeating: "*b,", count: 20))]\n",
            code: .tooManyAliases(limit: 1_000_000)),
        Case(testDescription: "deep flow", text: String(repeating: "[", count: 100_000), code: .tooDeep(limit: 256)),
        Case(
            testDescription: "deep flow maps", text: String(repeating: "{a: ", count: 50_000),
            code: .tooDeep(limit: 256)),
        Case(testDescription: "deep block", text: String(repeating: "- ", count: 100_000), code: .tooDeep(limit: 256)),
        Case(testDescription: "deep keys", text: String(repeating: "? ", count: 100_000), code: .tooDeep(limit: 256)),
        Case(testDescription: "depth by alias", text: nestedAliases, code: .tooDeep(limit: 256)),
        Case(
            testDescription: "deep JSON",
            text: "[" + String(repeating: "[", count: 300) + String(repeating: "]", count: 301),
            code: .tooDeep(limit: 256)),
        Case(
            testDescription: "a large file", text: String(repeating: "# nothing\n", count: 2 << 20),
            code: .tooLarge(limit: 16 << 20)),
    ])
    func refuses(_ c: Case) {
        let clock = ContinuousClock()
        var reading = YAMLReading()
        let time = clock.measure { reading = YAMLReader.read(Array(c.text.utf8), file: "a.yaml") }
        #expect(reading.errors.map(\.code) == [c.code])
        #expect(reading.documents == [])
        #expect(time < .seconds(5))
    }

    struct Large: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String

        init(_ name: String, _ text: String) {
            testDescription = name
            self.text = text
        }
    }

    /// Each is as large as fits, and stands for an input on which a careless reader takes the square of its length.
    @Test(arguments: [
        Large("one line of JSON", "[" + String(repeating: "{\"a\":1},", count: 50_000) + "1]"),
        Large("one line of flow", "[" + String(repeating: "{a: 1},", count: 50_000) + "1]"),
        Large("a wide map", (0..<50_000).map { "key\($0): 1\n" }.joined()),
        Large("a wide map of merges", "a: &a {x: 1}\nb:\n" + String(repeating: "  <<: *a\n", count: 50_000)),
        Large("many anchors", (0..<50_000).map { "- &a\($0) 1\n" }.joined()),
        Large("many documents", String(repeating: "---\na: 1\n", count: 50_000)),
        Large("a long scalar", "a: " + String(repeating: "x", count: 2 << 20)),
        Large("a long quoted scalar", "a: \"" + String(repeating: "\\n", count: 1 << 20) + "\""),
        Large("a long literal", "a: |\n" + String(repeating: "  line\n", count: 200_000)),
        Large("comments", String(repeating: "# comment\n", count: 200_000) + "a: 1\n"),
        Large("line breaks", String(repeating: "\n", count: 2 << 20) + "a: 1\n"),
    ])
    func readsInLinearTime(_ c: Large) {
        let clock = ContinuousClock()
        var reading = YAMLReading()
        let time = clock.measure { reading = YAMLReader.read(Array(c.text.utf8), file: "a.yaml") }
        #expect(reading.errors == [])
        #expect(!reading.documents.isEmpty)
        #expect(time < .seconds(20))
    }

    @Test func aliasesInReasonAreRead() throws {
        let text = "base: &b {a: 1, b: [1, 2, 3]}\nlist:\n" + String(repeating: "- *b\n", count: 150)
        #expect(try value(of: text)["list"]?.array?.count == 150)
    }

    @Test func depthWithinTheLimitIsRead() throws {
        let text = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        #expect(try value(of: text) != nil)
        #expect(try value(of: "- " + text.dropFirst().dropLast()) != nil)
    }

    @Test func limitsAreTheCallers() {
        let limits = YAMLLimits(bytes: 100, depth: 2, aliasedNodes: 5, errors: 1)
        #expect(errors(of: String(repeating: "a", count: 101), limits: limits).first?.contains("has 101 bytes") == true)
        #expect(errors(of: "a: [[1]]", limits: limits).first?.contains("more than 2 levels") == true)
        #expect(errors(of: "a: &a [1, 2, 3]\nb: [*a]", limits: limits).first?.contains("aliases") == true)
    }

    /// Whatever the bytes, there is an answer: cut anywhere, or with any byte changed.
    @Test func anyBytes() {
        let text = Array(
            "a: &a\n- 'é'\n- \"\\u00e9\"\n- !!str |\n  x\n? {<<: *b}\n: [1.5, ~]\n--- >\n t\n...\n%TAG ! x\n".utf8)
        var generator = SeededGenerator(seed: 7)
        for end in text.indices { _ = YAMLReader.read(Array(text[..<end]), file: "a.yaml") }
        for place in text.indices {
            for _ in 0..<16 {
                var bytes = text
                bytes[place] = .random(in: 0...255, using: &generator)
                _ = YAMLReader.read(bytes, file: "a.yaml")
            }
        }
    }

    private static func bomb(levels: Int, width: Int) -> String {
        (1...levels).reduce("a0: &a0 [\(String(repeating: "lol,", count: width))]\n") { text, level in
            text + "a\(level): &a\(level) [\(String(repeating: "*a\(level - 1),", count: width))]\n"
        }
    }

    private static let mergeBomb = (1...9).reduce("a0: &a0 {x: 1, z: 2}\n") { text, level in
        text + "a\(level): &a\(level) {" + (0..<9).map { "k\($0): {<<: *a\(level - 1)}," }.joined() + "}\n"
    }

    private static let nestedAliases =
        (1...5).reduce("a0: &a0 \(String(repeating: "[", count: 100))\(String(repeating: "]", count: 100))\n") {
            text, level in
            text + "a\(level): &a\(level) \(String(repeating: "[", count: 100))*a\(level - 1)"
                + "\(String(repeating: "]", count: 100))\n"
        }
}
