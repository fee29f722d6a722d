import DriftReport
import History
import ObjectModel
import Reconciler

/// What the HTTP surface shows of this replica's environments.
struct SupervisorSurface: SurfaceSource {
    let supervisor: Supervisor

    func environments() -> [EnvironmentStatus] { supervisor.running.map(status) }

    func environment(named name: String) -> EnvironmentStatus? {
        supervisor.running.first { $0.environment.name == name }.map(status)
    }

    private func status(_ running: RunningEnvironment) -> EnvironmentStatus {
        let leader = running.leadership.holder
        let leaderName = leader.isEmpty ? nil : leader
        if let snapshot = running.controller?.snapshot() {
            return EnvironmentStatus(snapshot, leader: leaderName, now: supervisor.pacing.wall())
        }
        // Another replica keeps it: here is known what reconcile.yaml says.
        let subject = Report.Subject(
            environment: running.environment.name, repository: supervisor.repositoryName, cluster: "")
        var status = EnvironmentStatus(
            subject: subject, path: running.environment.path,
            mode: .init(rawValue: running.environment.mode.rawValue) ?? .report)
        status.leader = leaderName
        return status
    }

    func metrics() -> [MetricFamily] {
        let running = supervisor.running
        return ControllerMetrics(
            snapshots: running.compactMap { $0.controller?.summary() },
            leading: Dictionary(
                running.map { ($0.environment.name, $0.leadership.isHeld) }, uniquingKeysWith: { first, _ in first }),
            requests: supervisor.requests.counts, history: supervisor.past?.writer.counts, now: supervisor.pacing.wall()
        ).families
    }

    /// The process serves, so it lives: what hangs is one environment, which its age tells.
    var isAlive: Bool { true }
    var isReady: Bool { supervisor.isReady }

    func push(_ push: WebhookPush) -> Int { supervisor.take(push) }

    func heard(_ outcome: WebhookOutcome, from forge: Forge) {
        guard case .refused(let status, let reason) = outcome else { return }
        supervisor.log.log(LogLine(.warning, "WebhookRefused", "\(forge.rawValue): \(reason) (\(status))"))
    }
}
