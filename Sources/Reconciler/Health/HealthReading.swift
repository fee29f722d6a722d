package import ObjectModel

/// What a caller knows beside the object itself; each part makes some kind's answer better, none is needed.
package struct HealthEvidence: Sendable {
    /// Events about the object.
    package var events: [JSONValue]
    /// Of a ClusterPolicy or NVIDIADriver: the DaemonSets in `GPUOperatorHealth.operandNamespace`.
    package var operands: [JSONValue]?
    /// When the object was last changed by us; without it `managedFields` say.
    package var edited: Timestamp?
    package var now: Timestamp?
    /// Of a PersistentVolumeClaim: the StorageClass that it names.
    package var storageClass: JSONValue?

    package init(
        events: [JSONValue] = [], operands: [JSONValue]? = nil, edited: Timestamp? = nil, now: Timestamp? = nil,
        storageClass: JSONValue? = nil
    ) {
        self.events = events
        self.operands = operands
        self.edited = edited
        self.now = now
        self.storageClass = storageClass
    }
}

/// Says from the live object alone whether it is healthy; pure.
///
/// The order of rules is that of kstatus (sigs.k8s.io/cli-utils, `pkg/kstatus/status`): deletion, then a generation
/// that no controller has seen yet, then the conditions `Reconciling` and `Stalled`, then the kind's own rule, and for
/// other kinds the condition `Ready`. An object of a kind that says nothing of all this is done once it exists.
package enum HealthReading {
    package static func health(
        of live: JSONValue, kind: GroupKind, evidence: HealthEvidence = HealthEvidence()
    ) -> Health {
        if let general = general(live, kind) { return general }
        return rule(for: kind)?(live, evidence) ?? ConditionHealth.health(of: live)
    }

    private typealias Rule = (JSONValue, HealthEvidence) -> Health

    private static func rule(for kind: GroupKind) -> Rule? {
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"), ("extensions", "Deployment"): { live, _ in DeploymentHealth.health(of: live) }
        case ("apps", "StatefulSet"): { live, _ in StatefulSetHealth.health(of: live) }
        case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): { live, _ in DaemonSetHealth.health(of: live) }
        case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"), ("", "ReplicationController"):
            { live, _ in ReplicaSetHealth.health(of: live) }
        case ("batch", "Job"): { live, _ in JobHealth.health(of: live) }
        case ("batch", "CronJob"): { live, _ in CronJobHealth.health(of: live) }
        case ("", "Pod"): { PodHealth.health(of: $0, events: $1.events) }
        case ("", "PersistentVolumeClaim"): PersistentVolumeClaimHealth.health
        case ("", "Service"): { live, _ in ServiceHealth.health(of: live) }
        case ("networking.k8s.io", "Ingress"), ("extensions", "Ingress"): { live, _ in IngressHealth.health(of: live) }
        case ("", "Namespace"): { live, _ in NamespaceHealth.health(of: live) }
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): { live, _ in DefinitionHealth.health(of: live) }
        case ("apiregistration.k8s.io", "APIService"): { live, _ in APIServiceHealth.health(of: live) }
        case ("autoscaling", "HorizontalPodAutoscaler"): { live, _ in AutoscalerHealth.health(of: live) }
        case ("policy", "PodDisruptionBudget"): { live, _ in DisruptionBudgetHealth.health(of: live) }
        case ("nvidia.com", "ClusterPolicy"), ("nvidia.com", "NVIDIADriver"): GPUOperatorHealth.health
        default: nil
        }
    }

    /// The rules before any kind's own; `nil` where they decide nothing.
    private static func general(_ live: JSONValue, _ kind: GroupKind) -> Health? {
        if live["metadata"]?["deletionTimestamp"]?.string?.isEmpty == false { return deletion(live, kind) }
        if let generation = live.generation, let observed = live.observedGeneration, observed != generation {
            return .waiting("its controller has seen generation \(observed), and the object is at \(generation)")
        }
        if let reconciling = live.condition("Reconciling"), reconciling.isTrue {
            return .waiting(reconciling.explanation)
        }
        if let stalled = live.condition("Stalled"), stalled.isTrue { return .failed(stalled.explanation) }
        return nil
    }

    /// kstatus calls it Terminating; here what was applied is on its way out, so that it is waited for its end.
    private static func deletion(_ live: JSONValue, _ kind: GroupKind) -> Health {
        let finalizers = live["metadata"]?["finalizers"]?.array?.compactMap(\.string) ?? []
        if kind == GroupKind(group: "", kind: "Namespace"), let why = NamespaceHealth.deletionObstacle(of: live) {
            return .waiting("is being deleted: \(why)")
        }
        let waits = finalizers.isEmpty ? "" : ", and waits for \(finalizers.sorted().joined(separator: ", "))"
        return .waiting("is being deleted\(waits)")
    }
}
