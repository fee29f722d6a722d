import ObjectModel

/// Fields of the built-in kinds that the API server refuses to change: such drift needs the object recreated.
///
/// Source: `Validate…Update` in `pkg/apis/*/validation` of kubernetes; custom resources say it in their schema.
enum ImmutableFields {
    private enum Rule {
        /// These paths and everything below.
        case only([[String]])
        /// Everything below `spec` but these members.
        case specExcept(Set<String>)
    }

    private static let rules: [GroupKind: Rule] = [
        GroupKind(group: "apps", kind: "Deployment"): .only([["spec", "selector"]]),
        GroupKind(group: "apps", kind: "ReplicaSet"): .only([["spec", "selector"]]),
        GroupKind(group: "apps", kind: "DaemonSet"): .only([["spec", "selector"]]),
        GroupKind(group: "apps", kind: "StatefulSet"): .specExcept([
            "replicas", "template", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
            "ordinals", "revisionHistoryLimit",
        ]),
        GroupKind(group: "batch", kind: "Job"): .only([
            ["spec", "template"], ["spec", "selector"], ["spec", "completions"], ["spec", "completionMode"],
        ]),
        GroupKind(group: "", kind: "PersistentVolumeClaim"): .specExcept(["volumeAttributesClassName"]),
        GroupKind(group: "", kind: "Service"): .only([["spec", "clusterIP"]]),
        GroupKind(group: "", kind: "Secret"): .only([["type"]]),
        GroupKind(group: "", kind: "PersistentVolume"): .only([["spec", "csi"], ["spec", "nfs"], ["spec", "local"]]),
        GroupKind(group: "rbac.authorization.k8s.io", kind: "RoleBinding"): .only([["roleRef"]]),
        GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding"): .only([["roleRef"]]),
        GroupKind(group: "storage.k8s.io", kind: "StorageClass"): .only([
            ["provisioner"], ["parameters"], ["reclaimPolicy"], ["volumeBindingMode"],
        ]),
        GroupKind(group: "scheduling.k8s.io", kind: "PriorityClass"): .only([["value"], ["preemptionPolicy"]]),
        GroupKind(group: "node.k8s.io", kind: "RuntimeClass"): .only([["handler"]]),
        GroupKind(group: "networking.k8s.io", kind: "IngressClass"): .only([["spec", "controller"]]),
        GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"): .only([
            ["spec", "group"], ["spec", "scope"], ["spec", "names", "kind"], ["spec", "names", "plural"],
        ]),
        GroupKind(group: "", kind: "Pod"): .specExcept([
            "containers", "initContainers", "activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds",
        ]),
    ]

    /// Why changing `difference` in `live` is refused, as a hint; `nil` where the server takes it.
    static func refusal(of difference: Difference, kind: GroupKind, live: JSONValue) -> String? {
        let pointer = difference.pointer
        if live["immutable"]?.bool == true, kind.group.isEmpty, kind.kind == "ConfigMap" || kind.kind == "Secret",
            ["data", "binaryData", "stringData", "immutable"].contains(pointer.first)
        {
            return "the object is marked immutable: recreate it"
        }
        guard let rule = rules[kind] else { return nil }
        switch rule {
        case .only(let paths):
            guard paths.contains(where: { pointer.starts(with: $0) }) else { return nil }
        case .specExcept(let members):
            guard pointer.first == "spec", pointer.count > 1, !members.contains(pointer[1]) else { return nil }
            if kind.kind == "PersistentVolumeClaim", growsBoundClaim(difference, live: live) { return nil }
        }
        return "the API server refuses to change this field: recreate the object"
    }

    /// A bound claim may ask for more, where its StorageClass allows volume expansion.
    private static func growsBoundClaim(_ difference: Difference, live: JSONValue) -> Bool {
        guard difference.pointer == ["spec", "resources", "requests", "storage"],
            live["status"]?["phase"]?.string == "Bound", let desired = difference.desired.flatMap(Quantity.init),
            let has = difference.live.flatMap(Quantity.init)
        else { return false }
        return has < desired
    }
}
