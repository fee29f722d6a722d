extension ServedObject {
    private static func configMap(_ name: String, _ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: team}\n\(data)"
    }

    static let configuration = [
        ServedObject(
            "Namespace/team: E12 the label that the server adds",
            git: "apiVersion: v1\nkind: Namespace\nmetadata: {name: team, labels: {owner: speech}}",
            live: """
                apiVersion: v1
                kind: Namespace
                metadata: {name: team, labels: {kubernetes.io/metadata.name: team, owner: speech}}
                spec: {finalizers: [kubernetes]}
                status: {phase: Active}
                """,
            edit: ("owner: speech", "owner: vision"),
            lines: ["drifted Namespace/team", " changed .metadata.labels.owner"]),
        ServedObject(
            "Node/gpu-1: E14 labels that others add",
            git: "apiVersion: v1\nkind: Node\nmetadata: {name: gpu-1, labels: {pool: training}}",
            live: """
                apiVersion: v1
                kind: Node
                metadata: {name: gpu-1, labels: {pool: training, nvidia.com/gpu.count: "8", kubernetes.io/os: linux}}
                spec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24], providerID: example}
                status: {capacity: {nvidia.com/gpu: "8"}, declaredFeatures: []}
                """,
            edit: ("pool: training", "pool: spare"), lines: ["drifted Node/gpu-1", " changed .metadata.labels.pool"]),
        ServedObject(
            "ConfigMap/settings: text", git: configMap("settings", "data: {level: info, port: \"8080\"}"),
            live: configMap("settings", "data: {level: info, port: \"8080\"}"), edit: ("level: info", "level: debug"),
            lines: ["drifted ConfigMap/settings", " changed .data.level"]),
        ServedObject(
            "ConfigMap/empty: C09 data that is empty", git: configMap("empty", "data: {}"),
            live: configMap("empty", ""),
            edit: (
                "kind: ConfigMap\nmetadata: {name: empty",
                "kind: ConfigMap\nmetadata: {deletionTimestamp: \"2026-11-01T08:00:00Z\", name: empty"
            ),
            lines: ["terminating ConfigMap/empty"]),
        ServedObject(
            "ConfigMap/fixed: one that cannot change", git: configMap("fixed", "immutable: true\ndata: {a: b}"),
            live: configMap("fixed", "immutable: true\ndata: {a: b}"), edit: ("a: b", "a: c"),
            lines: ["drifted ConfigMap/fixed", " immutable .data.a"]),
        ServedObject(
            "Secret/login: F15 stringData",
            git: "apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: team}\nstringData: {password: x}",
            live:
                "apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: team}\ndata: {password: eA==}\ntype: Opaque",
            edit: ("eA==", "eQ=="), lines: ["drifted Secret/login", " changed .data.password"]),
        ServedObject(
            "ResourceQuota/team: amounts by any name",
            git: """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: team, namespace: team}
                spec: {hard: {requests.cpu: 4000m, requests.nvidia.com/gpu: 8, pods: "20"}}
                """,
            live: """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: team, namespace: team}
                spec: {hard: {requests.cpu: "4", requests.nvidia.com/gpu: "8", pods: "20"}}
                status: {hard: {requests.cpu: "4"}, used: {requests.cpu: "1"}}
                """,
            edit: ("nvidia.com/gpu: \"8\"", "nvidia.com/gpu: \"16\""),
            lines: ["drifted ResourceQuota/team", " changed .spec.hard[\"requests.nvidia.com/gpu\"]"]),
        ServedObject(
            "LimitRange/team: amounts in a list that is owned whole",
            git: """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: team, namespace: team}
                spec: {limits: [{type: Container, default: {memory: 0.5Gi}}]}
                """,
            live: """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: team, namespace: team}
                spec: {limits: [{type: Container, default: {memory: 512Mi}, defaultRequest: {memory: 512Mi}}]}
                """,
            edit: ("default: {memory: 512Mi}", "default: {memory: 512M}"),
            lines: ["drifted LimitRange/team", " changed .spec.limits[0].default.memory"]),
        ServedObject(
            "PriorityClass/training: false that the API leaves out, and a value that cannot change",
            git: """
                apiVersion: scheduling.k8s.io/v1
                kind: PriorityClass
                metadata: {name: training}
                value: 1000
                globalDefault: false
                """,
            live: """
                apiVersion: scheduling.k8s.io/v1
                kind: PriorityClass
                metadata: {name: training, generation: 1}
                value: 1000
                preemptionPolicy: PreemptLowerPriority
                """,
            edit: ("value: 1000", "value: 2000"), lines: ["drifted PriorityClass/training", " immutable .value"]),
        ServedObject(
            "RuntimeClass/nvidia: a fraction of a CPU",
            git: """
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata: {name: nvidia}
                handler: nvidia
                overhead: {podFixed: {cpu: 0.25}}
                """,
            live: """
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata: {name: nvidia}
                handler: nvidia
                overhead: {podFixed: {cpu: 250m}}
                """,
            edit: ("250m", "300m"), lines: ["drifted RuntimeClass/nvidia", " changed .overhead.podFixed.cpu"]),
        ServedObject(
            "Lease/leader: what its holder renews",
            git: """
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: leader, namespace: team}
                spec: {leaseDurationSeconds: 15}
                """,
            live: """
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: leader, namespace: team}
                spec: {leaseDurationSeconds: 15, holderIdentity: a, renewTime: "2026-11-01T08:00:00.000000Z"}
                """,
            edit: ("leaseDurationSeconds: 15", "leaseDurationSeconds: 60"),
            lines: ["drifted Lease/leader", " changed .spec.leaseDurationSeconds"]),
    ]
}
