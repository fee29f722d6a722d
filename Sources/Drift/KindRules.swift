import ObjectModel

/// What holds for one object beyond its schema: fields of the server, of controllers, and encrypted values.
///
/// Each rule names the writer that makes it true. Paths are tokens in Git's object, `*` for any one token.
struct KindRules {
    let kind: GroupKind
    /// Git's object was encrypted with SOPS; its values cannot be compared.
    let isEncryptedObject: Bool
    /// A horizontal autoscaler of the same repository sets `spec.replicas`.
    let isAutoscaled: Bool
    private let aggregatesRules: Bool

    init(_ desired: JSONValue, kind: GroupKind, isAutoscaled: Bool = false) {
        self.kind = kind
        self.isAutoscaled = isAutoscaled
        isEncryptedObject = desired["sops"]?.object != nil
        aggregatesRules =
            kind == GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRole")
            && desired["aggregationRule"]?.object != nil
    }

    /// A kind that every API server has, whose Go code sets defaults that no schema states.
    var isBuiltin: Bool { !kind.group.contains(".") || kind.group.hasSuffix(".k8s.io") }

    var isSecret: Bool { kind == GroupKind(group: "", kind: "Secret") }

    // MARK: Never compared

    /// Members of `metadata` that the server sets, or that are the object's identity.
    private static let serverMetadata: Set<String> = [
        "clusterName", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generateName",
        "generation", "managedFields", "name", "namespace", "resourceVersion", "selfLink", "uid",
    ]

    /// Written by kubectl, the deployment controller, the endpoints and volume controllers.
    private static let serverAnnotations: Set<String> = [
        LastApplied.annotation, "deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation",
        "endpoints.kubernetes.io/last-change-trigger-time", "control-plane.alpha.kubernetes.io/leader",
        "pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller",
        "volume.kubernetes.io/selected-node", "volume.beta.kubernetes.io/storage-provisioner",
        "volume.kubernetes.io/storage-provisioner", "autoscaling.alpha.kubernetes.io/conditions",
        "autoscaling.alpha.kubernetes.io/current-metrics", "batch.kubernetes.io/job-tracking",
    ]

    /// Whether the member `name` below `tokens` is never compared, in Git and live alike.
    func isServerOwned(_ tokens: [String], _ name: String) -> Bool {
        switch tokens.count {
        case 0: name == "apiVersion" || name == "kind" || name == "status" || (isEncryptedObject && name == "sops")
        case 1:
            tokens[0] == "metadata"
                ? Self.serverMetadata.contains(name) || name == "ownerReferences" || name == "finalizers"
                : false
        case 2:
            tokens[0] == "metadata"
                && (tokens[1] == "annotations" && Self.serverAnnotations.contains(name)
                    || tokens[1] == "labels" && name == OwnershipLabel.key)
        default: false
        }
    }

    /// Whether a difference is another's business: what Git has there is a placeholder, or a controller fills it in.
    func excuses(_ difference: Difference) -> Bool {
        let pointer = difference.pointer
        if pointer.count == 1, pointer[0] == "rules", aggregatesRules { return true }
        if pointer.last == "caBundle", isPlaceholder(difference.desired) { return true }
        return false
    }

    /// Injectors of certificates (cert-manager, OLM, kube-apiserver) take over an empty bundle; `Cg==` is a line break.
    private func isPlaceholder(_ desired: JSONValue?) -> Bool {
        guard let text = desired?.string else { return desired?.isNull ?? true }
        return text.isEmpty || text == "Cg=="
    }

    // MARK: Lists without order

    /// Atomic in the schema, and reordered by conversion (HPA) or by their controller (endpoints).
    private static let unordered: [(GroupKind, [[String]])] = [
        (GroupKind(group: "autoscaling", kind: "HorizontalPodAutoscaler"), [["spec", "metrics"]]),
        (
            GroupKind(group: "", kind: "Endpoints"),
            [
                ["subsets"], ["subsets", "*", "addresses"], ["subsets", "*", "notReadyAddresses"],
                ["subsets", "*", "ports"],
            ]
        ),
        (GroupKind(group: "discovery.k8s.io", kind: "EndpointSlice"), [["endpoints"], ["ports"]]),
    ]

    func isUnordered(_ tokens: [String]) -> Bool {
        Self.unordered.contains { entry in
            entry.0 == kind
                && entry.1.contains { path in
                    path.count == tokens.count && zip(path, tokens).allSatisfy { $0 == "*" || $0 == $1 }
                }
        }
    }

    // MARK: Values that cannot be seen

    /// SOPS leaves `ENC[AES256_GCM,…]` where a value was.
    func isEncrypted(_ desired: JSONValue) -> Bool {
        isEncryptedObject && desired.string?.hasPrefix("ENC[") == true
    }

    /// Whether values at `pointer` must not be shown.
    func isSensitive(_ pointer: [String]) -> Bool {
        if pointer.contains(LastApplied.annotation) { return true }
        return isSecret && (pointer.first == "data" || pointer.first == "stringData" || pointer.isEmpty)
    }

    // MARK: What people do on purpose

    /// `kubectl rollout restart` stamps the template; a sentence for the notes, `nil` for any other field.
    func manualRestart(_ tokens: [String], live: JSONValue) -> String? {
        guard tokens.count > 2, tokens.suffix(2) == ["annotations", "kubectl.kubernetes.io/restartedAt"],
            let time = live.string
        else { return nil }
        return "manual restart at \(time)"
    }

    func isReplicas(_ pointer: [String]) -> Bool { pointer == ["spec", "replicas"] }
}
