import ObjectModel
import OpenAPISchema

/// What becomes of a built-in kind's object when Go reads it into its struct and writes it again: members that the type
/// does not have go, zero values of `omitempty` members go, structs and required members come in, quantities are
/// written canonically.
struct BuiltinShape {
    let types: TypeTable

    /// A value that Go's decoder refuses.
    struct Mismatch: Error {
        /// From the object on: members and list places.
        var path: [String]
        var expected: String
        var found: JSONValue
    }

    func normalized(_ value: JSONValue, _ type: TypeID) throws(Mismatch) -> JSONValue {
        try normalized(value, type, at: [])
    }

    /// An object with nothing in it: the struct's own members, each with its zero value.
    func empty(_ type: TypeID, _ kind: GroupVersionKind) -> JSONValue {
        let named: JSONValue = ["apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind)]
        // No member is given, so none can be refused.
        return (try? normalized(named, type)) ?? named
    }

    private func normalized(_ value: JSONValue, _ type: TypeID, at path: [String]) throws(Mismatch) -> JSONValue {
        switch types[type].shape {
        case .any: return value
        case .scalar(let format): return try scalar(value, format, at: path)
        case .list(let element, _):
            guard let items = value.array else { throw Mismatch(path: path, expected: "list", found: value) }
            var result: [JSONValue] = []
            for (place, item) in items.enumerated() {
                let given = item.isNull ? zero(of: element) : item
                result.append(try normalized(given, element, at: path + [String(place)]))
            }
            return .array(result)
        case .map(let element, _):
            guard let object = value.object else { throw Mismatch(path: path, expected: "map", found: value) }
            var result: [JSONObject.Member] = []
            for member in object.members {
                let given = member.value.isNull ? zero(of: element) : member.value
                let value = try normalized(given, element, at: path + [member.key])
                result.append(.init(key: member.key, value: value))
            }
            return .object(JSONObject(uniqueMembers: result))
        case .object(let shape):
            guard let object = value.object else { throw Mismatch(path: path, expected: "map", found: value) }
            return .object(try members(of: object, types[type].name, shape, at: path))
        }
    }

    private func members(
        of object: JSONObject, _ name: String, _ shape: ObjectShape, at path: [String]
    ) throws(Mismatch) -> JSONObject {
        var result: [JSONObject.Member] = []
        let places = object.index()
        for var property in shape.properties {
            if Self.alwaysWritten[name] == property.name { property.isRequired = true }
            let below = path + [property.name]
            if let place = places[property.name], !object.members[place].value.isNull {
                let value = try normalized(object.members[place].value, property.type, at: below)
                if !isLeftOut(value, property) { result.append(.init(key: property.name, value: value)) }
            } else if let value = try absent(property, at: below) {
                result.append(.init(key: property.name, value: value))
            }
        }
        return JSONObject(uniqueMembers: result)
    }

    /// Members that 1.20's Go types write always, and newer schemas do not require.
    private static let alwaysWritten = [
        "io.k8s.api.networking.v1.NetworkPolicySpec": "podSelector",
        "io.k8s.api.rbac.v1.Role": "rules",
        "io.k8s.api.rbac.v1.ClusterRole": "rules",
        "io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerStatus": "currentMetrics",
    ]

    /// `omitempty` on a value that is no struct.
    private func isLeftOut(_ value: JSONValue, _ property: SchemaProperty) -> Bool {
        guard property.presence == .insignificant, !property.isRequired else { return false }
        switch types[property.type].shape {
        case .object, .scalar(.dateTime), .scalar(.quantity), .scalar(.intOrString): return false
        case .any, .scalar, .list, .map: return value.isEmpty || value == false || value == 0
        }
    }

    /// What Go writes for a member that was not given; `nil` for nothing.
    private func absent(_ property: SchemaProperty, at path: [String]) throws(Mismatch) -> JSONValue? {
        switch property.presence {
        case .unstated: return nil
        case .meaningful:
            guard property.isRequired else { return nil }
            // A required struct is hardly ever behind a pointer; of those that are, selectors are owned whole anyway.
            guard case .object = types[property.type].shape else { return .null }
            return try normalized([:], property.type, at: path)
        case .insignificant:
            switch types[property.type].shape {
            case .object: return try normalized([:], property.type, at: path)
            case .scalar(.dateTime): return .null
            case .scalar(.quantity): return "0"
            case .scalar(.intOrString): return 0
            case .any, .scalar, .list, .map:
                guard property.isRequired else { return nil }
                return zero(of: property.type)
            }
        }
    }

    /// Go's zero value of a type, as JSON.
    private func zero(of type: TypeID) -> JSONValue {
        switch types[type].shape {
        case .any, .list, .map, .scalar(.dateTime): .null
        case .object: [:]
        case .scalar(.string), .scalar(.bytes): ""
        case .scalar(.quantity): "0"
        case .scalar(.duration): "0s"
        case .scalar(.boolean): false
        case .scalar(.integer), .scalar(.number), .scalar(.intOrString): 0
        }
    }

    private func scalar(_ value: JSONValue, _ format: ScalarFormat, at path: [String]) throws(Mismatch) -> JSONValue {
        switch (format, value) {
        case (.string, .string), (.bytes, .string), (.dateTime, .string), (.duration, .string), (.boolean, .bool),
            (.integer, .integer), (.number, .integer), (.number, .double), (.intOrString, .integer),
            (.intOrString, .string), (.dateTime, .null), (.bytes, .null):
            return value
        case (.quantity, .string(let text)):
            if let canonical = QuantityText.canonical(text) { return .string(canonical) }
        case (.quantity, .integer), (.quantity, .double):
            if let canonical = QuantityText.canonical(value.shortText) { return .string(canonical) }
        case (.integer, .double(let number)):
            if let whole = Int64(exactly: number) { return .integer(whole) }
        default: break
        }
        throw Mismatch(path: path, expected: "\(format)", found: value)
    }
}
