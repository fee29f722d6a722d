import ObjectModel
import OpenAPISchema

/// Writes types as OpenAPI schemas, each definition once.
struct SchemaWriter {
    enum Dialect { case version2, version3 }

    private let types: TypeTable
    private let dialect: Dialect
    private(set) var definitions = JSONObject()
    private var known: Set<String> = []

    init(types: TypeTable, dialect: Dialect) {
        self.types = types
        self.dialect = dialect
    }

    static func groupVersionKind(_ kind: GroupVersionKind) -> JSONValue {
        ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
    }

    mutating func addRoot(_ type: TypeID, _ kind: GroupVersionKind) {
        let name = types[type].name
        _ = schema(type)
        guard var definition = definitions[name] else { return }
        definition.update { definition in
            let others = definition["x-kubernetes-group-version-kind"]?.array ?? []
            definition["x-kubernetes-group-version-kind"] = .array(others + [Self.groupVersionKind(kind)])
        }
        definitions[name] = definition
    }

    /// `io.example.v1.Widget`, from the definition's own schema.
    mutating func add(_ custom: CustomVersion, of resource: APIResource) {
        let reversed = resource.kind.group.split(separator: ".").reversed().joined(separator: ".")
        var definition = custom.schema.map(adapted)?.object ?? JSONObject()
        let model = types.root(GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"))
        definition.update("properties") { properties in
            properties["apiVersion"] = ["type": "string"]
            properties["kind"] = ["type": "string"]
            properties["metadata"] = ["type": "object"]
        }
        if let model, case .object(let shape) = types[model].shape, let metadata = shape["metadata"] {
            let reference = schema(metadata.type)
            definition.update("properties") { $0["metadata"] = reference }
        }
        definition.setDefault("type", "object")
        if custom.keepsUnknown { definition["x-kubernetes-preserve-unknown-fields"] = true }
        definition["x-kubernetes-group-version-kind"] = [Self.groupVersionKind(resource.kind)]
        definitions["\(reversed).\(resource.kind.version).\(resource.kind.kind)"] = .object(definition)
    }

    /// OpenAPI v2 has no alternatives, no null and no schema without a type that keeps unknown members.
    private func adapted(_ schema: JSONValue) -> JSONValue {
        guard dialect == .version2, var object = schema.object else { return schema }
        for key in ["oneOf", "anyOf", "not", "nullable"] { object[key] = nil }
        for key in ["items", "additionalProperties"] {
            if let below = object[key] { object[key] = adapted(below) }
        }
        if let properties = object["properties"]?.object {
            object["properties"] = .object(properties.mapMembers { adapted($1) })
        }
        return .object(object)
    }

    /// The schema of a member: a reference to a definition, or the type itself where it has no name.
    private mutating func schema(_ id: TypeID) -> JSONValue {
        let type = types[id]
        guard !type.name.isEmpty, type.name != "customResource" else { return plain(type) }
        if known.insert(type.name).inserted {
            let definition = plain(type)
            definitions[type.name] = definition
        }
        return ["$ref": .string((dialect == .version2 ? "#/definitions/" : "#/components/schemas/") + type.name)]
    }

    private mutating func plain(_ type: SchemaType) -> JSONValue {
        switch type.shape {
        case .any:
            return type.name.isEmpty
                ? ["type": "object", "x-kubernetes-preserve-unknown-fields": true] : Self.open(type.name)
        case .scalar(let format): return Self.scalar(format)
        case .list(let element, let kind): return list(schema(element), kind)
        case .map(let value, let isAtomic):
            var result: JSONValue = ["type": "object", "additionalProperties": schema(value)]
            if isAtomic { result.update { $0["x-kubernetes-map-type"] = "atomic" } }
            return result
        case .object(let shape): return object(shape)
        }
    }

    private mutating func object(_ shape: ObjectShape) -> JSONValue {
        var properties: [JSONObject.Member] = []
        for property in shape.properties {
            var value = schema(property.type)
            if let fallback = property.defaultValue {
                if value["$ref"] != nil { value = dialect == .version3 ? ["allOf": [value]] : value }
                if value["$ref"] == nil { value.update { $0["default"] = fallback } }
            }
            properties.append(.init(key: property.name, value: value))
        }
        var result: JSONValue = [
            "description": "", "type": "object", "properties": .object(JSONObject(uniqueMembers: properties)),
        ]
        let required = shape.properties.filter(\.isRequired).map { JSONValue.string($0.name) }
        result.update { object in
            if !required.isEmpty { object["required"] = .array(required) }
            if shape.preservesUnknown { object["x-kubernetes-preserve-unknown-fields"] = true }
            if shape.isAtomic { object["x-kubernetes-map-type"] = "atomic" }
        }
        return result
    }

    private func list(_ element: JSONValue, _ kind: ListType) -> JSONValue {
        var result: JSONValue = ["type": "array", "items": element]
        result.update { list in
            switch kind {
            case .atomic: list["x-kubernetes-list-type"] = "atomic"
            case .set:
                list["x-kubernetes-list-type"] = "set"
                list["x-kubernetes-patch-strategy"] = "merge"
            case .map(let keys):
                list["x-kubernetes-list-type"] = "map"
                list["x-kubernetes-list-map-keys"] = .array(keys.map(JSONValue.string))
                list["x-kubernetes-patch-strategy"] = "merge"
                list["x-kubernetes-patch-merge-key"] = keys.first.map(JSONValue.string)
            }
        }
        return result
    }

    /// RawExtension and FieldsV1 are objects of any members; JSON and the like are anything.
    private static func open(_ name: String) -> JSONValue {
        name.hasPrefix("io.k8s.apimachinery.") ? ["type": "object"] : [:]
    }

    private static func scalar(_ format: ScalarFormat) -> JSONValue {
        switch format {
        case .string: ["type": "string"]
        case .integer: ["type": "integer", "format": "int64"]
        case .number: ["type": "number", "format": "double"]
        case .boolean: ["type": "boolean"]
        case .quantity: ["type": "string", "format": "quantity"]
        case .intOrString: ["type": "string", "format": "int-or-string"]
        case .duration: ["type": "string", "format": "duration"]
        case .dateTime: ["type": "string", "format": "date-time"]
        case .bytes: ["type": "string", "format": "byte"]
        }
    }
}
