import ObjectModel

/// What becomes of a custom object by its structural schema: unknown members go, nulls that mean nothing go, defaults
/// come in (apiextensions-apiserver `schema/pruning`, `schema/defaulting`).
struct CustomShape {
    let schema: JSONValue
    /// `spec.preserveUnknownFields` of the definition: nothing is pruned.
    let keepsUnknown: Bool

    /// `apiVersion`, `kind` and `metadata` are not the schema's business.
    func normalized(_ object: JSONObject) -> JSONObject {
        var body = object
        let own = ["apiVersion", "kind", "metadata"]
        let kept = own.compactMap { key in object[key].map { JSONObject.Member(key: key, value: $0) } }
        for key in own { body[key] = nil }
        var value = JSONValue.object(body)
        if !keepsUnknown {
            value = Self.pruned(value, schema)
            value = Self.withoutNulls(value, schema)
        }
        value = Self.defaulted(value, schema)
        let rest = (value.object?.members ?? []).filter { !own.contains($0.key) }
        return JSONObject(uniqueMembers: kept + rest)
    }

    private static func isOpen(_ schema: JSONValue) -> Bool {
        schema["x-kubernetes-preserve-unknown-fields"] == true
    }

    private static func pruned(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
        switch value {
        case .array(let items):
            guard let element = schema["items"] else { return value }
            return .array(items.map { pruned($0, element) })
        case .object(let object):
            if schema["x-kubernetes-embedded-resource"] == true { return prunedResource(object, schema) }
            return .object(prunedMembers(of: object, schema))
        default: return value
        }
    }

    private static func prunedMembers(of object: JSONObject, _ schema: JSONValue) -> JSONObject {
        let other = schema["additionalProperties"]
        let members = object.members.compactMap { member -> JSONObject.Member? in
            if let property = schema["properties"]?[member.key] {
                return .init(key: member.key, value: pruned(member.value, property))
            }
            if let other, other.object != nil { return .init(key: member.key, value: pruned(member.value, other)) }
            return isOpen(schema) || other == true ? member : nil
        }
        return JSONObject(uniqueMembers: members)
    }

    /// An object within an object keeps what every object has.
    private static func prunedResource(_ object: JSONObject, _ schema: JSONValue) -> JSONValue {
        let own = object.members.filter { ["apiVersion", "kind", "metadata"].contains($0.key) }
        let rest = prunedMembers(of: object, schema).members.filter { member in !own.contains { $0.key == member.key } }
        return .object(JSONObject(uniqueMembers: own + rest))
    }

    /// Nulls of members that have no default and may not be null.
    private static func withoutNulls(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
        switch value {
        case .array(let items):
            guard let element = schema["items"] else { return value }
            return .array(items.map { withoutNulls($0, element) })
        case .object(let object):
            let members = object.members.compactMap { member -> JSONObject.Member? in
                guard let property = schema["properties"]?[member.key] ?? schema["additionalProperties"] else {
                    return member
                }
                if member.value.isNull, property["nullable"] != true, property["default"] == nil { return nil }
                return .init(key: member.key, value: withoutNulls(member.value, property))
            }
            return .object(JSONObject(uniqueMembers: members))
        default: return value
        }
    }

    private static func defaulted(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
        switch value {
        case .array(let items):
            guard let element = schema["items"] else { return value }
            return .array(items.map { defaulted($0, element) })
        case .object(var object):
            for property in schema["properties"]?.object?.members ?? [] {
                guard let value = property.value["default"] else { continue }
                let isNullified = object[property.key]?.isNull == true && property.value["nullable"] != true
                if object[property.key] == nil || isNullified { object[property.key] = value }
            }
            return .object(
                object.mapMembers { key, value in
                    let property = schema["properties"]?[key] ?? schema["additionalProperties"]
                    return property.map { defaulted(value, $0) } ?? value
                })
        default: return value
        }
    }
}
