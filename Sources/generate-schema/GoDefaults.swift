import ObjectModel
import OpenAPISchema

/// Defaults that Go code sets and that the API documents do not state: a field that holds one tells nothing.
///
/// Source: `SetDefaults_*` in `pkg/apis/*/v1/defaults.go` of kubernetes 1.20 and 1.36. Those that depend on other
/// fields stand in `Drift.ComputedDefaults`.
enum GoDefaults {
    /// Definition name to member to value.
    static let facts: [String: [String: JSONValue]] = {
        var facts: [String: [String: JSONValue]] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let type = words.first else { continue }
            let name = type.hasPrefix("io.k8s.") ? String(type) : "io.k8s.api.\(type)"
            for word in words.dropFirst() {
                let parts = word.split(separator: "=", maxSplits: 1)
                facts[name, default: [:]][String(parts[0])] = SmallJSON.read(parts[1])
            }
        }
        return facts
    }()

    /// A line a type: its name, without `io.k8s.api.` where it starts with that, then `member=JSON` without blanks.
    private static let table = #"""
        core.v1.PodSpec dnsPolicy="ClusterFirst" restartPolicy="Always" terminationGracePeriodSeconds=30
        core.v1.PodSpec schedulerName="default-scheduler" enableServiceLinks=true preemptionPolicy="PreemptLowerPriority"
        core.v1.Container terminationMessagePath="/dev/termination-log" terminationMessagePolicy="File"
        core.v1.EphemeralContainer terminationMessagePath="/dev/termination-log" terminationMessagePolicy="File"
        core.v1.ContainerPort protocol="TCP"
        core.v1.Probe timeoutSeconds=1 periodSeconds=10 successThreshold=1 failureThreshold=3
        core.v1.HTTPGetAction path="/" scheme="HTTP"
        core.v1.GRPCAction service=""
        core.v1.ObjectFieldSelector apiVersion="v1"
        core.v1.ResourceFieldSelector divisor="0"
        core.v1.SecretVolumeSource defaultMode=420
        core.v1.ConfigMapVolumeSource defaultMode=420
        core.v1.DownwardAPIVolumeSource defaultMode=420
        core.v1.ProjectedVolumeSource defaultMode=420
        core.v1.ServiceAccountTokenProjection expirationSeconds=3600
        core.v1.HostPathVolumeSource type=""
        core.v1.ISCSIVolumeSource iscsiInterface="default"
        core.v1.RBDVolumeSource pool="rbd" user="admin" keyring="/etc/ceph/keyring"
        core.v1.AzureDiskVolumeSource cachingMode="ReadWrite" kind="Shared" fsType="ext4" readOnly=false
        core.v1.Secret type="Opaque"
        core.v1.PersistentVolumeSpec persistentVolumeReclaimPolicy="Retain" volumeMode="Filesystem"
        core.v1.PersistentVolumeClaimSpec volumeMode="Filesystem"
        core.v1.EndpointPort protocol="TCP"
        core.v1.ServicePort protocol="TCP"
        core.v1.ServiceSpec sessionAffinity="None" type="ClusterIP" internalTrafficPolicy="Cluster"
        core.v1.ServiceSpec externalTrafficPolicy="Cluster" allocateLoadBalancerNodePorts=true
        apps.v1.DeploymentSpec replicas=1 revisionHistoryLimit=10 progressDeadlineSeconds=600
        apps.v1.DeploymentStrategy type="RollingUpdate"
        apps.v1.RollingUpdateDeployment maxSurge="25%" maxUnavailable="25%"
        apps.v1.DaemonSetSpec revisionHistoryLimit=10
        apps.v1.DaemonSetUpdateStrategy type="RollingUpdate"
        apps.v1.RollingUpdateDaemonSet maxSurge=0 maxUnavailable=1
        apps.v1.StatefulSetSpec podManagementPolicy="OrderedReady" replicas=1 revisionHistoryLimit=10
        apps.v1.StatefulSetUpdateStrategy type="RollingUpdate"
        apps.v1.RollingUpdateStatefulSetStrategy partition=0
        apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted="Retain" whenScaled="Retain"
        apps.v1.ReplicaSetSpec replicas=1
        batch.v1.JobSpec backoffLimit=6 completionMode="NonIndexed" suspend=false podReplacementPolicy="TerminatingOrFailed"
        batch.v1.JobSpec manualSelector=false
        batch.v1.PodFailurePolicyOnPodConditionsPattern status="True"
        batch.v1.CronJobSpec concurrencyPolicy="Allow" suspend=false successfulJobsHistoryLimit=3
        batch.v1.CronJobSpec failedJobsHistoryLimit=1
        batch.v1beta1.CronJobSpec concurrencyPolicy="Allow" suspend=false successfulJobsHistoryLimit=3
        batch.v1beta1.CronJobSpec failedJobsHistoryLimit=1
        autoscaling.v1.HorizontalPodAutoscalerSpec minReplicas=1
        autoscaling.v2.HorizontalPodAutoscalerSpec minReplicas=1
        autoscaling.v2beta2.HorizontalPodAutoscalerSpec minReplicas=1
        autoscaling.v2.HPAScalingRules selectPolicy="Max"
        autoscaling.v2beta2.HPAScalingRules selectPolicy="Max"
        networking.v1.NetworkPolicyPort protocol="TCP"
        rbac.v1.RoleRef apiGroup="rbac.authorization.k8s.io"
        storage.v1.StorageClass reclaimPolicy="Delete" volumeBindingMode="Immediate"
        storage.v1.CSIDriverSpec attachRequired=true podInfoOnMount=false fsGroupPolicy="ReadWriteOnceWithFSType"
        storage.v1.CSIDriverSpec requiresRepublish=false seLinuxMount=false storageCapacity=false
        scheduling.v1.PriorityClass preemptionPolicy="PreemptLowerPriority"
        admissionregistration.v1.ValidatingWebhook failurePolicy="Fail" matchPolicy="Equivalent" timeoutSeconds=10
        admissionregistration.v1.MutatingWebhook failurePolicy="Fail" matchPolicy="Equivalent" timeoutSeconds=10
        admissionregistration.v1.MutatingWebhook reinvocationPolicy="Never"
        admissionregistration.v1.RuleWithOperations scope="*"
        admissionregistration.v1.NamedRuleWithOperations scope="*"
        admissionregistration.v1.MatchResources matchPolicy="Equivalent"
        admissionregistration.v1.ValidatingAdmissionPolicySpec failurePolicy="Fail"
        admissionregistration.v1.MutatingAdmissionPolicySpec failurePolicy="Fail"
        admissionregistration.v1.ServiceReference port=443
        discovery.v1.EndpointPort name="" protocol="TCP"
        io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference port=443
        io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec conversion={"strategy":"None"}
        io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference port=443
        """#
}

extension TypeTable {
    /// States defaults by definition name and member; one that the document states stays.
    mutating func setDefaults(_ facts: [String: [String: JSONValue]]) {
        for (place, type) in types.enumerated() {
            guard case .object(let shape) = type.shape, let members = facts[type.name] else { continue }
            let properties = shape.properties.map { property in
                var property = property
                property.defaultValue = property.defaultValue ?? members[property.name]
                return property
            }
            let stated = ObjectShape(
                properties: properties, preservesUnknown: shape.preservesUnknown, isAtomic: shape.isAtomic)
            replace(TypeID(index: place), with: SchemaType(name: type.name, shape: .object(stated)))
        }
    }
}
