import Drift
import ObjectModel
import OpenAPISchema

/// Tells what the API server would refuse of a manifest, with file and line: wrong types, above all missing quotes.
struct ManifestLint {
    let schema: TypeTable

    /// Findings for the objects that are not in sync, or only by a rule; the others have been accepted by a server.
    func findings(for objects: [DesiredObject], outcomes: [ObjectDrift]) -> [Finding] {
        let suspects = Set(
            outcomes.filter { $0.verdict != .inSync || !$0.notes.isEmpty || !$0.ignored.hidden.isEmpty }.map(\.key))
        return objects.filter { suspects.contains($0.key) }.flatMap(findings)
    }

    func findings(for object: DesiredObject) -> [Finding] {
        guard let root = schema.root(object.kind) else { return [] }
        var walk = LintWalk(schema: schema, object: object)
        walk.visit(object.value, type: root, name: "")
        return walk.findings
    }
}

private struct LintWalk {
    let schema: TypeTable
    let object: DesiredObject
    var findings: [Finding] = []
    private var tokens: [String] = []

    init(schema: TypeTable, object: DesiredObject) {
        self.schema = schema
        self.object = object
    }

    mutating func visit(_ value: JSONValue, type: TypeID, name: String) {
        switch (schema[type].shape, value) {
        case (.any, _), (_, .null): break
        case (.object(let shape), .object(let members)):
            for member in members where !(tokens.isEmpty && member.key == "status") {
                guard let property = shape[member.key] else { continue }
                descend(member.key) { $0.visit(member.value, type: property.type, name: member.key) }
            }
        case (.map(let element, _), .object(let members)):
            for member in members { descend(member.key) { $0.visit(member.value, type: element, name: member.key) } }
        case (.list(let element, _), .array(let elements)):
            for (place, item) in elements.enumerated() {
                descend(String(place)) { $0.visit(item, type: element, name: name) }
            }
        case (.scalar(let format), _): visitScalar(value, format, name: name)
        case (.object, _), (.map, _): report("map-expected", "a map", value)
        case (.list, _): report("list-expected", "a list", value)
        }
    }

    private mutating func descend(_ token: String, _ body: (inout LintWalk) -> Void) {
        tokens.append(token)
        body(&self)
        tokens.removeLast()
    }

    private mutating func visitScalar(_ value: JSONValue, _ format: ScalarFormat, name: String) {
        switch (format, value) {
        case (.string, .string), (.dateTime, .string), (.bytes, .string), (.duration, .string): break
        case (.integer, .integer), (.integer, .unsigned), (.number, .integer), (.number, .unsigned): break
        case (.number, .double), (.boolean, .bool), (.intOrString, .integer): break
        case (.integer, .double(let number)) where Int64(exactly: number) != nil: break
        case (.quantity, .string), (.quantity, .integer), (.quantity, .unsigned), (.quantity, .double):
            if Quantity(value) == nil { report("quantity-expected", "a quantity such as 500m or 2Gi", value) }
        case (.intOrString, .string(let text)):
            if name.lowercased().hasSuffix("port"), Int(text) != nil {
                report("port-number-in-quotes", "a port's number without quotes, or its name", value)
            }
        case (.string, _), (.dateTime, _), (.bytes, _), (.duration, _):
            report("string-expected", "a string: put quotes around it", value)
        case (.integer, _): report("integer-expected", "an integer", value)
        case (.number, _): report("number-expected", "a number", value)
        case (.boolean, _): report("boolean-expected", "true or false without quotes", value)
        case (.intOrString, _), (.quantity, _): report("scalar-expected", "a number or a string", value)
        }
    }

    /// Says the place and the kind of the value, never the value: it may be a Secret's.
    private mutating func report(_ rule: String, _ wanted: String, _ value: JSONValue) {
        let pointer = JSONPointer(tokens)
        let location = object.location(of: pointer)
        findings.append(
            Finding(
                severity: .error, rule: rule,
                message: "cannot apply '\(pointer)' of \(object.key): the API server wants \(wanted), and Git has "
                    + value.kindPhrase, location: location, object: object.key))
    }
}
