import JSONText
import ObjectModel
import Testing

/// What is written reads back equal, and numbers keep their exact value.
@Suite struct JSONRoundTripTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "9007199254740993", "18446744073709551615", "-9223372036854775808", "1.5",
        #"{"a":[1,{"b":"c"}],"d":""}"#, #"["\"\\\n\u0001é😀"]"#,
    ])
    func readsBackEqual(_ text: String) throws {
        let value = try JSONText.read(Array(text.utf8), subject: "test")
        #expect(try JSONText.read(JSONText.write(value), subject: "test") == value)
        #expect(try JSONText.read(JSONText.writeIndented(value), subject: "test") == value)
    }

    @Test func integersAreExact() throws {
        let value = try JSONText.read(Array("[9007199254740993,18446744073709551615]".utf8), subject: "test")
        #expect(value == [.integer(9_007_199_254_740_993), .unsigned(.max)])
    }

    @Test(arguments: ["", "{", "<html>", "{\"a\":}", "[1] 2", "\"\u{FF}", "nul", String(repeating: "[", count: 300)])
    func refuses(_ text: String) {
        #expect(throws: JSONError.self) { try JSONText.read(Array(text.utf8), subject: "test") }
    }

    @Test func streamsTheItemsOfAList() throws {
        let text = #"{"kind":"List","items":[{"a":1},{"a":2}],"metadata":{"continue":"x"}}"#
        let document = try JSONDocument(Array(text.utf8), subject: "test")
        var seen: [JSONValue] = []
        let rest = document.members(streaming: "items") { seen.append($0) }
        #expect(seen == [["a": 1], ["a": 2]])
        #expect(JSONValue.object(rest) == ["kind": "List", "items": [], "metadata": ["continue": "x"]])
    }
}
