import OpenAPISchema

/// The types of built-in kinds as kube-apiserver 1.20 owns them.
///
/// The built-in table says what newer servers do; since 1.21 many small structs and maps are owned whole.
enum ServedTypes {
    static let table: TypeTable = {
        var table = BuiltinSchema.table
        for (place, type) in table.types.enumerated() {
            let granular = granular(type)
            let list = lists[type.name].map { relisted(granular, $0.member, as: $0.kind, &table) } ?? granular
            table.replace(TypeID(index: place), with: list)
        }
        return table
    }()

    /// Lists whose kind has changed since.
    private static let lists: [String: (member: String, kind: ListType)] = [
        "io.k8s.api.batch.v1.JobStatus": ("conditions", .map(keys: ["type"])),
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus":
            ("conditions", .atomic),
    ]

    private static func granular(_ type: SchemaType) -> SchemaType {
        var type = type
        switch type.shape {
        case .map(let value, true): type.shape = .map(of: value, isAtomic: false)
        case .object(var shape) where !type.name.hasSuffix(".LabelSelector"):
            shape.isAtomic = false
            type.shape = .object(shape)
        default: break
        }
        return type
    }

    private static func relisted(
        _ type: SchemaType, _ member: String, as kind: ListType, _ table: inout TypeTable
    ) -> SchemaType {
        guard case .object(let shape) = type.shape, let property = shape[member],
            case .list(let element, _) = table[property.type].shape
        else { return type }
        var changed = property
        changed.type = table.append(SchemaType(shape: .list(of: element, as: kind)))
        let properties = shape.properties.map { $0.name == member ? changed : $0 }
        let object = ObjectShape(properties: properties, preservesUnknown: shape.preservesUnknown)
        return SchemaType(name: type.name, shape: .object(object))
    }
}
