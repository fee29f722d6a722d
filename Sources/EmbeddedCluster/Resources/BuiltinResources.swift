import ObjectModel
import OpenAPISchema

/// The kinds that the cluster serves without any CRD: those of Kubernetes 1.20, and the newer versions of some of them
/// that today's manifests use.
enum BuiltinResources {
    /// A line a resource: `group-version plural Kind scope short-names categories subresources`; `-` for none.
    /// Of a group's versions the first is the preferred one. Source: discovery of kube-apiserver 1.20.2.
    private static let text = """
        v1 configmaps ConfigMap N cm - -
        v1 endpoints Endpoints N ep - -
        v1 events Event N ev - -
        v1 limitranges LimitRange N limits - -
        v1 namespaces Namespace C ns - status
        v1 nodes Node C no - status
        v1 persistentvolumeclaims PersistentVolumeClaim N pvc - status
        v1 persistentvolumes PersistentVolume C pv - status
        v1 pods Pod N po all status
        v1 podtemplates PodTemplate N - - -
        v1 replicationcontrollers ReplicationController N rc all scale,status
        v1 resourcequotas ResourceQuota N quota - status
        v1 secrets Secret N - - -
        v1 serviceaccounts ServiceAccount N sa - -
        v1 services Service N svc all status
        apiregistration.k8s.io/v1 apiservices APIService C - api-extensions status
        apps/v1 controllerrevisions ControllerRevision N - - -
        apps/v1 daemonsets DaemonSet N ds all status
        apps/v1 deployments Deployment N deploy all scale,status
        apps/v1 replicasets ReplicaSet N rs all scale,status
        apps/v1 statefulsets StatefulSet N sts all scale,status
        events.k8s.io/v1 events Event N ev - -
        autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler N hpa all status
        autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler N hpa all status
        autoscaling/v2beta2 horizontalpodautoscalers HorizontalPodAutoscaler N hpa all status
        batch/v1 cronjobs CronJob N cj all status
        batch/v1 jobs Job N - all status
        batch/v1beta1 cronjobs CronJob N cj all status
        certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest C csr - status
        networking.k8s.io/v1 ingressclasses IngressClass C - - -
        networking.k8s.io/v1 ingresses Ingress N ing - status
        networking.k8s.io/v1 networkpolicies NetworkPolicy N netpol - -
        policy/v1 poddisruptionbudgets PodDisruptionBudget N pdb - status
        policy/v1beta1 poddisruptionbudgets PodDisruptionBudget N pdb - status
        rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding C - - -
        rbac.authorization.k8s.io/v1 clusterroles ClusterRole C - - -
        rbac.authorization.k8s.io/v1 rolebindings RoleBinding N - - -
        rbac.authorization.k8s.io/v1 roles Role N - - -
        storage.k8s.io/v1 csidrivers CSIDriver C - - -
        storage.k8s.io/v1 csinodes CSINode C - - -
        storage.k8s.io/v1 storageclasses StorageClass C sc - -
        storage.k8s.io/v1 volumeattachments VolumeAttachment C - - status
        admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration C - api-extensions -
        admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration C - api-extensions -
        apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition C crd,crds api-extensions status
        scheduling.k8s.io/v1 priorityclasses PriorityClass C pc - -
        coordination.k8s.io/v1 leases Lease N - - -
        node.k8s.io/v1 runtimeclasses RuntimeClass C - - -
        discovery.k8s.io/v1beta1 endpointslices EndpointSlice N - - -
        """

    /// Events may be read in two groups; the objects are kept in one.
    static func all(types: TypeTable) -> [APIResource] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map { $0 == "-" ? "" : String($0) }
            guard words.count == 7 else { return nil }
            let kind = GroupVersionKind(apiVersion: words[0], kind: words[2])
            return APIResource(
                kind: kind, plural: words[1], singular: "", isNamespaced: words[3] == "N",
                shortNames: list(words[4]), categories: list(words[5]), verbs: verbs(of: words[1]),
                subresources: list(words[6]).compactMap(APIResource.Subresource.init), nature: .builtin,
                type: types.root(kind))
        }
    }

    private static func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

    static let everyVerb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    /// Collections of these cannot be deleted at once.
    private static func verbs(of plural: String) -> [String] {
        plural == "namespaces" || plural == "services" ? everyVerb.filter { $0 != "deletecollection" } : everyVerb
    }
}
