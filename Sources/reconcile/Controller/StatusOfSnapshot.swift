import Drift
import DriftReport
import ObjectModel
import Reconciler

extension EnvironmentStatus {
    /// What the pages and the JSON report show of a snapshot.
    init(_ snapshot: EnvironmentSnapshot, leader: String?, now: Int64) {
        let environment = snapshot.environment
        var subject = Report.Subject(
            environment: environment.name, repository: snapshot.repository, revision: snapshot.revision?.commit,
            ref: snapshot.revision?.ref, cluster: snapshot.cluster)
        subject.location = environment.location
        self.init(
            subject: subject, path: environment.path, mode: Mode(rawValue: environment.mode.rawValue) ?? .report)
        isSuspended = snapshot.hold != nil
        self.leader = leader
        report = snapshot.checkedAt.map { Self.report(snapshot, subject, checkedAt: $0) }
        let unhealthy = (snapshot.unhealthy + snapshot.entries).filter { $0.health.state != .done }
        health = Health(
            done: snapshot.health[.done] ?? 0, waiting: snapshot.health[.waiting] ?? 0,
            failed: snapshot.health[.failed] ?? 0,
            problems: unhealthy.map {
                Health.Problem(object: $0.drift.key, isFailed: $0.health.state == .failed, message: $0.health.message)
            })
        plan = Self.plan(snapshot)
        fights = snapshot.entries.compactMap { entry in
            guard let refusal = entry.refusal, refusal.cause == .fighting else { return nil }
            let opponents = Set(entry.drift.changes.compactMap { $0.owner?.manager }).sorted()
            return Fight(
                object: entry.drift.key, opponent: opponents.joined(separator: ", "),
                since: entry.since.map { Timestamp(seconds: $0).wireText })
        }
        protectedOrphans = snapshot.protectedOrphans.map(\.drift.key)
        failure = snapshot.problem.map { problem in
            Failure(
                message: problem.message, time: Timestamp(seconds: now).wireText, next: problem.step.next,
                nextTime: Timestamp(seconds: problem.retryAt).wireText)
        }
    }

    private static func report(_ snapshot: EnvironmentSnapshot, _ subject: Report.Subject, checkedAt: Int64) -> Report {
        var report = Report(
            subject: subject, checkedAt: Timestamp(seconds: checkedAt).wireText, duration: .zero,
            objects: snapshot.entries.map(\.drift), findings: snapshot.revision?.findings ?? [])
        let since = snapshot.entries.compactMap { entry in
            entry.since.map { (entry.drift.key, Timestamp(seconds: $0).wireText) }
        }
        report.since = Dictionary(since, uniquingKeysWith: { first, _ in first })
        report.unlisted = [.inSync: snapshot.counts[.inSync] ?? 0]
        return report
    }

    /// Only a plan that waits for somebody; others are carried out, or say why not beside their objects.
    private static func plan(_ snapshot: EnvironmentSnapshot) -> Plan? {
        guard let plan = snapshot.plan, !plan.approvalReasons.isEmpty else { return nil }
        return Plan(
            hash: snapshot.planHash, steps: plan.steps.map { "\($0.action.rawValue) \($0.key)" },
            refused: plan.skips.map { "\($0.key): \($0.refusal.detail)" })
    }
}

extension EnvironmentSnapshot.Problem.Step {
    fileprivate var next: String {
        switch self {
        case .fetch: "the fetch is tried again"
        case .load: "the commit is loaded again"
        case .watch: "the cluster is asked again"
        case .apply: "the object is applied again"
        }
    }
}
