import ObjectModel
import OpenAPISchema

/// Values that the schema says the server sets where nothing is set.
struct StatedDefaults {
    let schema: TypeTable

    /// Whether a live `value` is what `property` has by default.
    ///
    /// A struct's default is itself filled with the defaults of its members, as the server does for custom resources
    /// (`default: {}` above `default: 3`).
    func isDefault(_ value: JSONValue, of property: SchemaProperty?) -> Bool {
        guard let property, let stated = property.defaultValue else { return false }
        if stated == value { return true }
        guard let stated = stated.object, let object = value.object,
            case .object(let shape) = schema[property.type].shape
        else { return false }
        return stated.members.allSatisfy { object[$0.key] != nil }
            && object.members.allSatisfy { member in
                stated[member.key] == member.value || isDefault(member.value, of: shape[member.key])
            }
    }
}
