package import ObjectModel

/// Makes a `TypeTable` of what an API server publishes: `/openapi/v2`, or the documents below `/openapi/v3`.
///
/// List and map kinds follow `kube-openapi`'s `schemaconv`, which the server's own field ownership is made with: the
/// `x-kubernetes-list-type` extension, else the older `x-kubernetes-patch-strategy`, else atomic.
package struct OpenAPIReader {
    /// Nested schemas that stand in their user are followed this deep; a document cannot make us recurse further.
    private static let depthLimit = 64

    private let definitions: JSONObject
    private let places: [String: Int]
    private var table = TypeTable()
    private var known: [String: TypeID] = [:]
    private var shared: [SchemaType: TypeID] = [:]
    /// Definitions that have a place and are yet to be read. Reading them where they are met would recurse as deep as
    /// a document has definitions that refer to each other.
    private var waiting: [(id: TypeID, place: Int)] = []
    private var open: TypeID

    /// The kinds of `document` for which `isWanted` says so, with every type they are made of.
    package static func table(
        of document: JSONValue, isWanted: (GroupVersionKind) -> Bool = { _ in true }
    ) -> TypeTable {
        let found = document["definitions"]?.object ?? document["components"]?["schemas"]?.object
        var reader = OpenAPIReader(definitions: found ?? JSONObject())
        reader.readRoots(isWanted)
        return reader.table
    }

    private init(definitions: JSONObject) {
        self.definitions = definitions
        places = definitions.index()
        open = table.append(SchemaType(shape: .any))
    }

    private mutating func readRoots(_ isWanted: (GroupVersionKind) -> Bool) {
        for member in definitions.members {
            for entry in member.value["x-kubernetes-group-version-kind"]?.array ?? [] {
                guard let group = entry["group"]?.string, let version = entry["version"]?.string,
                    let name = entry["kind"]?.string
                else { continue }
                let kind = GroupVersionKind(group: group, version: version, kind: name)
                guard isWanted(kind), Self.isObject(member.value) else { continue }
                table.setRoot(kind, to: named(member.key))
            }
        }
        while let (id, place) = waiting.popLast() {
            let (name, schema) = (definitions.members[place].key, definitions.members[place].value)
            let shape = WellKnownType.shape(of: name) ?? shape(of: schema, 0)
            table.replace(id, with: SchemaType(name: name, shape: shape))
        }
    }

    /// DeleteOptions and WatchEvent claim every group-version and are no objects; lists and Status are none either.
    private static func isObject(_ schema: JSONValue) -> Bool {
        guard let metadata = schema["properties"]?["metadata"] else { return false }
        return reference(in: metadata)?.hasSuffix(".ListMeta") != true
    }

    /// The type of a definition, which is read later: it may hold itself.
    private mutating func named(_ name: String) -> TypeID {
        if let id = known[name] { return id }
        guard let place = places[name] else { return open }
        let id = table.append(SchemaType(name: name, shape: .any))
        known[name] = id
        waiting.append((id, place))
        return id
    }

    private mutating func type(of schema: JSONValue, _ depth: Int) -> TypeID {
        guard depth < Self.depthLimit else { return open }
        if let name = Self.reference(in: schema) { return named(name) }
        let type = SchemaType(shape: shape(of: schema, depth))
        if let id = shared[type] { return id }
        let id = table.append(type)
        shared[type] = id
        return id
    }

    /// `$ref`, alone or as the only part of `allOf`, which v3 uses to put a default beside it.
    private static func reference(in schema: JSONValue) -> String? {
        let direct = schema["$ref"]?.string
        let wrapped = schema["allOf"]?.array.flatMap { $0.count == 1 ? $0[0]["$ref"]?.string : nil }
        guard let path = direct ?? wrapped, let slash = path.lastIndex(of: "/") else { return nil }
        return String(path[path.index(after: slash)...])
    }

    private mutating func shape(of schema: JSONValue, _ depth: Int) -> SchemaType.Shape {
        if schema["x-kubernetes-int-or-string"]?.bool == true { return .scalar(Self.intOrString(schema)) }
        switch schema["type"]?.string {
        case "array": return list(schema, depth)
        case "string": return .scalar(Self.stringFormat(schema["format"]?.string))
        case "integer": return .scalar(.integer)
        case "number": return .scalar(.number)
        case "boolean": return .scalar(.boolean)
        default: return map(schema, depth)
        }
    }

    /// A CRD says that an int-or-string is a quantity by controller-tools' pattern for `resource.Quantity`.
    private static func intOrString(_ schema: JSONValue) -> ScalarFormat {
        schema["pattern"]?.string?.contains("[KMGTPE]i") == true ? .quantity : .intOrString
    }

    private static func stringFormat(_ format: String?) -> ScalarFormat {
        switch format {
        case "date-time": .dateTime
        case "byte": .bytes
        case "duration": .duration
        case "int-or-string": .intOrString
        case "quantity": .quantity
        default: .string
        }
    }

    private mutating func list(_ schema: JSONValue, _ depth: Int) -> SchemaType.Shape {
        let element = schema["items"].map { type(of: $0, depth + 1) } ?? open
        return .list(of: element, as: Self.listType(schema))
    }

    private static func listType(_ schema: JSONValue) -> ListType {
        switch schema["x-kubernetes-list-type"]?.string {
        case "map":
            let keys = schema["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string) ?? []
            return keys.isEmpty ? .atomic : .map(keys: keys)
        case "set": return .set
        case "atomic": return .atomic
        default: break
        }
        let strategies = schema["x-kubernetes-patch-strategy"]?.string?.split(separator: ",") ?? []
        guard strategies.contains("merge") else { return .atomic }
        return schema["x-kubernetes-patch-merge-key"]?.string.map { .map(keys: [$0]) } ?? .set
    }

    private mutating func map(_ schema: JSONValue, _ depth: Int) -> SchemaType.Shape {
        let isAtomic = schema["x-kubernetes-map-type"]?.string == "atomic"
        let preserves = schema["x-kubernetes-preserve-unknown-fields"]?.bool == true
        if let properties = schema["properties"]?.object, !properties.isEmpty {
            let required = Set(schema["required"]?.array?.compactMap(\.string) ?? [])
            let members = properties.members.map { property($0, required: required, depth) }
            return .object(ObjectShape(properties: members, preservesUnknown: preserves, isAtomic: isAtomic))
        }
        switch schema["additionalProperties"] {
        case .object(let values)?:
            return .map(of: type(of: .object(values), depth + 1), isAtomic: isAtomic)
        case .bool(true)?: return .map(of: open, isAtomic: isAtomic)
        default: break
        }
        // `type: object` that names no members holds anything when it says so, or when it says nothing at all
        // (RawExtension, FieldsV1, JSON); an empty struct in a definition of its own stays closed.
        return schema["type"]?.string == "object" && !preserves && schema["description"] != nil
            && schema["x-kubernetes-embedded-resource"] == nil && depth == 0
            ? .object(ObjectShape(properties: [], isAtomic: isAtomic)) : .any
    }

    private mutating func property(
        _ member: JSONObject.Member, required: Set<String>, _ depth: Int
    ) -> SchemaProperty {
        let schema = member.value
        return SchemaProperty(
            name: member.key, type: type(of: schema, depth + 1), defaultValue: Self.defaultValue(schema),
            isRequired: required.contains(member.key), isNullable: schema["nullable"]?.bool == true,
            isImmutable: Self.isImmutable(schema))
    }

    /// The zero values that v3 documents state for plain members tell nothing and are left out; the `{}` of a struct
    /// that stands in its user, as in a custom resource, is what makes the server fill in the members' own defaults.
    private static func defaultValue(_ schema: JSONValue) -> JSONValue? {
        guard let value = schema["default"] else { return nil }
        let isFilled = value.object != nil && schema["properties"] != nil
        return value.isEmpty && !isFilled ? nil : value
    }

    /// Transition rules of CEL that say nothing else than "never changes".
    private static func isImmutable(_ schema: JSONValue) -> Bool {
        schema["x-kubernetes-validations"]?.array?.contains { rule in
            let text = rule["rule"]?.string.map { $0.filter { $0 != " " } }
            return text == "self==oldSelf" || text == "oldSelf==self"
        } ?? false
    }
}
