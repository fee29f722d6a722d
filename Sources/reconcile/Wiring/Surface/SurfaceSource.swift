import DriftReport
import Reconciler

/// What the HTTP surface shows and passes on.
///
/// Called from the threads of connections, several at once: answers come from what is known at this moment, without
/// waiting for the loop that makes it.
protocol SurfaceSource: Sendable {
    /// In the order of `reconcile.yaml`.
    func environments() -> [EnvironmentStatus]
    func environment(named name: String) -> EnvironmentStatus?
    func metrics() -> [MetricFamily]
    /// Whether work goes on; Kubernetes starts a process anew that says no.
    var isAlive: Bool { get }
    /// Whether everything that is served has been compared once.
    var isReady: Bool { get }
    /// Somebody whom we believe has pushed: the environments that follow it look now. How many those are.
    func push(_ push: WebhookPush) -> Int
    /// What every delivery came to, for the log.
    func heard(_ outcome: WebhookOutcome, from forge: Forge)
}

extension SurfaceSource {
    func environment(named name: String) -> EnvironmentStatus? {
        environments().first { $0.subject.environment == name }
    }

    func heard(_ outcome: WebhookOutcome, from forge: Forge) {}
}
