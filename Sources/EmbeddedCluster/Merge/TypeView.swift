import ObjectModel
import OpenAPISchema

/// What merging asks of a schema: how a value of a type falls into owned parts.
///
/// Follows `kube-openapi/pkg/schemaconv` of 1.20, which makes the schemas that the server's own merging works with.
struct TypeView: Sendable {
    /// A type of the table, or one of the two that `schemaconv` adds.
    enum Reference: Hashable, Sendable {
        case type(TypeID)
        /// `__untyped_atomic_`: whatever it is, it is owned whole.
        case atomic
        /// `__untyped_deduced_`: maps by their members, lists whole.
        case deduced
    }

    enum Part {
        case scalar(ScalarFormat?)
        case list(element: Reference, ListType)
        case map(MapPart)
    }

    struct MapPart {
        let isAtomic: Bool
        /// The members that the schema names; empty for a plain map.
        let shape: ObjectShape?
        /// What other members are; `nil` where there may be none.
        let other: Reference?

        /// `nil` for a member that the schema does not allow. A field of a struct is owned only by what is in it.
        func member(_ name: String) -> (type: Reference, isField: Bool)? {
            if let property = shape?[name] { return (.type(property.type), true) }
            return other.map { ($0, false) }
        }
    }

    let types: TypeTable

    init(_ types: TypeTable) { self.types = types }

    /// How `value` of type `reference` is taken apart; what the schema leaves open goes by the value.
    func part(_ reference: Reference, _ value: JSONValue?) -> Part {
        switch reference {
        case .type(let id): part(of: types[id], value)
        case .atomic: open(value, members: .atomic, isAtomic: true)
        case .deduced: open(value, members: .deduced, isAtomic: false)
        }
    }

    private func part(of type: SchemaType, _ value: JSONValue?) -> Part {
        switch type.shape {
        // A definition of its own without a schema is a Go type that marshals itself (RawExtension, JSON).
        case .any: open(value, members: .atomic, isAtomic: !type.name.isEmpty)
        // A quantity in a CRD is an integer or a string; the API's own is a string.
        case .scalar(.quantity): .scalar(type.name.isEmpty ? nil : .string)
        case .scalar(let format): .scalar(format)
        case .list(let element, let kind): .list(element: .type(element), kind)
        case .map(let element, let isAtomic):
            .map(MapPart(isAtomic: isAtomic, shape: nil, other: .type(element)))
        case .object(let shape):
            .map(MapPart(isAtomic: shape.isAtomic, shape: shape, other: shape.preservesUnknown ? .deduced : nil))
        }
    }

    private func open(_ value: JSONValue?, members: Reference, isAtomic: Bool) -> Part {
        switch value {
        case .array?: .list(element: .atomic, .atomic)
        case .object?, .null?, nil: .map(MapPart(isAtomic: isAtomic, shape: nil, other: members))
        default: .scalar(nil)
        }
    }

    /// The path element of one list element (`listItemToPathElement`).
    func pathElement(
        of item: JSONValue, at place: Int, in kind: ListType, element: Reference
    ) throws(TypeMismatch) -> PathElement {
        switch kind {
        case .atomic: return .index(place)
        case .set:
            switch item {
            case .object: throw TypeMismatch("associative list without keys has an element that's a map type")
            case .array: throw TypeMismatch("not supported: associative list with lists as elements")
            case .null: throw TypeMismatch("associative list without keys has an element that's an explicit null")
            default: return .value(item)
            }
        case .map(let keys):
            guard !item.isNull else { throw TypeMismatch("associative list with keys may not have a null element") }
            guard let object = item.object else {
                throw TypeMismatch("associative list with keys may not have non-map elements")
            }
            var members: [KeyMember] = []
            for key in keys {
                guard let value = object[key] ?? keyDefault(key, element) else {
                    throw TypeMismatch(
                        "associative list with keys has an element that omits key field \"\(key)\""
                            + " (and doesn't have default value)")
                }
                members.append(KeyMember(name: key, value: value))
            }
            return .key(members.sorted { $0.name.byteOrder(to: $1.name) == .before })
        }
    }

    private func keyDefault(_ key: String, _ element: Reference) -> JSONValue? {
        guard case .map(let part) = part(element, nil), let property = part.shape?[key] else { return nil }
        if let value = property.defaultValue { return value }
        // The server's generated schema gives Go's zero value to required members that are no pointers.
        guard case .type(let id) = element, !types[id].name.isEmpty, property.isRequired else { return nil }
        switch types[property.type].shape {
        case .scalar(.string): return ""
        case .scalar(.integer): return 0
        default: return nil
        }
    }
}

/// A value that its schema does not allow, in structured-merge-diff's words.
struct TypeMismatch: Error, Hashable {
    var message: String

    init(_ message: String) { self.message = message }
}
