import ObjectModel
import OpenAPISchema

/// Which collection an object is kept in; all versions of a kind share one.
struct ResourceName: Hashable, Sendable, CustomStringConvertible {
    var group: String
    var plural: String

    /// `deployments.apps`, and `pods` for the core group.
    var description: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

/// A resource of one group-version, as discovery lists it.
struct APIResource: Sendable {
    enum Subresource: String, Sendable { case status, scale }

    /// What the server does with the objects beyond keeping them.
    enum Nature: Sendable {
        /// A kind of the server's own: members that the schema does not name are dropped, and Go's zero values filled in.
        case builtin
        /// A version of a CustomResourceDefinition.
        case custom(CustomVersion)
    }

    var kind: GroupVersionKind
    var plural: String
    /// Empty for built-in kinds, as in 1.20's discovery.
    var singular: String
    var isNamespaced: Bool
    var shortNames: [String]
    var categories: [String]
    var verbs: [String]
    var subresources: [Subresource]
    var nature: Nature
    /// `nil` for a custom kind whose schema allows anything.
    var type: TypeID?

    var name: ResourceName { ResourceName(group: kind.group, plural: plural) }

    var custom: CustomVersion? {
        guard case .custom(let version) = nature else { return nil }
        return version
    }
}
