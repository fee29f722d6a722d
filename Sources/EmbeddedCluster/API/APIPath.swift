/// What a request's path asks for.
enum APIPath: Equatable {
    struct Target: Equatable {
        var group: String
        var version: String
        /// `nil` for all namespaces and for cluster-scoped resources.
        var namespace: String?
        var plural: String
        /// `nil` for the collection.
        var name: String?
        var subresource: String?
    }

    case root
    case version
    case health
    case coreVersions
    case groups
    case group(String)
    case resources(group: String, version: String)
    case openAPIv2
    case openAPIv3
    /// One document: `api/v1`, `apis/apps/v1`.
    case openAPIv3Document(String)
    case objects(Target)
    case unknown

    init(_ path: String) {
        let parts = path.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case (nil, _): self = .root
        case ("version", 1): self = .version
        case ("healthz", _), ("livez", _), ("readyz", _): self = .health
        case ("openapi", 2) where parts[1] == "v2": self = .openAPIv2
        case ("openapi", 2) where parts[1] == "v3": self = .openAPIv3
        case ("openapi", 3...) where parts[1] == "v3":
            self = .openAPIv3Document(parts.dropFirst(2).joined(separator: "/"))
        case ("api", 1): self = .coreVersions
        case ("api", 2): self = .resources(group: "", version: parts[1])
        case ("api", _): self = Self.objects(group: "", version: parts[1], parts.dropFirst(2))
        case ("apis", 1): self = .groups
        case ("apis", 2): self = .group(parts[1])
        case ("apis", 3): self = .resources(group: parts[1], version: parts[2])
        case ("apis", _): self = Self.objects(group: parts[1], version: parts[2], parts.dropFirst(3))
        default: self = .unknown
        }
    }

    /// `namespaces/NS/PLURAL…`, or `PLURAL…`; the namespaces' own status is no resource within one.
    private static func objects(group: String, version: String, _ rest: ArraySlice<String>) -> APIPath {
        var rest = rest
        var namespace: String?
        if rest.first == "namespaces", rest.count >= 3, let inner = rest.dropFirst(2).first,
            !["status", "finalize"].contains(inner)
        {
            namespace = rest.dropFirst().first
            rest = rest.dropFirst(2)
        }
        guard let plural = rest.first, rest.count <= 3 else { return .unknown }
        let name = rest.dropFirst().first
        return .objects(
            Target(
                group: group, version: version, namespace: namespace, plural: plural, name: name,
                subresource: rest.dropFirst(2).first))
    }
}
