import Drift
package import DriftReport
import ObjectModel

/// What the controller of a team that runs GPU clusters could know on one morning.
package enum SampleStatuses {
    package static let now = "2026-03-02T09:30:40Z"

    package static let production: EnvironmentStatus = {
        var status = made(of: SampleReports.production, path: "environments/production", mode: .manual)
        status.report?.objects.removeAll { $0.verdict == .inSync }
        status.report?.unlisted = [.inSync: 118]
        let drifted = status.report?.objects ?? []
        status.report?.since = Dictionary(
            uniqueKeysWithValues: drifted.enumerated().map { place, object in
                (object.key, "2026-03-02T0\(8 - place % 3):\(10 + place):03Z")
            })
        status.health = .init(
            done: 119, waiting: 1, failed: 1,
            problems: [
                .init(
                    object: SampleReports.key("apps", "Deployment", "team-a", "llm-inference"), isFailed: false,
                    message:
                        "1 of 2 replicas ready: pod llm-inference-7c9d cannot be scheduled, no node has 8 free nvidia.com/gpu"
                ),
                .init(
                    object: SampleReports.key("nvidia.com", "ClusterPolicy", "", "cluster-policy"), isFailed: true,
                    message: "state is notReady for 11 min: driver daemonset crash-loops on gpu-node-07"),
            ])
        status.fights = [
            .init(
                object: SampleReports.key("", "ConfigMap", "gpu-operator", "device-plugin-config"),
                opponent: "helm-controller", since: "2026-03-02T09:12:40Z")
        ]
        status.protectedOrphans = [
            SampleReports.key("", "PersistentVolumeClaim", "team-a", "checkpoints"),
            SampleReports.key("", "Namespace", "", "team-z"),
        ]
        status.plan = .init(
            hash: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            steps: [
                "apply ConfigMap gpu-operator/device-plugin-config", "apply ClusterPolicy.nvidia.com cluster-policy",
                "apply Deployment.apps team-a/llm-inference", "prune ConfigMap team-a/llm-prompts-v1",
            ],
            refused: [
                "Secret team-a/registry-credentials: reverting it is left to a person (reconcile.dev/mode: report)"
            ])
        status.history = history
        return status
    }()

    package static let staging: EnvironmentStatus = {
        var status = made(of: SampleReports.staging, path: "environments/staging", mode: .revert)
        status.report?.objects = []
        status.report?.unlisted = [.inSync: 118]
        status.report?.checkedAt = "2026-03-02T09:30:38Z"
        status.health = .init(done: 118)
        status.maintenance = .init(start: "2026-03-02T21:00:00Z", end: "2026-03-03T05:00:00Z")
        status.history = Array(history.dropFirst())
        return status
    }()

    package static let research: EnvironmentStatus = {
        var status = staging
        status.subject.environment = "research-eu-west"
        status.report?.subject.environment = "research-eu-west"
        status.isSuspended = true
        status.failure = .init(
            message:
                "cannot fetch 'https://git.example.com/platform/gpu-clusters.git': could not resolve host (hint: check the name server of the pod)",
            time: "2026-03-02T09:29:55Z", next: "it is fetched again", nextTime: "2026-03-02T09:31:25Z")
        return status
    }()

    package static let edge: EnvironmentStatus = {
        var status = made(of: SampleReports.staging, path: "environments/edge", mode: .manual)
        status.subject.environment = "edge"
        status.subject.revision = nil
        status.report = nil
        status.health = .init()
        status.leader = nil
        status.committed = nil
        return status
    }()

    package static let all = [staging, production, research, edge]

    private static let history: [EnvironmentStatus.Event] = [
        .init(
            time: "2026-03-02T09:16:11Z", kind: .drifted,
            object: SampleReports.key("nvidia.com", "ClusterPolicy", "", "cluster-policy"),
            managers: ["kubectl-edit"], detail: ".spec.driver.version, .spec.toolkit.env"),
        .init(
            time: "2026-03-02T09:02:00Z", kind: .reverted,
            object: SampleReports.key("apps", "Deployment", "team-b", "trainer"),
            managers: ["k9s"], detail: ".spec.replicas", lasted: .milliseconds(840)),
        .init(
            time: "2026-03-02T08:40:19Z", kind: .applied,
            object: SampleReports.key("", "ConfigMap", "team-b", "settings-4"),
            detail: "revision 1a2b3c4", lasted: nil),
        .init(
            time: "2026-03-01T17:20:00Z", kind: .failed, object: SampleReports.key("batch", "Job", "team-b", "migrate"),
            detail:
                "cannot apply 'Job.batch team-b/migrate': field is immutable (hint: annotate it reconcile.dev/recreate: enabled)"
        ),
        .init(
            time: "2026-02-27T10:00:00Z", kind: .pruned, object: SampleReports.key("", "Service", "team-b", "old-api"),
            detail: "revision 0f9e8d7"),
    ]

    private static func made(of report: Report, path: String, mode: EnvironmentStatus.Mode) -> EnvironmentStatus {
        var report = report
        report.subject.repository = "https://gitlab.example.com/platform/gpu-clusters.git"
        report.subject.hasUncommittedChanges = false
        var status = EnvironmentStatus(subject: report.subject, path: path, mode: mode)
        status.report = report
        status.leader = "reconcile-7d4b9c6f5-x2x7k"
        status.committed = "2026-03-01T16:04:00Z"
        return status
    }

    /// `count` drifted objects.
    package static func many(_ count: Int) -> EnvironmentStatus {
        var status = production
        status.plan = nil
        status.fights = []
        let model = SampleReports.production.objects.first { $0.changes.count == 4 }
        status.report?.objects = (0..<count).map { number in
            var object = model ?? SampleReports.production.objects[0]
            object.key.name += "-\(1_000 + number)"
            object.key.namespace = "team-\(number % 12)"
            object.changes = Array(object.changes.prefix(1 + number % 4))
            return object
        }
        status.report?.since = [:]
        return status
    }
}
