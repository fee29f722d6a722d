import ObjectModel
import Testing

/// Field sets read and write what the API server stores, and their algebra is that of structured-merge-diff.
@Suite struct FieldSetTests {
    private func set(_ text: String) throws -> FieldSet {
        let value = try #require(SmallJSON.read(text))
        return try #require(FieldSet(fieldsV1: value))
    }

    @Test(arguments: [
        #"{}"#,
        #"{"f:metadata":{"f:labels":{".":{},"f:app":{},"f:nvidia.com/gpu":{}}}}"#,
        #"{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:ports":{".":{},"#
            + #""k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}"#,
        #"{"f:metadata":{"f:finalizers":{".":{},"v:\"a\"":{},"v:\"b\\u003cc\"":{}}},"f:spec":{"f:list":{"i:2":{},"i:10":{}}}}"#,
    ])
    func writesWhatItRead(_ text: String) throws {
        #expect(try set(text).fieldsV1.jsonText == text)
    }

    @Test func writesInTheServersOrder() throws {
        let unordered =
            #"{"v:1":{},"i:1":{},"k:{\"b\":1,\"a\":2}":{},"f:z":{},"f:B":{"f:y":{},".":{}},"f:a":{"f:x":{}}}"#
        let ordered = #"{"f:B":{".":{},"f:y":{}},"f:a":{"f:x":{}},"f:z":{},"k:{\"a\":2,\"b\":1}":{},"v:1":{},"i:1":{}}"#
        #expect(try set(unordered).fieldsV1.jsonText == ordered)
    }

    @Test func dropsElementsOfTypesItDoesNotKnow() throws {
        #expect(try set(#"{"x:later":{"f:a":{}},"f:b":{}}"#).fieldsV1.jsonText == #"{"f:b":{}}"#)
    }

    @Test(arguments: [
        #"[]"#, #"1"#, #"{"f":{}}"#, #"{"spec":{}}"#, #"{"i:x":{}}"#, #"{"v:":{}}"#, #"{"k:[]":{}}"#, #"{"f:a":"b"}"#,
    ])
    func refuses(_ text: String) throws {
        let value = try #require(SmallJSON.read(text))
        #expect(FieldSet(fieldsV1: value) == nil)
    }

    @Test func refusesNestingWithoutBound() {
        let deep = (0..<10_000).reduce(JSONValue.object(JSONObject())) { value, _ in ["f:a": value] }
        #expect(FieldSet(fieldsV1: deep) == nil)
    }

    struct Algebra: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var left: String
        var right: String
        var union: String
        var intersection: String
        var difference: String
        var differenceOfSubtrees: String
    }

    @Test(arguments: [
        Algebra(
            testDescription: "disjoint fields", left: #"{"f:a":{}}"#, right: #"{"f:b":{}}"#,
            union: #"{"f:a":{},"f:b":{}}"#, intersection: "{}", difference: #"{"f:a":{}}"#,
            differenceOfSubtrees: #"{"f:a":{}}"#),
        Algebra(
            testDescription: "a parent and its child are apart", left: #"{"f:a":{"f:b":{}}}"#, right: #"{"f:a":{}}"#,
            union: #"{"f:a":{".":{},"f:b":{}}}"#, intersection: "{}", difference: #"{"f:a":{"f:b":{}}}"#,
            differenceOfSubtrees: "{}"),
        Algebra(
            testDescription: "shared children", left: #"{"f:a":{"f:b":{},"f:c":{}},"f:x":{}}"#,
            right: #"{"f:a":{".":{},"f:c":{}},"f:d":{}}"#,
            union: #"{"f:a":{".":{},"f:b":{},"f:c":{}},"f:d":{},"f:x":{}}"#, intersection: #"{"f:a":{"f:c":{}}}"#,
            difference: #"{"f:a":{"f:b":{}},"f:x":{}}"#, differenceOfSubtrees: #"{"f:x":{}}"#),
    ])
    func combines(_ c: Algebra) throws {
        let (left, right) = (try set(c.left), try set(c.right))
        #expect(left.union(right).fieldsV1.jsonText == c.union)
        #expect(left.intersection(right).fieldsV1.jsonText == c.intersection)
        #expect(left.subtracting(right).fieldsV1.jsonText == c.difference)
        #expect(left.subtractingSubtrees(right).fieldsV1.jsonText == c.differenceOfSubtrees)
        #expect(left.subtracting(left).isEmpty)
    }

    @Test func knowsItsPaths() throws {
        let fields = try set(#"{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{}}}}}"#)
        let element = FieldPath([
            .field("spec"), .field("containers"), .key([KeyMember(name: "name", value: "web")]),
        ])
        #expect(fields.paths == [element, element.appending(.field("image"))])
        #expect(fields.count == 2)
        #expect(fields.contains(element))
        #expect(!fields.contains(FieldPath([.field("spec")])))
        #expect(!fields.contains(FieldPath()))
        #expect(FieldSet(fields.paths.reversed()) == fields)
    }

    /// Go orders text by bytes; Swift would order `é` (two bytes) before `z`, and count two spellings of it as one.
    @Test func ordersTextByBytes() {
        #expect("z".byteOrder(to: "é") == .before)
        #expect("e\u{301}".byteOrder(to: "\u{E9}") == .before)
        #expect(JSONValue.integer(2).order(to: .double(1.5)) == .after)
        #expect(JSONValue.integer(.max).order(to: .unsigned(.max)) == .before)
    }
}
