import Drift
import ObjectModel

@testable import Reconciler

/// Snapshots of an environment `prod`, compared at `commit` and in sync unless the test says otherwise.
enum SnapshotFixture {
    static let commit = "0123456789abcdef0123456789abcdef01234567"
    static let checkedAt: Int64 = 1_767_323_045  // 2026-01-02T03:04:05Z

    static func snapshot(
        _ entries: [EnvironmentSnapshot.Entry] = [], inSync: Int = 3,
        change: (inout EnvironmentSnapshot) -> Void = { _ in }
    ) -> EnvironmentSnapshot {
        var counts: [Verdict: Int] = [.inSync: inSync]
        for entry in entries { counts[entry.drift.verdict, default: 0] += 1 }
        var snapshot = EnvironmentSnapshot(
            environment: Environment(name: "prod", path: "environments/prod", mode: .revert),
            cluster: "prod (https://10.0.0.1:6443)", repository: "https://git.example.com/clusters.git",
            revision: .init(commit: commit, ref: "main"), checkedAt: checkedAt, counts: counts,
            health: [.done: inSync, .waiting: 0, .failed: 0], entries: entries, unhealthy: [],
            plan: Plan(environment: "prod", revision: commit, steps: [], skips: []), planHash: "sha256:0a1b",
            hold: nil, fighting: [], appliedKinds: [], watchedKinds: 1, problem: nil,
            statistics: ControllerStatistics())
        change(&snapshot)
        return snapshot
    }

    static func entry(
        _ name: String, _ verdict: Verdict, _ changes: [FieldChange] = [], health: Health = .done,
        reason: String? = nil, refusal: Refusal? = nil
    ) -> EnvironmentSnapshot.Entry {
        EnvironmentSnapshot.Entry(
            drift: ObjectDrift(
                key: PlanFixture.key(PlanFixture.configMap, name), apiVersion: "v1", verdict: verdict, changes: changes,
                location: verdict == .extra ? nil : SourceLocation(file: "prod/\(name).yaml", line: 7, column: 1),
                reason: reason),
            health: health, since: nil, refusal: refusal)
    }

    static func change(_ name: String, desired: ShownValue = .value("a"), live: ShownValue = .value("b")) -> FieldChange
    {
        FieldChange(path: FieldPath([.field("data"), .field(name)]), cause: .changed, desired: desired, live: live)
    }

    static func plan(
        _ steps: [PlanStep], reasons: [String] = [], skips: [PlanSkip] = []
    ) -> Plan {
        Plan(environment: "prod", revision: commit, steps: steps, skips: skips, approvalReasons: reasons)
    }

    static func step(_ name: String, needsApproval: Bool = false) -> PlanStep {
        PlanStep(
            .update, PlanFixture.key(PlanFixture.configMap, name), kind: PlanFixture.configMap, wave: 0,
            needsApproval: needsApproval)
    }
}
