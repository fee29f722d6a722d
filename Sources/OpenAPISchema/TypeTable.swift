package import ObjectModel

/// Every type that a set of kinds is made of, as a flat table: types refer to each other by place.
///
/// Flat because schemas are recursive (`JSONSchemaProps` holds itself) and because a table is read from a cache in
/// one pass.
package struct TypeTable: Sendable, Hashable {
    package private(set) var types: [SchemaType] = []
    /// The type of each kind's objects.
    package private(set) var roots: [GroupVersionKind: TypeID] = [:]

    package init() {}

    package subscript(id: TypeID) -> SchemaType { types[id.index] }

    /// The type of `kind`'s objects; `nil` where the table does not know the kind.
    package func root(_ kind: GroupVersionKind) -> TypeID? { roots[kind] }

    package mutating func append(_ type: SchemaType) -> TypeID {
        types.append(type)
        return TypeID(index: types.count - 1)
    }

    /// Fills a place that was appended before its own parts were known.
    package mutating func replace(_ id: TypeID, with type: SchemaType) { types[id.index] = type }

    package mutating func setRoot(_ kind: GroupVersionKind, to id: TypeID) { roots[kind] = id }

    /// Takes over the kinds of `other`; of a kind that both know, `other`'s type counts.
    package mutating func merge(_ other: TypeTable) {
        let offset = types.count
        types += other.types.map { $0.movingReferences(by: offset) }
        for (kind, id) in other.roots { roots[kind] = TypeID(index: id.index + offset) }
    }
}

/// A place in one `TypeTable`.
package struct TypeID: Hashable, Sendable {
    package let index: Int

    package init(index: Int) { self.index = index }
}
