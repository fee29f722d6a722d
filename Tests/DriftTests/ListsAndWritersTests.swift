import Drift
import ObjectModel
import Testing

/// List elements are paired as the API pairs them, and other writers' fields count as theirs: families D and E.
@Suite struct ListsAndWritersTests {
    private static let app = #".spec.template.spec.containers[name="app"]"#

    private static func template(_ fields: String) -> String {
        #"{"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"app"}': "# + fields + "}}}}}"
    }

    private static func autoscaler(_ metrics: String) -> String {
        manifest("autoscaling/v2", "HorizontalPodAutoscaler", "spec: {maxReplicas: 3, metrics: [\(metrics)]}")
    }

    private static let cpu =
        "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}"
    private static let memory =
        "{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 60}}}"

    static let lists: [DriftCase] = [
        DriftCase(
            "D02 the same port for TCP and UDP",
            desired: manifest(
                "v1", "Service",
                "spec: {ports: [{name: a, port: 53, protocol: TCP}, {name: b, port: 53, protocol: UDP}]}"),
            live: manifest(
                "v1", "Service",
                "spec: {ports: [{name: b, port: 53, protocol: UDP}, {name: a, port: 53, protocol: TCP}]}"),
            is: .inSync),
        DriftCase(
            "D04 a list key twice",
            desired: deployment(container: ", ports: [{containerPort: 9090, name: a}, {containerPort: 9090, name: b}]"),
            live: deployment(container: ", ports: [{containerPort: 9090, name: a, protocol: TCP}]"), is: .drifted,
            at: [app + #".ports[containerPort=9090,protocol="TCP"]"#], notes: 1),
        DriftCase(
            "D05 of two variables of one name the last counts",
            desired: deployment(container: #", env: [{name: A, value: "1"}, {name: A, value: "2"}]"#),
            live: deployment(container: #", env: [{name: A, value: "2"}]"#), is: .inSync, notes: 1),
        DriftCase(
            "D07 metrics in another order", desired: autoscaler("\(cpu), \(memory)"),
            live: autoscaler("\(memory), \(cpu)"), is: .inSync),
        DriftCase(
            "D07 metrics in another order, of which one differs", desired: autoscaler("\(cpu), \(memory)"),
            live: autoscaler("\(memory), \(cpu)").replacing("averageUtilization: 50", with: "averageUtilization: 55"),
            is: .drifted, at: [".spec.metrics[0].resource.target.averageUtilization"]),
        DriftCase(
            "D09 endpoints in another order",
            desired: manifest(
                "v1", "Endpoints",
                "subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{name: a, port: 1}, {name: b, port: 2}]}]"),
            live: manifest(
                "v1", "Endpoints",
                "subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{name: b, port: 2, protocol: TCP}, {name: a, port: 1, protocol: TCP}]}]"
            ),
            is: .inSync),
        DriftCase(
            "D11 an atomic list with one more element", desired: widget("{toolkit: {env: [{name: X, value: a}]}}"),
            live: widget("{toolkit: {env: [{name: X, value: a}, {name: Y}]}}"), is: .drifted,
            at: [".spec.toolkit.env"], definition: widgetDefinition),
        DriftCase(
            "D11 an atomic list whose element has one more member", desired: widget("{toolkit: {env: [{name: X}]}}"),
            live: widget("{toolkit: {env: [{name: X, value: a}]}}"), is: .drifted,
            at: [".spec.toolkit.env[0].value"], definition: widgetDefinition),
        DriftCase(
            "D12 a service port added by hand",
            desired: manifest("v1", "Service", "spec: {ports: [{name: http, port: 80}]}"),
            live: manifest(
                "v1", "Service",
                "spec: {ports: [{name: http, port: 80, protocol: TCP}, {name: sidecar, port: 81, protocol: TCP}]}",
                metadata: owned(
                    by: "kubectl-edit",
                    #"{"f:spec": {"f:ports": {'k:{"port":81,"protocol":"TCP"}': {".": {}, "f:name": {}, "f:port": {}}}}}"#
                )),
            is: .foreign, at: [#".spec.ports[port=81,protocol="TCP"]"#], cause: .foreign),
        DriftCase(
            "D13 a variable added by hand", desired: deployment(container: ", env: [{name: A, value: a}]"),
            live: deployment(
                container: ", env: [{name: A, value: a}, {name: B, value: b}]",
                metadata: owned(
                    by: "kubectl-edit",
                    template(#"{"f:env": {'k:{"name":"B"}': {".": {}, "f:name": {}, "f:value": {}}}}"#))),
            is: .foreign, at: [app + #".env[name="B"]"#], cause: .foreign),
        DriftCase(
            "D15 finalizers and owners", desired: deployment(container: ""),
            live: deployment(container: "", metadata: ", finalizers: [a/b], ownerReferences: [{uid: x}]"), is: .inSync),
        DriftCase(
            "D16 an injected sidecar", desired: deployment(container: ""),
            live: deployment(
                container: "}, {name: istio-proxy, image: proxy",
                metadata: owned(
                    by: "reconcile",
                    #"{"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"istio-proxy"}': {".": {}, "f:name": {}}}}}}}"#
                )),
            is: .inSync),
    ]

    static let writers: [DriftCase] = [
        DriftCase(
            "E01 an autoscaler sets what Git leaves out", desired: deployment(container: ""),
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: owned(by: "kube-controller-manager", #"{"f:spec": {"f:replicas": {}}}"#, subresource: "scale")
            ),
            is: .inSync),
        DriftCase(
            "E02 an autoscaler sets what Git sets too", desired: deployment(container: "", spec: ", replicas: 3"),
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: owned(by: "kube-controller-manager", #"{"f:spec": {"f:replicas": {}}}"#, subresource: "scale")
            ),
            is: .inSync, autoscaled: true),
        DriftCase(
            "E02 without an autoscaler it is drift", desired: deployment(container: "", spec: ", replicas: 3"),
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: owned(by: "kube-controller-manager", #"{"f:spec": {"f:replicas": {}}}"#, subresource: "scale")
            ),
            is: .drifted, at: [".spec.replicas"]),
        DriftCase(
            "E03 a person scaled the autoscaler's target", desired: deployment(container: "", spec: ", replicas: 3"),
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: owned(by: "kubectl", #"{"f:spec": {"f:replicas": {}}}"#, subresource: "scale")),
            is: .foreign, at: [".spec.replicas"], cause: .foreign, autoscaled: true),
        DriftCase(
            "E03 a person scaled what Git leaves out", desired: deployment(container: ""),
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: owned(by: "kubectl", #"{"f:spec": {"f:replicas": {}}}"#, subresource: "scale")),
            is: .foreign, at: [".spec.replicas"], cause: .foreign),
        DriftCase(
            "E04 an injected certificate over an empty one",
            desired: manifest(
                "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration",
                #"webhooks: [{name: a.b.c, clientConfig: {caBundle: "", url: u}}]"#),
            live: manifest(
                "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration",
                "webhooks: [{name: a.b.c, clientConfig: {caBundle: QUJD, url: u}}]"),
            is: .inSync),
        DriftCase(
            "E06 an injected certificate of a CRD conversion",
            desired: manifest(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition",
                "spec: {conversion: {strategy: Webhook, webhook: {clientConfig: {url: u}}}}"),
            live: manifest(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition",
                "spec: {conversion: {strategy: Webhook, webhook: {clientConfig: {url: u, caBundle: QUJD}}}}"),
            is: .inSync),
        DriftCase(
            "E08 token secrets of a service account",
            desired: manifest("v1", "ServiceAccount", "automountServiceAccountToken: false"),
            live: manifest("v1", "ServiceAccount", "automountServiceAccountToken: false, secrets: [{name: token-x}]"),
            is: .inSync),
        DriftCase(
            "E09 assigned service addresses",
            desired: manifest("v1", "Service", "spec: {type: NodePort, ports: [{port: 80}]}"),
            live: manifest(
                "v1", "Service",
                "spec: {type: NodePort, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1], ports: [{port: 80, nodePort: 30999, protocol: TCP, targetPort: 80}]}"
            ),
            is: .inSync),
        DriftCase(
            "E10 a pinned node port",
            desired: manifest("v1", "Service", "spec: {ports: [{port: 80, nodePort: 30080}]}"),
            live: manifest("v1", "Service", "spec: {ports: [{port: 80, nodePort: 30999, protocol: TCP}]}"),
            is: .drifted,
            at: [#".spec.ports[port=80,protocol="TCP"].nodePort"#]),
        DriftCase(
            "E11 a bound claim",
            desired: manifest("v1", "PersistentVolumeClaim", "spec: {accessModes: [ReadWriteOnce]}"),
            live: manifest(
                "v1", "PersistentVolumeClaim",
                "spec: {accessModes: [ReadWriteOnce], volumeName: pv-1, volumeMode: Filesystem}"),
            is: .inSync),
        DriftCase(
            "E12 a label that the server adds",
            desired: "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {a: b}}}",
            live:
                "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {a: b, kubernetes.io/metadata.name: a}}, spec: {finalizers: [kubernetes]}}",
            is: .inSync),
        DriftCase(
            "E14 undeclared labels of a node",
            desired: "{apiVersion: v1, kind: Node, metadata: {name: n, labels: {a: b}}}",
            live: "{apiVersion: v1, kind: Node, metadata: {name: n, labels: {a: b, nvidia.com/gpu.count: \"8\"}}}",
            is: .inSync),
        DriftCase(
            "E15 a declared label that an operator overwrote",
            desired: "{apiVersion: v1, kind: Node, metadata: {name: n, labels: {nvidia.com/mig.config: all-1g}}}",
            live: "{apiVersion: v1, kind: Node, metadata: {name: n, labels: {nvidia.com/mig.config: all-disabled}"
                + owned(by: "gpu-operator", #"{"f:metadata": {"f:labels": {"f:nvidia.com/mig.config": {}}}}"#) + "}}",
            is: .drifted, at: [#".metadata.labels["nvidia.com/mig.config"]"#]),
        DriftCase(
            "E17 an operator rewrites the spec of its own resource", desired: widget("{text: a}"),
            live: widget("{text: b}", metadata: owned(by: "operator", #"{"f:spec": {"f:text": {}}}"#)),
            is: .drifted, at: [".spec.text"], cause: .changed, definition: widgetDefinition),
        DriftCase(
            "E19 a manual restart is a note", desired: deployment(container: ""),
            live: deployment(
                container: "",
                metadata: owned(
                    by: "kubectl-rollout",
                    #"{"f:spec": {"f:template": {"f:metadata": {"f:annotations": {".": {}, "f:kubectl.kubernetes.io/restartedAt": {}}}}}}"#
                )
            ).replacing(
                "metadata: {labels: {app: web}}",
                with:
                    #"metadata: {labels: {app: web}, annotations: {kubectl.kubernetes.io/restartedAt: "2026-11-01T08:00:00Z"}}"#
            ),
            is: .inSync, notes: 1),
        DriftCase(
            "E20 the deployment controller's revision", desired: deployment(container: ""),
            live: deployment(container: "", metadata: #", annotations: {deployment.kubernetes.io/revision: "127"}"#),
            is: .inSync),
        DriftCase(
            "E21 a field that another applier holds", desired: deployment(container: "", spec: ", replicas: 3"),
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: owned(by: "some-operator", #"{"f:spec": {"f:replicas": {}}}"#, as: "Apply")),
            is: .conflict, at: [".spec.replicas"]),
        DriftCase(
            "E22 rules that the aggregation controller fills in",
            desired: manifest(
                "rbac.authorization.k8s.io/v1", "ClusterRole",
                "aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}, rules: []"),
            live: manifest(
                "rbac.authorization.k8s.io/v1", "ClusterRole",
                "aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}, rules: [{verbs: [get], apiGroups: [''], resources: [pods]}]"
            ),
            is: .inSync),
        DriftCase(
            "E23 defaults that belong to the person who created the object",
            desired: deployment(container: ", ports: [{containerPort: 80}]"),
            live: deployment(
                container: ", imagePullPolicy: IfNotPresent, ports: [{containerPort: 80, protocol: TCP}]",
                pod: ", dnsPolicy: ClusterFirst, terminationGracePeriodSeconds: 30",
                spec: ", replicas: 1, progressDeadlineSeconds: 600, strategy: {type: RollingUpdate, rollingUpdate: "
                    + "{maxSurge: 25%, maxUnavailable: 25%}}",
                metadata: owned(
                    by: "kubectl-create",
                    #"{"f:spec": {"f:replicas": {}, "f:progressDeadlineSeconds": {}, "f:strategy": {"f:type": {}, "#
                        + #""f:rollingUpdate": {".": {}, "f:maxSurge": {}, "f:maxUnavailable": {}}}, "f:template": {"f:spec": "#
                        + #"{"f:dnsPolicy": {}, "f:terminationGracePeriodSeconds": {}, "f:containers": "#
                        + #"{'k:{"name":"app"}': {".": {}, "f:imagePullPolicy": {}, "f:ports": {".": {}, "#
                        + #"'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:protocol": {}}}}}}}}}"#)),
            is: .inSync),
        DriftCase(
            "E24 an element that we applied and Git no longer has", desired: deployment(container: ""),
            live: deployment(
                container: "}, {name: old, image: \"old:1\"",
                metadata: owned(
                    by: "reconcile",
                    #"{"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"old"}': {".": {}, "f:name": {}, "f:image": {}}}}}}}"#,
                    as: "Apply")),
            is: .drifted, at: [#".spec.template.spec.containers[name="old"]"#], cause: .removed),
        DriftCase(
            "E25 letters that look alike and are other bytes",
            desired: manifest("v1", "ConfigMap", "data: {a: \"\\u00e9\"}"),
            live: manifest("v1", "ConfigMap", "data: {a: \"e\\u0301\"}"), is: .drifted, at: [".data.a"]),
    ]

    @Test(arguments: lists + writers) func verdictIsRight(_ c: DriftCase) throws { try expectVerdict(c) }
}
