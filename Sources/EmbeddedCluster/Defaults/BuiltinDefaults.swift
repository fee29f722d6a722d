import ObjectModel
import OpenAPISchema

/// What Go code sets in built-in kinds where a manifest says nothing (`pkg/apis/*/v*/defaults.go` of 1.20).
///
/// Most are constants of one type, wherever it stands: they are the table. What depends on other members is code.
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
            Self.set(&object, of: types[type].name)
            return .object(
                object.mapMembers { key, value in
                    guard !value.isNull, let property = shape[key] else { return value }
                    return applied(to: value, property.type)
                })
        }
    }

    private static func set(_ object: inout JSONObject, of type: String) {
        guard type.hasPrefix(namePrefix) || type.hasPrefix("io.k8s.apiextensions-apiserver.") else { return }
        let name = type.hasPrefix(namePrefix) ? String(type.dropFirst(namePrefix.count)) : type
        for (key, value) in constants[name] ?? [] { object.setDefault(key, value) }
        BuiltinRules.set(&object, of: name)
    }

    private static let namePrefix = "io.k8s.api."

    /// By type: what to set, and where.
    private static let constants: [String: [(key: String, value: JSONValue)]] = {
        var result: [String: [(key: String, value: JSONValue)]] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let type = words.first else { continue }
            result[String(type)] = words.dropFirst().compactMap { word in
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let value = SmallJSON.read(parts[1]) else { return nil }
                return (String(parts[0]), value)
            }
        }
        return result
    }()

    /// A line a type: its name without `io.k8s.api.`, then `member=JSON`.
    private static let table = #"""
        core.v1.PodSpec dnsPolicy="ClusterFirst" restartPolicy="Always" securityContext={} \#
        terminationGracePeriodSeconds=30 schedulerName="default-scheduler"
        core.v1.Container terminationMessagePath="/dev/termination-log" terminationMessagePolicy="File"
        core.v1.EphemeralContainer terminationMessagePath="/dev/termination-log" terminationMessagePolicy="File"
        core.v1.ContainerPort protocol="TCP"
        core.v1.Probe timeoutSeconds=1 periodSeconds=10 successThreshold=1 failureThreshold=3
        core.v1.HTTPGetAction path="/" scheme="HTTP"
        core.v1.ObjectFieldSelector apiVersion="v1"
        core.v1.SecretVolumeSource defaultMode=420
        core.v1.ConfigMapVolumeSource defaultMode=420
        core.v1.DownwardAPIVolumeSource defaultMode=420
        core.v1.ProjectedVolumeSource defaultMode=420
        core.v1.ServiceAccountTokenProjection expirationSeconds=3600
        core.v1.HostPathVolumeSource type=""
        core.v1.ISCSIVolumeSource iscsiInterface="default"
        core.v1.ISCSIPersistentVolumeSource iscsiInterface="default"
        core.v1.RBDVolumeSource pool="rbd" user="admin" keyring="/etc/ceph/keyring"
        core.v1.RBDPersistentVolumeSource pool="rbd" user="admin" keyring="/etc/ceph/keyring"
        core.v1.AzureDiskVolumeSource cachingMode="ReadWrite" kind="Shared" fsType="ext4" readOnly=false
        core.v1.ScaleIOVolumeSource storageMode="ThinProvisioned" fsType="xfs"
        core.v1.Secret type="Opaque"
        core.v1.NamespaceStatus phase="Active"
        core.v1.PersistentVolumeStatus phase="Pending"
        core.v1.PersistentVolumeSpec persistentVolumeReclaimPolicy="Retain" volumeMode="Filesystem"
        core.v1.PersistentVolumeClaimStatus phase="Pending"
        core.v1.PersistentVolumeClaimSpec volumeMode="Filesystem"
        core.v1.EndpointPort protocol="TCP"
        core.v1.ServicePort protocol="TCP"
        core.v1.ServiceSpec sessionAffinity="None" type="ClusterIP"
        apps.v1.DeploymentSpec replicas=1 revisionHistoryLimit=10 progressDeadlineSeconds=600
        apps.v1.DaemonSetSpec revisionHistoryLimit=10
        apps.v1.StatefulSetSpec podManagementPolicy="OrderedReady" replicas=1 revisionHistoryLimit=10
        apps.v1.ReplicaSetSpec replicas=1
        batch.v1.CronJobSpec concurrencyPolicy="Allow" suspend=false successfulJobsHistoryLimit=3 \#
        failedJobsHistoryLimit=1
        batch.v1beta1.CronJobSpec concurrencyPolicy="Allow" suspend=false successfulJobsHistoryLimit=3 \#
        failedJobsHistoryLimit=1
        autoscaling.v1.HorizontalPodAutoscalerSpec minReplicas=1
        autoscaling.v2.HorizontalPodAutoscalerSpec minReplicas=1
        autoscaling.v2beta2.HorizontalPodAutoscalerSpec minReplicas=1
        networking.v1.NetworkPolicyPort protocol="TCP"
        rbac.v1.RoleRef apiGroup="rbac.authorization.k8s.io"
        storage.v1.StorageClass reclaimPolicy="Delete" volumeBindingMode="Immediate"
        storage.v1.CSIDriverSpec attachRequired=true podInfoOnMount=false fsGroupPolicy="ReadWriteOnceWithFSType" \#
        volumeLifecycleModes=["Persistent"]
        scheduling.v1.PriorityClass preemptionPolicy="PreemptLowerPriority"
        admissionregistration.v1.ValidatingWebhook failurePolicy="Fail" matchPolicy="Equivalent" \#
        namespaceSelector={} objectSelector={} timeoutSeconds=10
        admissionregistration.v1.MutatingWebhook failurePolicy="Fail" matchPolicy="Equivalent" \#
        namespaceSelector={} objectSelector={} timeoutSeconds=10 reinvocationPolicy="Never"
        admissionregistration.v1.RuleWithOperations scope="*"
        admissionregistration.v1.ServiceReference port=443
        apiregistration.v1.ServiceReference port=443
        discovery.v1beta1.EndpointPort name="" protocol="TCP"
        io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec \#
        conversion={"strategy":"None"}
        io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference port=443
        """#
}
