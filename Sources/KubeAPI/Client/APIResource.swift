package import ObjectModel

/// One version of one API group: `apps/v1`, or `v1` for the core group.
package struct GroupVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Empty for the core group.
    package var group: String
    package var version: String

    package init(group: String, version: String) {
        self.group = group
        self.version = version
    }

    /// Reads `apiVersion` in either form: `v1` and `apps/v1`.
    package init(_ apiVersion: String) {
        let parsed = GroupVersionKind(apiVersion: apiVersion, kind: "")
        self.init(group: parsed.group, version: parsed.version)
    }

    package var description: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The part of a URL that all its resources begin with, without the first `/`: `api/v1`, `apis/apps/v1`.
    package var path: String { group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)" }

    package static func < (left: GroupVersion, right: GroupVersion) -> Bool {
        (left.group, left.version) < (right.group, right.version)
    }
}

extension GroupVersionKind {
    package var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
}

/// How the server calls one kind in its URLs, and what may be done with it.
package struct APIResource: Hashable, Sendable {
    package var groupVersion: GroupVersion
    package var kind: String
    /// The plural of the URL: `deployments`.
    package var name: String
    package var isNamespaced: Bool
    /// `get`, `list`, `watch`, `patch` …, sorted.
    package var verbs: [String]
    /// `status`, `scale` …, sorted.
    package var subresources: [String]

    package init(
        groupVersion: GroupVersion, kind: String, name: String, isNamespaced: Bool, verbs: [String] = [],
        subresources: [String] = []
    ) {
        self.groupVersion = groupVersion
        self.kind = kind
        self.name = name
        self.isNamespaced = isNamespaced
        self.verbs = verbs
        self.subresources = subresources
    }

    package var groupVersionKind: GroupVersionKind {
        GroupVersionKind(group: groupVersion.group, version: groupVersion.version, kind: kind)
    }

    /// `deployments.apps`, or `services` for the core group, as kubectl and RBAC call it.
    package var qualifiedName: String { groupVersion.group.isEmpty ? name : "\(name).\(groupVersion.group)" }

    /// The collection's path: of one namespace, or of all where `namespace` is `nil` or the kind has none.
    package func path(namespace: String?) throws(KubeError) -> String {
        let root = "/\(groupVersion.path)"
        guard isNamespaced, let namespace, !namespace.isEmpty else { return "\(root)/\(name)" }
        return try "\(root)/namespaces/\(segment(namespace))/\(name)"
    }

    /// The path of one object, or of its subresource.
    package func path(
        namespace: String?, name object: String, subresource: String? = nil
    ) throws(KubeError) -> String {
        let collection = try path(namespace: namespace)
        return try "\(collection)/\(segment(object))\(subresource.map { "/\($0)" } ?? "")"
    }

    /// Names that would lead to another path are refused, as the API server refuses them
    /// (`IsValidPathSegmentName` in apimachinery).
    private func segment(_ text: String) throws(KubeError) -> String {
        guard !text.isEmpty, text != ".", text != "..", !text.contains("/"), !text.contains("%") else {
            throw KubeError(
                .badRequest, step: "address", subject: "\(qualifiedName) \(text)",
                detail: "'\(text)' cannot be a name: it is empty, '.', '..', or has '/' or '%'",
                hint: "correct the name in the manifest")
        }
        return text.percentEncoded()
    }
}
