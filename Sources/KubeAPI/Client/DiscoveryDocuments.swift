import ObjectModel

/// Reads the three forms in which servers list their kinds.
enum DiscoveryDocuments {
    /// Adds an `APIGroupDiscoveryList` (apidiscovery.k8s.io v2 and v2beta1, KEP-3352) to `catalog`.
    static func addAggregated(_ value: JSONValue, to catalog: inout APICatalog) {
        for group in value["items"]?.array ?? [] {
            let name = group["metadata"]?["name"]?.string ?? ""
            for version in group["versions"]?.array ?? [] {
                guard let text = version["version"]?.string else { continue }
                let groupVersion = GroupVersion(group: name, version: text)
                catalog.groups[name, default: []].append(text)
                // An aggregated server that did not answer leaves its last list, or none: nothing to go by.
                guard version["freshness"]?.string != "Stale" else {
                    catalog.failures[groupVersion] = .unavailable(
                        groupVersion, "its aggregated API server does not answer (freshness Stale)")
                    continue
                }
                for resource in version["resources"]?.array ?? [] {
                    guard let read = aggregated(resource, groupVersion) else { continue }
                    catalog.resources[read.groupVersionKind] = read
                }
            }
        }
    }

    private static func aggregated(_ value: JSONValue, _ groupVersion: GroupVersion) -> APIResource? {
        guard let name = value["resource"]?.string, let kind = value["responseKind"]?["kind"]?.string else {
            return nil
        }
        // The kind may be another group's, for resources that are only subresources of it.
        var served = groupVersion
        if let group = value["responseKind"]?["group"]?.string, !group.isEmpty { served.group = group }
        guard served.group == groupVersion.group else { return nil }
        return APIResource(
            groupVersion: groupVersion, kind: kind, name: name, isNamespaced: value["scope"]?.string == "Namespaced",
            verbs: strings(value["verbs"]),
            subresources: (value["subresources"]?.array ?? []).compactMap { $0["subresource"]?.string }.sorted())
    }

    /// Adds the groups of an `APIGroupList` (`/apis`) to `catalog`.
    static func addGroups(_ value: JSONValue, to catalog: inout APICatalog) {
        for group in value["groups"]?.array ?? [] {
            guard let name = group["name"]?.string else { continue }
            let versions = (group["versions"]?.array ?? []).compactMap { $0["version"]?.string }
            let preferred = group["preferredVersion"]?["version"]?.string
            catalog.groups[name] = versions.filter { $0 == preferred } + versions.filter { $0 != preferred }
        }
    }

    /// Adds the kinds of one `APIResourceList` (`/apis/apps/v1`) to `catalog`.
    static func addResources(_ value: JSONValue, of groupVersion: GroupVersion, to catalog: inout APICatalog) {
        let entries = value["resources"]?.array ?? []
        var subresources: [String: [String]] = [:]
        for entry in entries {
            guard let parts = entry["name"]?.string?.split(separator: "/", maxSplits: 1), parts.count == 2 else {
                continue
            }
            subresources[String(parts[0]), default: []].append(String(parts[1]))
        }
        for entry in entries {
            guard let name = entry["name"]?.string, !name.contains("/"), let kind = entry["kind"]?.string else {
                continue
            }
            let resource = APIResource(
                groupVersion: groupVersion, kind: kind, name: name, isNamespaced: entry["namespaced"]?.bool ?? false,
                verbs: strings(entry["verbs"]), subresources: (subresources[name] ?? []).sorted())
            catalog.resources[resource.groupVersionKind] = resource
        }
    }

    private static func strings(_ value: JSONValue?) -> [String] {
        (value?.array ?? []).compactMap(\.string).sorted()
    }
}

extension KubeError {
    static func unavailable(_ groupVersion: GroupVersion, _ detail: String) -> KubeError {
        KubeError(
            .serverError, step: "read the kinds of", subject: groupVersion.description, detail: detail,
            hint: "look at 'kubectl get apiservice', and repair or delete the one that is not available")
    }
}
