package import ObjectModel

/// A role and who holds it, to be applied to a cluster.
package struct GrantedRole: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        /// A ClusterRole and its ClusterRoleBinding.
        case cluster
        /// A Role and its RoleBinding.
        case namespace(String)
    }

    /// Whom it is given to.
    package struct ServiceAccount: Hashable, Sendable {
        package var namespace: String
        package var name: String

        package init(namespace: String, name: String) {
            self.namespace = namespace
            self.name = name
        }

        /// That of deploy/.
        package static let deployed = ServiceAccount(namespace: "reconcile-system", name: "reconcile")
    }

    package var place: Place
    package var name: String
    package var rules: [AccessRule]
    package var holder: ServiceAccount

    private static let group = "rbac.authorization.k8s.io"

    /// The role and its binding, as manifests.
    package var manifests: [JSONValue] {
        let kind = place == .cluster ? "ClusterRole" : "Role"
        var role = object(kind)
        role["rules"] = .array(rules.map(\.manifest))
        var binding = object("\(kind)Binding")
        binding["roleRef"] = ["apiGroup": .string(Self.group), "kind": .string(kind), "name": .string(name)]
        binding["subjects"] = [
            ["kind": "ServiceAccount", "name": .string(holder.name), "namespace": .string(holder.namespace)]
        ]
        return [.object(role), .object(binding)]
    }

    private func object(_ kind: String) -> JSONObject {
        var metadata = JSONObject()
        metadata["name"] = .string(name)
        if case .namespace(let namespace) = place { metadata["namespace"] = .string(namespace) }
        metadata["labels"] = ["app.kubernetes.io/part-of": "reconcile"]
        var object = JSONObject()
        object["apiVersion"] = .string("\(Self.group)/v1")
        object["kind"] = .string(kind)
        object["metadata"] = .object(metadata)
        return object
    }
}
