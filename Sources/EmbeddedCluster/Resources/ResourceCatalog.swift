import ObjectModel
import OpenAPISchema

/// What is served: built-in resources and those of the established CRDs, with the types of all of them.
struct ResourceCatalog: Sendable {
    private let builtin: [APIResource]
    private let builtinTypes: TypeTable
    private var custom: [(definition: String, resources: [APIResource])] = []
    private(set) var types: TypeTable
    /// In discovery order: built-in, then by definition.
    private(set) var resources: [APIResource]

    init(types: TypeTable) {
        builtinTypes = types
        self.types = types
        builtin = BuiltinResources.all(types: types)
        resources = builtin
    }

    /// The resource of a path; `nil` where the group-version does not serve it.
    func resource(group: String, version: String, plural: String) -> APIResource? {
        resources.first { $0.plural == plural && $0.kind.version == version && $0.kind.group == group }
    }

    /// The resource of a kind; `nil` where it is not served in that version.
    func resource(of kind: GroupVersionKind) -> APIResource? { resources.first { $0.kind == kind } }

    /// All versions of one collection, the preferred one first.
    func versions(of name: ResourceName) -> [APIResource] { resources.filter { $0.name == name } }

    /// Groups in discovery order without the core group, each with its versions in order of preference.
    var groups: [(name: String, versions: [String])] {
        var result: [(name: String, versions: [String])] = []
        for resource in resources where !resource.kind.group.isEmpty {
            let (group, version) = (resource.kind.group, resource.kind.version)
            if let place = result.firstIndex(where: { $0.name == group }) {
                if !result[place].versions.contains(version) { result[place].versions.append(version) }
            } else {
                result.append((group, [version]))
            }
        }
        return result
    }

    func resources(group: String, version: String) -> [APIResource] {
        resources.filter { $0.kind.group == group && $0.kind.version == version }
    }

    /// Serves what `definition` defines, instead of what one of the same name defined before.
    mutating func install(_ definition: JSONValue) {
        let name = definition["metadata"]?["name"]?.string ?? ""
        let made = APIResource.custom(from: definition)
        custom.removeAll { $0.definition == name }
        custom.append((name, made.map(\.resource)))
        custom.sort { $0.definition < $1.definition }
        rebuild(adding: made.first?.types)
    }

    mutating func remove(_ name: String) {
        custom.removeAll { $0.definition == name }
        rebuild(adding: nil)
    }

    /// Types of replaced definitions stay in the table, unused: a cluster lives for one test or one demonstration.
    private mutating func rebuild(adding more: TypeTable?) {
        if let more { types.merge(more) }
        for place in custom.indices {
            for index in custom[place].resources.indices where custom[place].resources[index].type != nil {
                custom[place].resources[index].type = types.root(custom[place].resources[index].kind)
            }
        }
        resources = builtin + custom.flatMap(\.resources)
    }
}
