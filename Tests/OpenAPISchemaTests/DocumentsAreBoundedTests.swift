import ObjectModel
import OpenAPISchema
import Testing

/// No document makes the reader recurse or loop without bound, whatever its definitions refer to.
@Suite struct DocumentsAreBoundedTests {
    private static let kind = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")

    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    /// A document of one kind with a field `spec`, and further definitions.
    private static func document(spec: JSONValue, _ more: [(String, JSONValue)]) -> JSONValue {
        let root: JSONValue = [
            "type": "object", "properties": ["metadata": ["type": "object"], "spec": spec],
            "x-kubernetes-group-version-kind": [["group": "example.com", "version": "v1", "kind": "Widget"]],
        ]
        let members = ([("Widget", root)] + more).map { JSONObject.Member(key: $0.0, value: $0.1) }
        return ["components": ["schemas": .object(JSONObject(uniqueMembers: members))]]
    }

    private static func holder(of name: String) -> JSONValue {
        ["type": "object", "properties": ["next": reference(name)]]
    }

    @Test func twentyThousandDefinitionsInARowAreRead() throws {
        let count = 20_000
        let chain = (0..<count).map { ("d\($0)", Self.holder(of: "d\($0 + 1)")) }
        let table = OpenAPIReader.table(of: Self.document(spec: Self.reference("d0"), chain))
        #expect(table.types.filter { !$0.name.isEmpty }.count == count + 1)
        var id = try #require(table.root(Self.kind))
        var steps = 0
        while case .object(let shape) = table[id].shape, let next = shape["spec"] ?? shape["next"] {
            id = next.type
            steps += 1
        }
        #expect(steps == count + 1 && table[id].shape == .any, "the last one leads to a definition that is not there")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var spec: JSONValue
        var more: [(String, JSONValue)] = []
    }

    static let cases = [
        Case(testDescription: "a definition that holds itself", spec: reference("a"), more: [("a", holder(of: "a"))]),
        Case(
            testDescription: "two that hold each other", spec: reference("a"),
            more: [("a", holder(of: "b")), ("b", ["type": "array", "items": reference("a")])]),
        Case(
            testDescription: "a definition that is a reference to itself", spec: reference("a"),
            more: [("a", reference("a"))]),
        Case(
            testDescription: "one that is all of itself", spec: ["allOf": [reference("a")]],
            more: [("a", ["allOf": [reference("a")]])]),
        Case(testDescription: "a reference to the root", spec: reference("Widget")),
        Case(testDescription: "a reference to nothing", spec: reference("nothing")),
        Case(testDescription: "a reference that is no text", spec: ["$ref": 7]),
        Case(testDescription: "a reference without a path", spec: ["$ref": "a"]),
        Case(
            testDescription: "schemas in schemas, deeper than any type",
            spec: (0..<200).reduce(["type": "string"]) { inner, _ in ["type": "object", "properties": ["a": inner]] }),
        Case(testDescription: "a schema that is no object", spec: "text"),
        Case(
            testDescription: "members of other types than they should have",
            spec: [
                "type": ["object"], "properties": [1], "items": "x", "required": 3, "x-kubernetes-list-map-keys": "a",
            ]),
    ]

    @Test(arguments: cases) func everyReferenceHasItsPlace(_ c: Case) throws {
        let table = OpenAPIReader.table(of: Self.document(spec: c.spec, c.more))
        let root = try #require(table.root(Self.kind))
        guard case .object(let shape) = table[root].shape else {
            Issue.record("the kind has no members")
            return
        }
        #expect(shape["spec"] != nil)
        #expect(TypeTable(text: table.text) == table, "it can be kept")
    }
}
