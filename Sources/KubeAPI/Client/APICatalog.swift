package import ObjectModel

/// The kinds that a server has, as far as they were asked for.
package struct APICatalog: Sendable, Hashable {
    /// The versions of each group in the server's order of preference, the preferred one first.
    package var groups: [String: [String]]
    package var resources: [GroupVersionKind: APIResource]
    /// Group-versions that are served in name only: their aggregated API server did not answer. Nothing is known of
    /// their kinds, which is not the same as having none.
    package var failures: [GroupVersion: KubeError]

    package init(
        groups: [String: [String]] = [:], resources: [GroupVersionKind: APIResource] = [:],
        failures: [GroupVersion: KubeError] = [:]
    ) {
        self.groups = groups
        self.resources = resources
        self.failures = failures
    }

    /// The group-versions that the server lists, sorted.
    package var groupVersions: [GroupVersion] {
        groups.flatMap { group, versions in versions.map { GroupVersion(group: group, version: $0) } }.sorted()
    }

    package func serves(_ groupVersion: GroupVersion) -> Bool {
        groups[groupVersion.group]?.contains(groupVersion.version) ?? false
    }

    /// Where `kind` is served, whatever its group, the preferred version of each group first.
    package func versions(ofKind kind: String) -> [GroupVersion] {
        resources.keys.filter { $0.kind == kind }.map(\.groupVersion).sorted { left, right in
            (left.group, place(left), left.version) < (right.group, place(right), right.version)
        }
    }

    private func place(_ groupVersion: GroupVersion) -> Int {
        groups[groupVersion.group]?.firstIndex(of: groupVersion.version) ?? Int.max
    }
}
