import ObjectModel
import Testing

/// `live` with everything owned by its creator, as the server records it.
func created(_ live: JSONValue) throws -> JSONValue {
    var object = try #require(live.object)
    var metadata = try #require(object["metadata"]?.object)
    let spec = JSONObject(
        uniqueMembers: object.members.filter { !["apiVersion", "kind", "metadata"].contains($0.key) })
    metadata["managedFields"] = [
        [
            "manager": "kubectl-create", "operation": "Update", "fieldsType": "FieldsV1",
            "fieldsV1": fields(.object(spec)),
        ]
    ]
    object["metadata"] = .object(metadata)
    return .object(object)
}

/// The field set of a value; lists of named elements and of ports are associative, the driver's modes a set.
private func fields(_ value: JSONValue) -> JSONValue {
    var set = JSONObject(uniqueMembers: [.init(key: ".", value: [:])])
    switch value {
    case .object(let object):
        for member in object.members {
            let isAtomic = ["metrics", "policies", "policyTypes", "volumeClaimTemplates", "requests", "rules"].contains(
                member.key)
            set["f:" + member.key] = isAtomic && member.value.array != nil ? [:] : fields(member.value)
        }
    case .array(let elements):
        for element in elements {
            if element.string != nil {
                set["v:" + element.jsonText] = [:]
            } else if let port = element["containerPort"] {
                set[#"k:{"containerPort":\#(port.jsonText),"protocol":"TCP"}"#] = fields(element)
            } else if element["image"] != nil, let name = element["name"] {
                set[#"k:{"name":\#(name.jsonText)}"#] = fields(element)
            } else {
                return [:]
            }
        }
    default: return [:]
    }
    return .object(set)
}
