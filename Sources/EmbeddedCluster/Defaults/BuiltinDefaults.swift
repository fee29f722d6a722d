import ObjectModel
import OpenAPISchema

/// What Go code sets in built-in kinds where a manifest says nothing (`pkg/apis/*/v*/defaults.go` of 1.20).
///
/// Constants of one type, wherever it stands, are in the built-in types; what 1.20 does otherwise than they say, and what
/// depends on other members, stands here.
struct BuiltinDefaults {
    let types: TypeTable

    /// Sets the defaults of `value`, which is of `type` and has the shape that `BuiltinShape` gives.
    func applied(to value: JSONValue, _ type: TypeID) -> JSONValue {
        switch types[type].shape {
        case .any, .scalar: return value
        case .list(let element, _):
            guard let items = value.array else { return value }
            return .array(items.map { applied(to: $0, element) })
        case .map(let element, _):
            guard let object = value.object else { return value }
            return .object(object.mapMembers { applied(to: $1, element) })
        case .object(let shape):
            guard var object = value.object else { return value }
            Self.set(&object, of: types[type].name, shape)
            return .object(
                object.mapMembers { key, value in
                    guard !value.isNull, let property = shape[key] else { return value }
                    return applied(to: value, property.type)
                })
        }
    }

    private static func set(_ object: inout JSONObject, of type: String, _ shape: ObjectShape) {
        let name = type.hasPrefix(namePrefix) ? String(type.dropFirst(namePrefix.count)) : type
        let (others, later) = (others[name] ?? [], later[name] ?? [])
        for property in shape.properties where !later.contains(property.name) {
            if let value = property.defaultValue { object.setDefault(property.name, value) }
        }
        for (key, value) in others { object.setDefault(key, value) }
        BuiltinRules.set(&object, of: name)
    }

    private static let namePrefix = "io.k8s.api."

    /// Set by later releases, by admission, or by another kind's rules only (`BuiltinRules`): by type.
    private static let later: [String: Set<String>] = [
        "core.v1.PodSpec": ["enableServiceLinks", "preemptionPolicy"],
        "core.v1.ReplicationControllerSpec": ["minReadySeconds"],
        "core.v1.ServiceSpec": ["allocateLoadBalancerNodePorts", "externalTrafficPolicy", "internalTrafficPolicy"],
        "apps.v1.StatefulSetStatus": ["availableReplicas"],
        "apps.v1.RollingUpdateDaemonSet": ["maxSurge"],
        "batch.v1.JobSpec": ["backoffLimit", "completionMode", "manualSelector", "podReplacementPolicy", "suspend"],
    ]

    /// Structs, states and old versions, which the built-in types have no defaults for: by type what to set, and where.
    private static let others: [String: [(key: String, value: JSONValue)]] = [
        "core.v1.PodSpec": [("securityContext", [:])],
        "core.v1.NamespaceStatus": [("phase", "Active")],
        "core.v1.PersistentVolumeStatus": [("phase", "Pending")],
        "core.v1.PersistentVolumeClaimStatus": [("phase", "Pending")],
        "storage.v1.CSIDriverSpec": [("volumeLifecycleModes", ["Persistent"])],
        "admissionregistration.v1.ValidatingWebhook": [("namespaceSelector", [:]), ("objectSelector", [:])],
        "admissionregistration.v1.MutatingWebhook": [("namespaceSelector", [:]), ("objectSelector", [:])],
        "discovery.v1beta1.EndpointPort": [("name", ""), ("protocol", "TCP")],
    ]
}
