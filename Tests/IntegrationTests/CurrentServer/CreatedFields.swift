import JSONText
import ObjectModel

/// The field ownership that a server records for who creates an object: every field of it, the defaults included.
struct CreatedFields {
    private let schemas: JSONObject

    /// `document` is the OpenAPI document of the object's group-version.
    init(document: JSONValue) { schemas = document["components"]?["schemas"]?.object ?? JSONObject() }

    /// `object` with a `managedFields` in which `manager` owns all but `later`, the members that others set afterwards.
    func adding(to object: JSONValue, manager: String, without later: Set<String>) -> JSONValue {
        guard var members = object.object, var metadata = members["metadata"]?.object,
            let root = schemas.members.first(where: { isSchema($0.value, of: object) })?.value
        else { return object }
        let owned = members.members.filter { !["apiVersion", "kind", "metadata", "status"].contains($0.key) }
        let fields = fields(of: .object(JSONObject(uniqueMembers: owned)), root, later)
        metadata["managedFields"] = [
            [
                "manager": .string(manager), "operation": "Update", "apiVersion": object["apiVersion"] ?? .null,
                "time": "2026-10-01T08:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": .object(fields),
            ]
        ]
        members["metadata"] = .object(metadata)
        return .object(members)
    }

    private func isSchema(_ schema: JSONValue, of object: JSONValue) -> Bool {
        let known = GroupVersionKind(
            apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
        return schema["properties"]?["metadata"] != nil
            && schema["x-kubernetes-group-version-kind"]?.array?.contains {
                $0["group"]?.string == known.group && $0["kind"]?.string == known.kind
                    && $0["version"]?.string == known.version
            } == true
    }

    /// FieldsV1 as structured-merge-diff writes it: `f:` members, `k:` elements by keys, `v:` elements of sets; what is
    /// atomic is a leaf.
    private func fields(of value: JSONValue, _ schema: JSONValue, _ later: Set<String>) -> JSONObject {
        let schema = resolved(schema)
        var result = JSONObject()
        guard schema["x-kubernetes-map-type"]?.string != "atomic" else { return result }
        for member in value.object?.members ?? [] where !later.contains(member.key) {
            let type = schema["properties"]?[member.key] ?? schema["additionalProperties"] ?? [:]
            result["f:\(member.key)"] = .object(fields(of: member.value, type, later))
        }
        for element in value.array ?? [] {
            guard let name = elementName(element, schema) else { return JSONObject() }
            var inner = fields(of: element, schema["items"] ?? [:], later)
            inner["."] = [:]
            result[name] = .object(inner)
        }
        return result
    }

    private func elementName(_ element: JSONValue, _ schema: JSONValue) -> String? {
        switch schema["x-kubernetes-list-type"]?.string {
        case "set": return "v:" + text(element)
        case "map":
            var keys = JSONObject()
            for key in schema["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string).sorted() ?? [] {
                keys[key] = element[key]
            }
            return "k:" + text(.object(keys))
        default: return nil
        }
    }

    private func resolved(_ schema: JSONValue) -> JSONValue {
        let path = schema["$ref"] ?? schema["allOf"]?.array?.first?["$ref"]
        guard let name = path?.string?.split(separator: "/").last else { return schema }
        return schemas[String(name)] ?? schema
    }

    private func text(_ value: JSONValue) -> String { String(decoding: JSONText.write(value), as: UTF8.self) }
}
