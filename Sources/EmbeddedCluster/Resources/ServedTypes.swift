import OpenAPISchema

/// The types of built-in kinds as kube-apiserver 1.20 owns them.
///
/// The built-in table says what newer servers do; since 1.21 many small structs and maps are owned whole.
enum ServedTypes {
    static let table: TypeTable = {
        var table = BuiltinSchema.table
        for (place, type) in table.types.enumerated() {
            table.replace(TypeID(index: place), with: adapted(type))
        }
        return table
    }()

    private static func adapted(_ type: SchemaType) -> SchemaType {
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
}
