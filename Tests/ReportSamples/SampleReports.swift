import Drift
package import DriftReport
package import ObjectModel

/// What a team that runs GPU clusters could find on one morning; the goldens and the picture in the README show it.
package enum SampleReports {
    package static let production = Report(
        subject: Report.Subject(
            environment: "production", repository: "https://git.example.com/platform/gpu-clusters.git",
            revision: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", ref: "production",
            cluster: "context prod (https://10.20.0.1:6443)",
            location: SourceLocation(file: "reconcile.yaml", line: 8, column: 5)),
        checkedAt: "2026-03-02T09:30:00Z", duration: .milliseconds(312),
        objects: objects.sorted { $0.key < $1.key }, findings: findings,
        gaps: ["cannot list 'PodGroup.scheduling.run.ai': 403 Forbidden (hint: grant list on podgroups to this user)"])

    package static let staging = Report(
        subject: Report.Subject(
            environment: "staging", repository: "https://git.example.com/platform/gpu-clusters.git",
            revision: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", ref: "main", hasUncommittedChanges: true,
            cluster: "context staging"),
        checkedAt: "2026-03-02T09:30:00Z", duration: .milliseconds(287), objects: inSync)

    private static let objects = [clusterPolicy, trainer, budget, leftover, secret, timeSlicing, podGroup] + inSync

    private static let findings = [
        Finding(
            severity: .warning, rule: "string-expected",
            message: "annotation 'prometheus.io/scrape' is a boolean, the API wants a string (hint: write \"true\")",
            location: SourceLocation(file: "environments/production/inference.yaml", line: 21, column: 35),
            object: key("apps", "Deployment", "team-a", "llm-inference"))
    ]

    private static let inSync: [ObjectDrift] = (1...118).map { number in
        ObjectDrift(
            key: key("", "ConfigMap", "team-\(number % 20)", "settings-\(number)"), apiVersion: "v1", verdict: .inSync,
            location: SourceLocation(file: "base/settings.yaml", line: number * 9, column: 1),
            ignored: number == 1 ? hidden : IgnoreOutcome())
    }

    private static let hidden = IgnoreOutcome(hidden: [
        HiddenChange(
            FieldChange(
                path: path("data", "checksum"), cause: .changed, desired: .value("0"), live: .value("77d1"),
                owner: FieldOwner(manager: "checksummer", operation: .update, time: "2026-03-02T09:29:13Z"),
                location: SourceLocation(file: "base/settings.yaml", line: 14, column: 3)),
            rule: SourceLocation(file: "reconcile.yaml", line: 31, column: 13), reason: "a controller sets it")
    ])

    private static let clusterPolicy = ObjectDrift(
        key: key("nvidia.com", "ClusterPolicy", "", "cluster-policy"), apiVersion: "nvidia.com/v1", verdict: .drifted,
        changes: [
            FieldChange(
                path: path("spec", "driver", "version"), cause: .changed, desired: .value("580.95.05"),
                live: .value("570.195.03"),
                owner: FieldOwner(manager: "kubectl-edit", operation: .update, time: "2026-03-02T09:16:11Z"),
                location: SourceLocation(file: "environments/production/cluster-policy.yaml", line: 14, column: 14),
                hint: "expect the drivers of every GPU node to be reloaded when this is reverted"),
            FieldChange(
                path: path("spec", "toolkit", "env"), cause: .changed,
                desired: .value([["name": "CONTAINERD_SET_AS_DEFAULT", "value": "false"]]),
                live: .value([
                    ["name": "CONTAINERD_SET_AS_DEFAULT", "value": "false"],
                    ["name": "RUNTIME_RESTART_MODE", "value": "systemd"],
                ]),
                owner: FieldOwner(manager: "kubectl-edit", operation: .update, time: "2026-03-02T09:16:11Z"),
                location: SourceLocation(file: "environments/production/cluster-policy.yaml", line: 22, column: 7)),
        ],
        location: SourceLocation(file: "environments/production/cluster-policy.yaml", line: 1, column: 1))

    private static let trainer = ObjectDrift(
        key: key("apps", "Deployment", "team-a", "llm-inference"), apiVersion: "apps/v1", verdict: .drifted,
        changes: [
            FieldChange(
                path: path("metadata", "annotations", "debug.example.com/owner"), cause: .foreign, desired: .absent,
                live: .value("ada"),
                owner: FieldOwner(manager: "kubectl-annotate", operation: .update, time: "2026-02-27T17:02:40Z"),
                location: SourceLocation(file: "environments/production/inference.yaml", line: 6, column: 3)),
            FieldChange(
                path: container.appending(.field("image")), cause: .changed,
                desired: .value("registry.example.com/llm/server:2.4.1"),
                live: .value("registry.example.com/llm/server:2.4.2-rc1"),
                owner: FieldOwner(manager: "kubectl-edit", operation: .update, time: "2026-03-02T08:55:03Z"),
                location: SourceLocation(file: "environments/production/inference.yaml", line: 34, column: 18)),
            FieldChange(
                path: container.appending(.field("resources")).appending(.field("limits"))
                    .appending(.field("nvidia.com/gpu")),
                cause: .changed, desired: .value("4"), live: .value("8"),
                owner: FieldOwner(manager: "kubectl-edit", operation: .update, time: "2026-03-02T08:55:03Z"),
                location: SourceLocation(file: "environments/production/inference.yaml", line: 47, column: 31)),
            FieldChange(
                path: path("spec", "template", "spec", "nodeSelector"), cause: .removed, desired: .absent,
                live: .value(["nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3"]),
                owner: FieldOwner(manager: "reconcile", operation: .apply, time: "2026-01-19T12:00:00Z"),
                location: SourceLocation(file: "environments/production/inference.yaml", line: 29, column: 7)),
        ],
        location: SourceLocation(file: "environments/production/inference.yaml", line: 1, column: 1),
        notes: ["restarted by hand at 2026-03-01T22:10:09Z (kubectl rollout restart)"])

    private static let budget = ObjectDrift(
        key: key("policy", "PodDisruptionBudget", "team-a", "llm-inference"), apiVersion: "policy/v1",
        verdict: .missing, location: SourceLocation(file: "environments/production/inference.yaml", line: 92, column: 1)
    )

    private static let leftover = ObjectDrift(
        key: key("", "ConfigMap", "team-a", "llm-prompts-v1"), apiVersion: "v1", verdict: .extra,
        notes: ["applied last from 0f9e8d7 on 2026-01-19"])

    private static let secret = ObjectDrift(
        key: key("", "Secret", "team-a", "registry-credentials"), apiVersion: "v1", verdict: .drifted,
        changes: [
            FieldChange(
                path: path("data", ".dockerconfigjson"), cause: .changed, desired: .masked, live: .masked,
                owner: FieldOwner(manager: "kubectl-patch", operation: .update, time: "2026-03-01T21:47:00Z"),
                location: SourceLocation(file: "environments/production/registry.yaml", line: 9, column: 3))
        ],
        location: SourceLocation(file: "environments/production/registry.yaml", line: 1, column: 1))

    private static let timeSlicing = ObjectDrift(
        key: key("", "ConfigMap", "gpu-operator", "device-plugin-config"), apiVersion: "v1", verdict: .drifted,
        changes: [
            FieldChange(
                path: path("data", "h100"), cause: .changed,
                desired: .value(.string(sharing(replicas: 4, failRequests: true))),
                live: .value(.string(sharing(replicas: 10, failRequests: false))),
                owner: FieldOwner(manager: "Mozilla", operation: .update, time: "2026-03-02T09:29:13Z"),
                location: SourceLocation(file: "base/device-plugin.yaml", line: 8, column: 3),
                hint: "expect the device plugin to restart and nvidia.com/gpu of every H100 node to change")
        ],
        location: SourceLocation(file: "base/device-plugin.yaml", line: 1, column: 1))

    private static let podGroup = ObjectDrift(
        key: key("scheduling.run.ai", "PodGroup", "team-b", "pretraining"), apiVersion: "scheduling.run.ai/v2alpha2",
        verdict: .unknown, location: SourceLocation(file: "environments/production/training.yaml", line: 61, column: 1),
        reason: "no permission to list or get podgroups.scheduling.run.ai in team-b")

    private static let container = path("spec", "template", "spec", "containers")
        .appending(.key([KeyMember(name: "name", value: "server")]))

    private static func sharing(replicas: Int, failRequests: Bool) -> String {
        """
        version: v1
        flags:
          migStrategy: none
          failOnInitError: true
          nvidiaDriverRoot: /
          plugin:
            passDeviceSpecs: false
            deviceListStrategy: envvar
        sharing:
          timeSlicing:
            renameByDefault: false
            failRequestsGreaterThanOne: \(failRequests)
            resources:
            - name: nvidia.com/gpu
              replicas: \(replicas)

        """
    }

    package static func key(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> ObjectKey {
        ObjectKey(groupKind: GroupKind(group: group, kind: kind), namespace: namespace, name: name)
    }

    package static func path(_ fields: String...) -> FieldPath { FieldPath(fields.map(PathElement.field)) }
}
