import ObjectModel
import OpenAPISchema

/// When a value that Git sets says the same as no value at all.
///
/// Empty lists and maps, `""` and explicit defaults are absent; `{}` and zeros are where the API's own type leaves them
/// out. A pointer is different: `emptyDir: {}` and `replicas: 0` say something.
struct AbsenceRule {
    let schema: TypeTable

    /// Structs that say nothing when empty, for schemas that do not state presence (custom resources).
    private static let plainStructs: Set<String> = [
        "affinity", "annotations", "labels", "metadata", "nodeSelector", "podSecurityContext", "resources",
        "securityContext", "status",
    ]

    /// `name` is the member's, for what no schema states.
    func equalsAbsent(_ desired: JSONValue, type: TypeID?, property: SchemaProperty?, name: String) -> Bool {
        if let fallback = property?.defaultValue, sameAsDefault(desired, fallback, type: type) { return true }
        let presence = property?.presence ?? .unstated
        switch desired {
        case .null: return true
        case .array(let elements): return elements.isEmpty
        case .string(let text): return text.isEmpty && presence != .meaningful
        case .bool(let flag): return !flag && presence == .insignificant
        case .integer(let number): return number == 0 && presence == .insignificant
        case .double(let number): return number == 0 && presence == .insignificant
        case .unsigned: return false
        case .object(let object): return equalsAbsent(object, type: type, presence: presence, name: name)
        }
    }

    private func sameAsDefault(_ desired: JSONValue, _ fallback: JSONValue, type: TypeID?) -> Bool {
        var format: ScalarFormat?
        if let type, case .scalar(let known) = schema[type].shape { format = known }
        return ScalarComparison.areEqual(desired, fallback, as: format)
    }

    /// A map, or a struct all of whose members are as good as absent.
    private func equalsAbsent(
        _ object: JSONObject, type: TypeID?, presence: SchemaProperty.Presence, name: String
    ) -> Bool {
        let shape = type.map { schema[$0].shape }
        let members = object.members.allSatisfy { member in
            switch shape {
            case .object(let known):
                let property = known[member.key]
                return equalsAbsent(member.value, type: property?.type, property: property, name: member.key)
            case .map: return false
            case .list, .scalar, .any, nil:
                return equalsAbsent(member.value, type: nil, property: nil, name: member.key)
            }
        }
        guard members else { return false }
        switch (shape, presence) {
        case (.map, _): return true
        case (_, .insignificant): return true
        case (_, .meaningful): return Self.plainStructs.contains(name)
        case (_, .unstated): return Self.plainStructs.contains(name)
        }
    }
}
