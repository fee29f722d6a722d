import ObjectModel

/// A kind as a server's OpenAPI document tells of it by its paths; discovery says the same in other words.
struct ServedKind: Sendable, Hashable {
    /// Empty for the core group.
    var group: String
    var version: String
    var kind: String
    var plural: String
    var isNamespaced: Bool
    var verbs: Set<String> = []
    var subresources: Set<String> = []

    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// `/api/v1`, `/apis/apps/v1`
    var root: String { group.isEmpty ? "/api/\(version)" : "/apis/\(apiVersion)" }

    /// The kinds of one document, by plural.
    static func all(in document: JSONValue) -> [ServedKind] {
        var kinds: [String: ServedKind] = [:]
        let paths = document["paths"]?.object?.members ?? []
        for path in paths {
            guard let get = path.value["get"], get["x-kubernetes-action"]?.string == "list",
                let kind = get["x-kubernetes-group-version-kind"], let place = Place(path.key)
            else { continue }
            let known = ServedKind(
                group: kind["group"]?.string ?? "", version: kind["version"]?.string ?? "",
                kind: kind["kind"]?.string ?? "", plural: place.plural, isNamespaced: false)
            kinds[place.plural, default: known].isNamespaced =
                place.isNamespaced || kinds[place.plural]?.isNamespaced == true
        }
        for path in paths {
            guard let place = Place(path.key) else { continue }
            if let subresource = place.subresource {
                kinds[place.plural]?.subresources.insert(subresource)
            } else {
                kinds[place.plural]?.verbs.formUnion(verbs(of: path.value))
            }
        }
        return kinds.values.sorted { $0.plural < $1.plural }
    }

    private static func verbs(of path: JSONValue) -> [String] {
        let names = ["post": "create", "put": "update"]
        return (path.object?.members ?? []).compactMap { $0.value["x-kubernetes-action"]?.string }
            .map { names[$0] ?? $0 }
    }

    /// What a path template such as `/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale` is of.
    private struct Place {
        var plural: String
        var isNamespaced: Bool
        var subresource: String?

        init?(_ template: String) {
            var words = template.split(separator: "/").map(String.init)
            words.removeFirst(min(words.count, template.hasPrefix("/api/") ? 2 : 3))
            isNamespaced = words.count > 2 && words[0] == "namespaces" && words[1] == "{namespace}"
            if isNamespaced { words.removeFirst(2) }
            guard let first = words.first, first != "watch" else { return nil }
            plural = first
            subresource = words.count > 2 ? words[2] : nil
        }
    }

    // MARK: Discovery

    /// As `APIResourceDiscovery` of apidiscovery.k8s.io/v2.
    var discovery: JSONValue {
        [
            "resource": .string(plural), "scope": isNamespaced ? "Namespaced" : "Cluster",
            "responseKind": ["group": .string(group), "version": .string(version), "kind": .string(kind)],
            "singularResource": .string(kind.lowercased()), "verbs": .array(verbs.sorted().map(JSONValue.string)),
            "subresources": .array(
                subresources.sorted().map { ["subresource": .string($0), "responseKind": [:], "verbs": ["get"]] }),
        ]
    }

    /// An `APIGroupDiscoveryList` of `kinds`.
    static func discovery(of kinds: [ServedKind]) -> JSONValue {
        let groups = Dictionary(grouping: kinds, by: \.group).sorted { $0.key < $1.key }.map {
            group, kinds -> JSONValue in
            let versions = Dictionary(grouping: kinds, by: \.version).sorted { $0.key < $1.key }
            return [
                "metadata": ["name": .string(group), "creationTimestamp": .null],
                "versions": .array(
                    versions.map { version, kinds in
                        [
                            "version": .string(version), "freshness": "Current",
                            "resources": .array(kinds.map(\.discovery)),
                        ]
                    }),
            ]
        }
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
            "items": .array(groups),
        ]
    }
}
