package import ObjectModel

/// What a value may look like, reduced to what comparing and merging need.
package struct SchemaType: Hashable, Sendable {
    package enum Shape: Hashable, Sendable {
        /// Anything: no schema, or one that keeps unknown fields and names none.
        case any
        case scalar(ScalarFormat)
        case list(of: TypeID, as: ListType)
        /// A map from any string; an atomic one is owned and replaced whole.
        case map(of: TypeID, isAtomic: Bool)
        case object(ObjectShape)
    }

    /// The definition's name, such as `io.k8s.api.core.v1.Container`; empty for a type that stands in its user.
    package var name: String
    package var shape: Shape

    package init(name: String = "", shape: Shape) {
        self.name = name
        self.shape = shape
    }

    func movingReferences(by offset: Int) -> SchemaType {
        func moved(_ id: TypeID) -> TypeID { TypeID(index: id.index + offset) }
        var result = self
        switch shape {
        case .any, .scalar: break
        case .list(let element, let type): result.shape = .list(of: moved(element), as: type)
        case .map(let value, let isAtomic): result.shape = .map(of: moved(value), isAtomic: isAtomic)
        case .object(var object):
            object.moveReferences(moved)
            result.shape = .object(object)
        }
        return result
    }
}

/// How two scalars of a type are compared.
package enum ScalarFormat: UInt8, Hashable, Sendable, CaseIterable {
    case string = 0x73  // s
    case integer = 0x69  // i
    case number = 0x6E  // n
    case boolean = 0x62  // b
    /// `1000m` is `1` (apimachinery `resource.Quantity`).
    case quantity = 0x71  // q
    /// A number or a string, which differ even with the same digits (apimachinery `intstr.IntOrString`).
    case intOrString = 0x78  // x
    /// Go's `time.Duration` text (apimachinery `metav1.Duration`).
    case duration = 0x64  // d
    /// RFC 3339.
    case dateTime = 0x74  // t
    /// Base64.
    case bytes = 0x79  // y
}

/// What makes two list elements the same (`x-kubernetes-list-type`, else the older patch strategy).
package enum ListType: Hashable, Sendable {
    /// Owned and replaced whole.
    case atomic
    case set
    /// Elements are told apart by these members.
    case map(keys: [String])
}

/// A struct: known members.
package struct ObjectShape: Hashable, Sendable {
    /// By name.
    package private(set) var properties: [SchemaProperty]
    /// Members that the schema does not name are kept (`x-kubernetes-preserve-unknown-fields`), not dropped.
    package var preservesUnknown: Bool
    /// Owned and replaced whole (`x-kubernetes-map-type: atomic`).
    package var isAtomic: Bool

    package init(properties: [SchemaProperty], preservesUnknown: Bool = false, isAtomic: Bool = false) {
        self.properties = properties.sorted { $0.name < $1.name }
        self.preservesUnknown = preservesUnknown
        self.isAtomic = isAtomic
    }

    package subscript(name: String) -> SchemaProperty? {
        var low = 0
        var high = properties.count
        while low < high {
            let middle = (low + high) / 2
            if properties[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low < properties.count && properties[low].name == name ? properties[low] : nil
    }

    mutating func moveReferences(_ moved: (TypeID) -> TypeID) {
        for place in properties.indices { properties[place].type = moved(properties[place].type) }
    }
}

/// One member of a struct.
package struct SchemaProperty: Hashable, Sendable {
    /// Whether an empty or zero value says something else than no value.
    package enum Presence: Hashable, Sendable {
        /// The schema does not say.
        case unstated
        /// A pointer in the API's own type: `emptyDir: {}` is not an absent `emptyDir`.
        case meaningful
        /// Left out when zero (`omitempty` on a plain value): `hostNetwork: false` is an absent `hostNetwork`.
        case insignificant
    }

    package var name: String
    package var type: TypeID
    /// What the server sets where the member is absent; `nil` for nothing, or nothing known.
    package var defaultValue: JSONValue?
    package var isRequired: Bool
    package var isNullable: Bool
    package var presence: Presence
    /// The server refuses a change (`x-kubernetes-validations` with `self == oldSelf`).
    package var isImmutable: Bool

    package init(
        name: String, type: TypeID, defaultValue: JSONValue? = nil, isRequired: Bool = false,
        isNullable: Bool = false, presence: Presence = .unstated, isImmutable: Bool = false
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.isNullable = isNullable
        self.presence = presence
        self.isImmutable = isImmutable
    }
}
