import Testing

/// One case that users of other tools raised, as a real server can hold it.
struct DriftCase: CustomTestStringConvertible, Sendable {
    /// How the live object came to be.
    enum Way: Sendable {
        /// By ourselves, server-side.
        case serverSide
        /// By `kubectl apply`, which leaves the last-applied annotation.
        case clientSide
        /// By another tool, without checks of kubectl's own.
        case created
    }

    /// What the server says of applying Git's object.
    enum Answer: Sendable { case same, changes, refuses, notAsked }

    var name: String
    /// In Git.
    var desired: String
    /// What is made live; Git's own where `nil`.
    var live: String?
    var way = Way.serverSide
    /// For kubectl, after that.
    var then: [[String]] = []
    /// Everything that is not in sync.
    var lines: [String] = []
    /// `severity rule` of every finding but the one for a namespace that is left out.
    var findings: [String] = []
    var answer = Answer.same
    /// The exit code where it is not 0 for no lines and 1 for some.
    var code: Int32?

    var testDescription: String { name }
}

extension DriftCase {
    /// A Deployment called web with one container; flow YAML of further fields goes in.
    static func deployment(
        container: String = "", pod: String = "", spec: String = "", metadata: String = ""
    ) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web\(metadata)}
        spec:
          selector: {matchLabels: {app: web}}\(spec.isEmpty ? "" : "\n  \(spec)")
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: web, image: "registry.example/web:1"\(container)}]\(pod.isEmpty ? "" : "\n      \(pod)")

        """
    }

    static func configMap(_ data: String, metadata: String = "") -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m\(metadata)}\ndata: \(data)\n"
    }

    static func service(_ spec: String) -> String {
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, \(spec)}\n"
    }

    static func secret(_ members: String) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n\(members)\n"
    }

    private static let container = ".spec.template.spec.containers[name=\"web\"]"

    // MARK: Values

    static let values: [DriftCase] = [
        DriftCase(
            name: "A01 1000m of CPU is 1", desired: deployment(container: ", resources: {requests: {cpu: 1000m}}")),
        DriftCase(
            name: "A02 0.1 CPU is 100m", desired: deployment(container: ", resources: {requests: {cpu: \"0.1\"}}")),
        DriftCase(
            name: "A03 3072Mi is 3Gi", desired: deployment(container: ", resources: {requests: {memory: 3072Mi}}")),
        DriftCase(
            name: "A05 1G is not 1Gi", desired: deployment(container: ", resources: {limits: {memory: 1G}}"),
            live: deployment(container: ", resources: {limits: {memory: 1Gi}}"),
            lines: ["drifted Deployment/web", " changed \(container).resources.limits.memory"], answer: .changes),
        DriftCase(
            name: "A06 a number of bytes is the same in quotes",
            desired: deployment(container: ", resources: {limits: {memory: 3072}}"),
            live: deployment(container: ", resources: {limits: {memory: \"3072\"}}"), answer: .notAsked),
        DriftCase(
            name: "A14 yes without quotes is no string",
            desired: configMap("{a: b}", metadata: ", annotations: {enabled: yes}"),
            live: configMap("{a: b}", metadata: ", annotations: {enabled: \"true\"}"),
            findings: ["error string-expected"], answer: .refuses, code: 2),
        DriftCase(
            name: "A15 a number in a ConfigMap is no string", desired: configMap("{PORT: 8080}"),
            live: configMap("{PORT: \"8080\"}"),
            findings: ["error string-expected"], answer: .refuses, code: 2),
        DriftCase(
            name: "A17 a timestamp without quotes is a string",
            desired: configMap("{at: 2024-01-01T00:00:00Z}"), live: configMap("{at: \"2024-01-01T00:00:00Z\"}")),
    ]

    // MARK: Defaults, null and empty

    static let absences: [DriftCase] = [
        DriftCase(
            name: "B01 B05 B06 a Deployment gets its defaults",
            desired: deployment(container: ", ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 80}}")),
        DriftCase(
            name: "B02 a Service gets its defaults", desired: service("ports: [{port: 80}]"), way: .clientSide,
            answer: .notAsked),
        DriftCase(
            name: "B11 a field taken out of Git that has a default",
            desired: deployment(), live: deployment(spec: "replicas: 3"), way: .clientSide,
            lines: ["drifted Deployment/web", " removed .spec.replicas"], answer: .changes),
        DriftCase(name: "B12 resources that say nothing", desired: deployment(container: ", resources: {}")),
        DriftCase(name: "C01 annotations are null", desired: configMap("{a: b}", metadata: ", annotations: null")),
        DriftCase(
            name: "C02 a list is empty",
            desired: service("ports: [{port: 80, protocol: TCP}], loadBalancerSourceRanges: []")),
        DriftCase(
            name: "C04 an environment variable has an empty value",
            desired: deployment(container: ", env: [{name: A, value: \"\"}]")),
        DriftCase(
            name: "C06 an emptyDir that says nothing means something",
            desired: deployment(
                container: ", volumeMounts: [{name: v, mountPath: /v}]", pod: "volumes: [{name: v, emptyDir: {}}]")),
        DriftCase(
            name: "C07 a pod selector that says nothing means something",
            desired: """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: deny}
                spec: {podSelector: {}, policyTypes: [Ingress, Egress]}

                """),
        DriftCase(name: "C09 data is empty", desired: configMap("{}")),
        DriftCase(
            name: "C11 the time of creation is null",
            desired: configMap("{a: b}", metadata: ", creationTimestamp: null")),
    ]

    // MARK: Lists

    private static func autoscaler(_ metrics: String...) -> String {
        """
        apiVersion: autoscaling/v2beta2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}
          maxReplicas: 3
          metrics:

        """
            + metrics.map {
                "  - {type: Resource, resource: {name: \($0), target: {type: Utilization, averageUtilization: 80}}}\n"
            }.joined()
    }

    private static func endpoints(_ ports: String) -> String {
        """
        apiVersion: v1
        kind: Endpoints
        metadata: {name: outside}
        subsets: [{addresses: [{ip: 192.0.2.1}], ports: [\(ports)]}]

        """
    }

    static let lists: [DriftCase] = [
        DriftCase(
            name: "D02 the same port over TCP and UDP",
            desired: service(
                "ports: [{name: a, port: 53, protocol: TCP}, {name: b, port: 53, protocol: UDP}]")),
        DriftCase(
            name: "D04 two ports with the same key",
            desired: deployment(
                container: ", ports: [{containerPort: 9090, name: a}, {containerPort: 9090, name: b}]"),
            way: .created, answer: .refuses),
        DriftCase(
            name: "D07 metrics of an autoscaler in another order", desired: autoscaler("cpu", "memory"),
            live: autoscaler("memory", "cpu"), answer: .notAsked),
        DriftCase(
            name: "D07 a metric of an autoscaler is missing", desired: autoscaler("cpu", "memory"),
            live: autoscaler("cpu"), lines: ["drifted HorizontalPodAutoscaler/web", " changed .spec.metrics"],
            answer: .changes),
        DriftCase(
            name: "D09 ports of endpoints in another order",
            desired: endpoints("{name: a, port: 1}, {name: b, port: 2}"),
            live: endpoints("{name: b, port: 2}, {name: a, port: 1}"), answer: .notAsked),
        DriftCase(
            name: "D11 an argument was added by hand", desired: deployment(container: ", args: [a]"),
            then: [
                [
                    "patch", "deploy/web", "-p",
                    #"{"spec":{"template":{"spec":{"containers":[{"name":"web","args":["a","b"]}]}}}}"#,
                ]
            ], lines: ["drifted Deployment/web", " changed \(container).args"], answer: .changes),
        DriftCase(
            name: "D15 finalizers of another", desired: configMap("{a: b}"),
            then: [["patch", "cm/m", "--type=merge", "-p", #"{"metadata":{"finalizers":["example.org/x"]}}"#]]),
        DriftCase(
            name: "D16 a sidecar that a webhook injects", desired: deployment(),
            then: [
                [
                    "patch", "deploy/web", "--field-manager=istio-injector", "-p",
                    #"{"spec":{"template":{"spec":{"containers":[{"name":"proxy","image":"proxy:1"}]}}}}"#,
                ]
            ]),
    ]

    // MARK: Other writers

    static let writers: [DriftCase] = [
        DriftCase(
            name: "E01 Git leaves the replicas to others", desired: deployment(),
            then: [["scale", "deploy/web", "--replicas=7"]]),
        DriftCase(
            name: "E23 the defaults of an object that a person created",
            desired: deployment(container: ", ports: [{containerPort: 80}]"), way: .created),
        DriftCase(
            name: "E08 the controller adds a token to an account",
            desired: "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: worker}\n"),
        DriftCase(
            name: "E09 the server gives a Service its addresses",
            desired: service("type: NodePort, ports: [{port: 80, protocol: TCP}]")),
        DriftCase(
            name: "E10 Git pins a node port",
            desired: service("type: NodePort, ports: [{port: 80, protocol: TCP, nodePort: 32767}]"),
            live: service("type: NodePort, ports: [{port: 80, protocol: TCP}]"),
            lines: ["drifted Service/web", " changed .spec.ports[port=80,protocol=\"TCP\"].nodePort"],
            answer: .changes),
        DriftCase(
            name: "E20 the controller counts revisions", desired: deployment(),
            then: [["wait", "deploy/web", "--for=condition=progressing", "--timeout=30s"]]),
    ]

    // MARK: Schema, ownership and identity

    static let schemas: [DriftCase] = [
        DriftCase(
            name: "F01 a misspelt field", desired: deployment(pod: "imagePullSecret: x"), live: deployment(),
            lines: ["drifted Deployment/web", " unknownField .spec.template.spec.imagePullSecret"], answer: .refuses),
        DriftCase(
            name: "F07 a field that we applied is gone from Git", desired: configMap("{a: b}"),
            live: configMap("{a: b, c: d}"), lines: ["drifted ConfigMap/m", " removed .data.c"], answer: .changes),
        DriftCase(
            name: "F07 a field that kubectl applied is gone from Git", desired: configMap("{a: b}"),
            live: configMap("{a: b, c: d}"), way: .clientSide, lines: ["drifted ConfigMap/m", " removed .data.c"],
            answer: .changes),
        DriftCase(
            name: "F09 a selector cannot be changed",
            desired: deployment().replacing("app: web", with: "app: other"), live: deployment(),
            lines: [
                "drifted Deployment/web", " immutable .spec.selector.matchLabels.app",
                " changed .spec.template.metadata.labels.app",
            ], answer: .refuses),
        DriftCase(
            name: "F11 a cluster role with a namespace",
            desired: """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: NAMESPACE-reader, namespace: NAMESPACE}
                rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]

                """, findings: ["warning namespace-on-cluster-scoped"], answer: .notAsked),
        DriftCase(
            name: "F15 stringData is data", desired: secret("stringData: {p: x}"), live: secret("data: {p: eA==}")),
        DriftCase(
            name: "F16 stringData wins over data", desired: secret("data: {p: eQ==}\nstringData: {p: x}"),
            live: secret("data: {p: eA==}")),
        DriftCase(
            name: "F15 stringData differs", desired: secret("stringData: {p: z}"), live: secret("data: {p: eA==}"),
            lines: ["drifted Secret/s", " changed .data.p"], answer: .changes),
        DriftCase(
            name: "F14 a value that SOPS encrypted",
            desired: secret(
                "data: {p: \"ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\"}\nsops: {version: 3.8.1}"),
            live: secret("data: {p: eA==}"), answer: .notAsked),
    ]
}
