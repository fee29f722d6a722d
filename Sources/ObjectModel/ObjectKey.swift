/// Group and kind of an object, without its version: what identity is made of.
package struct GroupKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Empty for the core group.
    package var group: String
    package var kind: String

    package init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }

    /// `Deployment.apps`, and `Service` for the core group, as kubectl prints it.
    package var description: String { group.isEmpty ? kind : "\(kind).\(group)" }

    package static func < (left: GroupKind, right: GroupKind) -> Bool {
        (left.group, left.kind) < (right.group, right.kind)
    }
}

/// Group, version and kind: which schema and which URL an object has.
package struct GroupVersionKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var group: String
    package var version: String
    package var kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Reads `apiVersion` in either form: `v1` and `apps/v1`.
    package init(apiVersion: String, kind: String) {
        let parts = apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        group = parts.count == 2 ? String(parts[0]) : ""
        version = String(parts.last ?? "")
        self.kind = kind
    }

    package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

    /// `apps/v1`, or `v1` for the core group.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    package var description: String { "\(apiVersion) \(kind)" }

    package static func < (left: GroupVersionKind, right: GroupVersionKind) -> Bool {
        (left.group, left.version, left.kind) < (right.group, right.version, right.kind)
    }
}

/// Which object: group, kind, namespace and name. The version is not part of it, one object has many.
package struct ObjectKey: Hashable, Sendable, CustomStringConvertible {
    package var groupKind: GroupKind
    /// Empty for a cluster-scoped object.
    package var namespace: String
    package var name: String

    package init(groupKind: GroupKind, namespace: String, name: String) {
        self.groupKind = groupKind
        self.namespace = namespace
        self.name = name
    }

    /// `Deployment.apps team-a/web`, and `Namespace team-a` for a cluster-scoped object.
    package var description: String { "\(groupKind) \(namespacedName)" }

    /// `team-a/web`, or `web` for a cluster-scoped object.
    package var namespacedName: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}

extension ObjectKey: Comparable {
    /// By namespace (cluster-scoped first), group, kind, name.
    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.namespace, left.groupKind, left.name) < (right.namespace, right.groupKind, right.name)
    }
}
