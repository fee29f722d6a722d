import Drift
package import ObjectModel

/// In which order objects are applied: what others need comes first.
///
/// Definitions, then namespaces, then what grants and configures, then what runs, then what intercepts requests.
package enum ApplyOrder: Int, Comparable, Sendable, CaseIterable {
    case definitions, namespaces, policies, accounts, configuration, storage, services, workloads, others, webhooks

    package static func < (left: ApplyOrder, right: ApplyOrder) -> Bool { left.rawValue < right.rawValue }

    package init(_ kind: GroupKind) {
        switch (kind.group, kind.kind) {
        case ("apiextensions.k8s.io", _): self = .definitions
        case ("", "Namespace"): self = .namespaces
        case ("", "ResourceQuota"), ("", "LimitRange"), ("scheduling.k8s.io", _), ("node.k8s.io", _),
            ("networking.k8s.io", "NetworkPolicy"), ("networking.k8s.io", "IngressClass"), ("storage.k8s.io", _):
            self = .policies
        case ("", "ServiceAccount"), ("rbac.authorization.k8s.io", _): self = .accounts
        case ("", "ConfigMap"), ("", "Secret"): self = .configuration
        case ("", "PersistentVolume"), ("", "PersistentVolumeClaim"): self = .storage
        case ("", "Service"), ("", "Endpoints"), ("discovery.k8s.io", _): self = .services
        case ("apps", _), ("batch", _), ("", "Pod"), ("", "ReplicationController"): self = .workloads
        case ("admissionregistration.k8s.io", _), ("apiregistration.k8s.io", _): self = .webhooks
        default: self = .others
        }
    }
}
