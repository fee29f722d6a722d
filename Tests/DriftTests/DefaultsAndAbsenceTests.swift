import Drift
import ObjectModel
import Testing

/// Defaults, nulls and empties are no drift, except where presence says something: families B and C of the cases.
@Suite struct DefaultsAndAbsenceTests {
    private static func service(_ spec: String, metadata: String = "") -> String {
        manifest("v1", "Service", "spec: \(spec)", metadata: metadata)
    }

    private static func binding(_ subject: String) -> String {
        manifest(
            "rbac.authorization.k8s.io/v1", "RoleBinding",
            "subjects: [\(subject)], roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}")
    }

    /// A Job that `manager` made, with a condition of its failure policy.
    private static func failurePolicy(_ condition: String, manager: String = "reconcile") -> String {
        manifest(
            "batch/v1", "Job",
            "spec: {podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [\(condition)]}]}}",
            metadata: owned(by: manager, #"{"f:spec": {"f:podFailurePolicy": {"f:rules": {}}}}"#))
    }

    static let defaults: [DriftCase] = [
        DriftCase(
            "B01 container port protocol", desired: deployment(container: ", ports: [{containerPort: 80}]"),
            live: deployment(container: ", ports: [{containerPort: 80, protocol: TCP}]"), is: .inSync),
        DriftCase(
            "B02 service port protocol and target", desired: service("{ports: [{port: 80}]}"),
            live: service("{ports: [{port: 80, protocol: TCP, targetPort: 80}], clusterIP: 10.0.0.1}"), is: .inSync),
        DriftCase(
            "B04 a CRD default that live has", desired: widget("{cdi: {enabled: true}}"),
            live: widget("{cdi: {enabled: true, default: false}}"), is: .inSync, definition: widgetDefinition),
        DriftCase(
            "B04 an explicit CRD default that live lacks", desired: widget("{cdi: {enabled: true, default: false}}"),
            live: widget("{cdi: {}}"), is: .inSync, definition: widgetDefinition),
        DriftCase(
            "B05 Deployment defaults", desired: deployment(container: ""),
            live: deployment(
                container: ", imagePullPolicy: IfNotPresent, terminationMessagePath: /dev/termination-log",
                pod: ", dnsPolicy: ClusterFirst, restartPolicy: Always",
                spec: ", replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, "
                    + "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}"),
            is: .inSync),
        DriftCase(
            "B06 probe defaults", desired: deployment(container: ", livenessProbe: {httpGet: {port: 80}}"),
            live: deployment(
                container: ", livenessProbe: {httpGet: {port: 80, scheme: HTTP, path: /}, timeoutSeconds: 1, "
                    + "periodSeconds: 10, successThreshold: 1, failureThreshold: 3}"), is: .inSync),
        DriftCase(
            "B08 webhook rule scope",
            desired: manifest(
                "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
                "webhooks: [{name: a.b.c, rules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], "
                    + "resources: [deployments]}]}]"),
            live: manifest(
                "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
                "webhooks: [{name: a.b.c, matchPolicy: Equivalent, timeoutSeconds: 10, rules: [{apiGroups: [apps], "
                    + "apiVersions: [v1], operations: [CREATE], resources: [deployments], scope: '*'}]}]"),
            is: .inSync),
        DriftCase(
            "B08 the same inside a policy's constraints, which are owned whole",
            desired: manifest(
                "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy",
                "spec: {matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], "
                    + "resources: [deployments]}]}}"),
            live: manifest(
                "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy",
                "spec: {failurePolicy: Fail, matchConstraints: {matchPolicy: Equivalent, namespaceSelector: {}, "
                    + "objectSelector: {}, resourceRules: [{apiGroups: [apps], apiVersions: [v1], "
                    + "operations: [CREATE], resources: [deployments], scope: '*'}]}}"),
            is: .inSync),
        DriftCase(
            "B10 the divisor of a resource, in a reference that is owned whole",
            desired: deployment(
                container: ", env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]"),
            live: deployment(
                container: ", env: [{name: A, valueFrom: {resourceFieldRef: {divisor: \"0\", resource: limits.cpu}}}]"),
            is: .inSync),
        DriftCase(
            "B10 a divisor that says something",
            desired: deployment(
                container: ", env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]"),
            live: deployment(
                container: ", env: [{name: A, valueFrom: {resourceFieldRef: {divisor: 1m, resource: limits.cpu}}}]"),
            is: .drifted,
            at: [#".spec.template.spec.containers[name="app"].env[name="A"].valueFrom.resourceFieldRef.divisor"#]),
        DriftCase(
            "B10 the API group of a person in a binding", desired: binding("{kind: Group, name: people}"),
            live: binding("{apiGroup: rbac.authorization.k8s.io, kind: Group, name: people}"), is: .inSync),
        DriftCase(
            "B10 a namespace in a binding that Git does not name", desired: binding("{kind: ServiceAccount, name: a}"),
            live: binding("{kind: ServiceAccount, name: a, namespace: other}"), is: .drifted,
            at: [".subjects[0].namespace"]),
        DriftCase(
            "B10 the status that a condition of a Job's failure has", desired: failurePolicy("{type: Disrupted}"),
            live: failurePolicy(#"{type: Disrupted, status: "True"}"#, manager: "kubectl"), is: .inSync),
        DriftCase(
            "B09 claim templates of a StatefulSet are filled in",
            desired: manifest(
                "apps/v1", "StatefulSet",
                "spec: {serviceName: a, volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: "
                    + "[ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}}]}"),
            live: manifest(
                "apps/v1", "StatefulSet",
                "spec: {serviceName: a, volumeClaimTemplates: [{apiVersion: v1, kind: PersistentVolumeClaim, "
                    + "metadata: {name: data, creationTimestamp: null}, spec: {accessModes: [ReadWriteOnce], "
                    + "volumeMode: Filesystem, resources: {requests: {storage: 1Gi}}}, status: {phase: Pending}}]}"),
            is: .inSync),
        DriftCase(
            "B11 a field taken out of Git that was applied client-side", desired: deployment(container: ""),
            live: deployment(
                container: "", spec: ", replicas: 3",
                metadata:
                    #", annotations: {kubectl.kubernetes.io/last-applied-configuration: "{\"spec\":{\"replicas\":3}}"}"#
            ),
            is: .drifted, at: [".spec.replicas"], cause: .removed),
        DriftCase(
            "B12 empty resources that live lacks", desired: deployment(container: ", resources: {}"),
            live: deployment(container: ""), is: .inSync),
        DriftCase(
            "B13 a false that the API leaves out", desired: deployment(container: "", pod: ", hostNetwork: false"),
            live: deployment(container: ""), is: .inSync),
        DriftCase(
            "B13 a false that is a pointer in the API",
            desired: deployment(
                container: "", pod: ", automountServiceAccountToken: false"),
            live: deployment(container: ""), is: .drifted, at: [".spec.template.spec.automountServiceAccountToken"]),
        DriftCase(
            "B14 status of a CRD in Git", desired: widgetDefinition + "\nstatus: {acceptedNames: {kind: Other}}",
            live: widgetDefinition + "\nstatus: {acceptedNames: {kind: Widget}}", is: .inSync),
    ]

    static let absence: [DriftCase] = [
        DriftCase(
            "C01 a null map", desired: deployment(container: "", metadata: ", annotations: null"),
            live: deployment(container: ""), is: .inSync),
        DriftCase(
            "C01 a null map where others have entries",
            desired: deployment(container: "", metadata: ", annotations: null"),
            live: deployment(container: "", metadata: ", annotations: {a: b}"), is: .inSync),
        DriftCase(
            "C02 an empty list", desired: service("{loadBalancerSourceRanges: []}"), live: service("{type: ClusterIP}"),
            is: .inSync),
        DriftCase(
            "C03 an empty class is not the default class",
            desired: manifest("v1", "PersistentVolumeClaim", #"spec: {storageClassName: ""}"#),
            live: manifest("v1", "PersistentVolumeClaim", "spec: {storageClassName: fast}"), is: .drifted,
            at: [".spec.storageClassName"], cause: .immutable),
        DriftCase(
            "C04 an empty environment value", desired: deployment(container: #", env: [{name: A, value: ""}]"#),
            live: deployment(container: ", env: [{name: A}]"), is: .inSync),
        DriftCase(
            "C06 an emptyDir that is there",
            desired: deployment(container: "", pod: ", volumes: [{name: v, emptyDir: {}}]"),
            live: deployment(container: "", pod: ", volumes: [{name: v, emptyDir: {}}]"), is: .inSync),
        DriftCase(
            "C06 an emptyDir that live lacks",
            desired: deployment(container: "", pod: ", volumes: [{name: v, emptyDir: {}}]"),
            live: deployment(container: "", pod: ", volumes: [{name: v, hostPath: {path: /}}]"), is: .drifted,
            at: [#".spec.template.spec.volumes[name="v"].emptyDir"#]),
        DriftCase(
            "C07 an empty pod selector that live lacks",
            desired: manifest(
                "networking.k8s.io/v1", "NetworkPolicy", "spec: {podSelector: {}, policyTypes: [Ingress]}"),
            live: manifest("networking.k8s.io/v1", "NetworkPolicy", "spec: {policyTypes: [Ingress]}"), is: .drifted,
            at: [".spec.podSelector"]),
        DriftCase(
            "C09 empty data", desired: manifest("v1", "ConfigMap", "data: {}"),
            live: "{apiVersion: v1, kind: ConfigMap, metadata: {name: thing, namespace: team-a}}", is: .inSync),
        DriftCase(
            "C11 a null creation time", desired: deployment(container: "", metadata: ", creationTimestamp: null"),
            live: deployment(container: "", metadata: #", creationTimestamp: "2026-01-01T00:00:00Z""#), is: .inSync),
        DriftCase(
            "C12 empty categories of a CRD",
            desired: "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a}, "
                + "spec: {names: {kind: A, categories: []}}}",
            live: "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a}, "
                + "spec: {names: {kind: A}}}", is: .inSync),
        DriftCase(
            "C13 null where the schema lets null be a value", desired: widget("{nullable: null}"),
            live: widget("{nullable: text}"), is: .drifted, at: [".spec.nullable"], definition: widgetDefinition),
        DriftCase(
            "C14 empty resources of a custom resource", desired: widget("{resources: {}}"), live: widget("{text: a}"),
            is: .inSync, definition: widgetDefinition),
    ]

    @Test(arguments: defaults + absence) func verdictIsRight(_ c: DriftCase) throws { try expectVerdict(c) }
}
