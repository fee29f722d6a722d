import ObjectModel
import OpenAPISchema

/// Quantities as the server takes them: `cpu: 1` is written `"1"`.
///
/// A number is as good everywhere else, but a server-side apply refuses it: its schema calls a quantity a string
/// ("expected string, got 1"; kubernetes 1.20 `apimachinery/pkg/api/resource.Quantity.OpenAPISchemaType`).
struct QuantityText {
    let schema: TypeTable

    func written(_ value: JSONValue, as kind: GroupVersionKind) -> JSONValue {
        schema.root(kind).map { written(value, $0) } ?? value
    }

    private func written(_ value: JSONValue, _ type: TypeID) -> JSONValue {
        switch (schema[type].shape, value) {
        case (.scalar(.quantity), .integer), (.scalar(.quantity), .double): .string(value.jsonText)
        case (.list(let inner, _), .array(let elements)): .array(elements.map { written($0, inner) })
        case (.map(let inner, _), .object(let object)):
            .object(
                JSONObject(uniqueMembers: object.members.map { .init(key: $0.key, value: written($0.value, inner)) }))
        case (.object(let shape), .object(let object)):
            .object(
                JSONObject(
                    uniqueMembers: object.members.map { member in
                        let inner = shape[member.key]?.type
                        return .init(key: member.key, value: inner.map { written(member.value, $0) } ?? member.value)
                    }))
        default: value
        }
    }
}
