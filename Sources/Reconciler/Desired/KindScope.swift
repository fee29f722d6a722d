package import ObjectModel

/// Whether objects of a kind live in a namespace.
package enum KindScope: Hashable, Sendable {
    case namespaced
    case cluster

    /// What the definition of a custom resource says; `nil` for any other object.
    package static func declared(by value: JSONValue) -> (GroupKind, KindScope)? {
        guard value["kind"]?.string == "CustomResourceDefinition", let spec = value["spec"],
            let group = spec["group"]?.string, let kind = spec["names"]?["kind"]?.string
        else { return nil }
        return (GroupKind(group: group, kind: kind), spec["scope"]?.string == "Cluster" ? .cluster : .namespaced)
    }

    /// The kinds that the definition of a custom resource brings, one for each version that is served.
    package static func served(by value: JSONValue) -> [GroupVersionKind] {
        guard let (kind, _) = declared(by: value) else { return [] }
        return (value["spec"]?["versions"]?.array ?? []).compactMap { version in
            guard version["served"]?.bool == true, let name = version["name"]?.string else { return nil }
            return GroupVersionKind(group: kind.group, version: name, kind: kind.kind)
        }
    }

    /// The scope of a kind that every API server has; `nil` for a group that is not Kubernetes' own.
    package static func builtin(_ kind: GroupKind) -> KindScope? {
        if clusterKinds[kind.group]?.contains(kind.kind) == true { return .cluster }
        return builtinGroups.contains(kind.group) ? .namespaced : nil
    }

    private static let builtinGroups: Set<String> = [
        "", "apps", "autoscaling", "batch", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "extensions",
        "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
    ]

    /// Source: the `namespaced: false` resources of Kubernetes 1.20 to 1.36.
    private static let clusterKinds: [String: Set<String>] = [
        "": ["ComponentStatus", "Namespace", "Node", "PersistentVolume"],
        "admissionregistration.k8s.io": [
            "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
        ],
        "apiextensions.k8s.io": ["CustomResourceDefinition"],
        "apiregistration.k8s.io": ["APIService"],
        "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
        "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
        "networking.k8s.io": ["IPAddress", "IngressClass", "ServiceCIDR"],
        "node.k8s.io": ["RuntimeClass"],
        "policy": ["PodSecurityPolicy"],
        "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
        "resource.k8s.io": ["DeviceClass", "ResourceSlice"],
        "scheduling.k8s.io": ["PriorityClass"],
        "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
    ]
}
