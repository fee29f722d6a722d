import ObjectModel

/// The documents that tell clients what is served.
extension ResourceCatalog {
    /// `/api`.
    static func coreVersions(address: String) -> JSONValue {
        [
            "kind": "APIVersions", "versions": ["v1"],
            "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": .string(address)]],
        ]
    }

    /// `/apis`.
    var groupList: JSONValue {
        ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.map { Self.group($0.name, $0.versions) })]
    }

    /// `/apis/GROUP`; `nil` for a group that is not served.
    func group(_ name: String) -> JSONValue? {
        guard let found = groups.first(where: { $0.name == name }) else { return nil }
        var document: JSONValue = ["kind": "APIGroup", "apiVersion": "v1"]
        document.update { document in
            for member in Self.group(found.name, found.versions).object?.members ?? [] {
                document[member.key] = member.value
            }
        }
        return document
    }

    private static func group(_ name: String, _ versions: [String]) -> JSONValue {
        let all = versions.map { version -> JSONValue in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(name), "versions": .array(all), "preferredVersion": all.first ?? [:]]
    }

    /// `/api/v1`, `/apis/GROUP/VERSION`; `nil` for a version that is not served.
    func resourceList(group: String, version: String) -> JSONValue? {
        let served = resources(group: group, version: version)
        guard let first = served.first else { return nil }
        var list = served.flatMap { resource in
            [entry(resource)] + resource.subresources.map { entry(resource, $0) }
        }
        if first.custom == nil { list.sort { ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "") } }
        return Self.resourceList(first.kind.apiVersion, list)
    }

    private static func resourceList(_ version: String, _ list: [JSONValue]) -> JSONValue {
        [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(version), "resources": .array(list),
        ]
    }

    private func entry(_ resource: APIResource) -> JSONValue {
        var value: JSONValue = [
            "name": .string(resource.plural), "singularName": .string(resource.singular),
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind.kind),
            "verbs": .array(resource.verbs.map(JSONValue.string)),
        ]
        value.update { entry in
            if !resource.shortNames.isEmpty { entry["shortNames"] = .array(resource.shortNames.map(JSONValue.string)) }
            if !resource.categories.isEmpty { entry["categories"] = .array(resource.categories.map(JSONValue.string)) }
        }
        return value
    }

    private func entry(_ resource: APIResource, _ subresource: APIResource.Subresource) -> JSONValue {
        var value: JSONValue = [
            "name": .string("\(resource.plural)/\(subresource.rawValue)"), "singularName": "",
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind.kind),
            "verbs": ["get", "patch", "update"],
        ]
        guard subresource == .scale else { return value }
        value.update { entry in
            entry["group"] = "autoscaling"
            entry["version"] = "v1"
            entry["kind"] = "Scale"
        }
        return value
    }
}
