import Allocator
import GitSource
import KubeAPI
import ObjectModel
import Reconciler
import Synchronization

/// One environment of this replica: stands for its Lease, and keeps the environment while it leads.
final class RunningEnvironment: Sendable {
    let environment: Reconciler.Environment
    let leadership: Leadership
    private let configuration: Configuration
    private let supervisor: Supervisor
    private let shared = Mutex(Shared())

    private struct Shared {
        var controller: EnvironmentController?
        var requests = PublishedState()
        /// How often somebody has told what is asked for.
        var heard = 0
        /// The maintenance window that is open now, in words.
        var window: String?
    }

    init(_ wanted: Supervisor.Wanted, supervisor: Supervisor) {
        environment = wanted.environment
        configuration = wanted.configuration
        self.supervisor = supervisor
        var election = LeaseElection.Settings(identity: supervisor.settings.identity)
        election.durationSeconds = supervisor.settings.leaseSeconds
        election.renewEvery = .seconds(supervisor.settings.leaseSeconds) / 3
        election.margin = .seconds(supervisor.settings.leaseSeconds) / 3
        election.retryEvery = min(.seconds(2), .seconds(supervisor.settings.leaseSeconds) / 4)
        leadership = Leadership(
            name: "reconcile-\(wanted.environment.name)", store: supervisor.home.leases, settings: election,
            pacing: supervisor.pacing)
    }

    /// `nil` while another replica leads.
    var controller: EnvironmentController? { shared.withLock(\.controller) }

    /// Whether everything was looked at once.
    var hasLooked: Bool { controller?.hasLooked == true }

    /// Takes what people ask for by the custom resource.
    func take(_ state: PublishedState) {
        let controller = shared.withLock { shared in
            shared.requests = state
            shared.heard += 1
            return shared.controller
        }
        // The window's own task tells it the rest.
        if let controller { controller.take(state, windowDetail: shared.withLock(\.window)) }
    }

    /// Tells the controller when a maintenance window opens and closes.
    private func watchWindows(_ calendar: MaintenanceCalendar, _ controller: EnvironmentController) async {
        while !Task.isCancelled {
            let now = supervisor.pacing.wall()
            tellWindow(calendar, controller, at: now)
            let next = calendar.isOpen(at: now) ? calendar.closing(after: now) : calendar.opening(after: now)
            // Only a cancelled wait throws, which ends the loop by its condition.
            try? await supervisor.pacing.sleep(
                .seconds(max(1, min((next ?? now + Self.windowInterval) - now, Self.windowInterval))))
        }
    }

    private func tellWindow(_ calendar: MaintenanceCalendar, _ controller: EnvironmentController, at now: Int64) {
        var detail: String?
        if calendar.isOpen(at: now) {
            let end = calendar.closing(after: now).map { "until \(Timestamp(seconds: $0).wireText)" }
            detail = "a maintenance window is open \(end ?? "and others follow without a gap")"
        }
        let requests = shared.withLock { shared in
            shared.window = detail
            return shared.requests
        }
        controller.take(requests, windowDetail: detail)
    }

    /// A clock that was set is noticed within this many seconds.
    private static let windowInterval: Int64 = 60

    func run() async {
        let supervisor = supervisor
        let name = environment.name
        await leadership.run {
            // A replica that leads many lets those go first that lead few.
            .milliseconds(400) * min(supervisor.ledCount, 10)
        } onFailure: { words in
            var line = LogLine(.warning, "LeaseFailed", words)
            line.environment = name
            supervisor.log.log(line)
        } lead: {
            await self.lead()
        }
    }

    private func lead() async {
        tell(.info, "Leading", "this replica keeps the environment now")
        var backoff = Backoff(first: .seconds(1), cap: .seconds(60))
        while !Task.isCancelled {
            do {
                let calendar = try MaintenanceCalendar(environment.maintenance, zones: SystemZones())
                let controller = try await makeController()
                // Before the first write it has to be known what holds it back, and what was written before.
                let heard = shared.withLock(\.heard)
                if let published = try await supervisor.home.resources?.recall(environment.name) {
                    shared.withLock { if $0.heard == heard { $0.requests = published } }
                    controller.remember(appliedKinds: published.appliedKinds)
                }
                tellWindow(calendar, controller, at: supervisor.pacing.wall())
                let begun = supervisor.pacing.wall()
                let isResumed = await resume(controller, begunBefore: .max)
                shared.withLock { $0.controller = controller }
                // Not waited for in the end: what asks a database that is away cannot be cancelled.
                let late = Task { if !isResumed { await resumeLater(controller, begunBefore: begun) } }
                defer { late.cancel() }
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await controller.run() }
                    group.addTask { await self.watchWindows(calendar, controller) }
                    await group.next()
                    group.cancelAll()
                }
            } catch {
                guard !Task.isCancelled else { break }
                let wait = backoff.next(chance: supervisor.pacing.jitter())
                tell(.error, "EnvironmentFailed", "\(error); trying again in \(wait.wholeSeconds) s")
                try? await supervisor.pacing.sleep(wait)
            }
        }
        shared.withLock { $0.controller = nil }
        tell(.info, "NotLeading", "this replica does not keep the environment any more")
    }

    /// Hands on what an earlier run left open; false where the database cannot say.
    private func resume(_ controller: EnvironmentController, begunBefore limit: Int64) async -> Bool {
        guard let past = supervisor.past else { return true }
        // What another replica has gone on with meanwhile is not ours to end.
        guard let episodes = await past.openEpisodes(environment.name), !Task.isCancelled else { return false }
        controller.resume(episodes.filter { $0.since < limit })
        return true
    }

    /// Tries again until the database answers, so that nothing stays open there for ever; what began since is not old.
    private func resumeLater(_ controller: EnvironmentController, begunBefore limit: Int64) async {
        var backoff = Backoff(first: .seconds(5), cap: .seconds(300))
        repeat {
            // Only a cancelled wait throws, which ends the loop by its condition.
            try? await supervisor.pacing.sleep(backoff.next(chance: supervisor.pacing.jitter()))
            guard !Task.isCancelled else { return }
        } while await !resume(controller, begunBefore: limit)
    }

    private func makeController() async throws -> EnvironmentController {
        let cluster = try await supervisor.home.cluster(of: environment)
        let revisions = GitRevisions(
            repository: try Supervisor.open(supervisor.settings.repository, supervisor.terminal),
            ref: environment.ref ?? supervisor.settings.ref, environment: environment,
            renderer: ToolRenderer(configuration, supervisor.terminal))
        let leadership = leadership
        var options = EnvironmentController.Options(
            pacing: supervisor.pacing, digest: { PlanDigest.of($0) }, makeID: UniqueID.make)
        options.pollInterval = supervisor.settings.pollInterval
        options.fullComparisonInterval = supervisor.settings.fullComparisonInterval
        options.width = supervisor.settings.width
        options.fence = { try leadership.check() }
        options.releaseMemory = Allocator.releaseFreePages
        return EnvironmentController(
            environment: environment, configuration: configuration, source: revisions, cluster: cluster,
            publisher: supervisor.home.resources, observer: observers(cluster), options: options)
    }

    private func observers(_ cluster: KubeCluster) -> ObserverGroup {
        var group: [any ControllerObserver] = supervisor.observers
        if supervisor.settings.publishes {
            group.append(KubeEvents(client: cluster.client, identity: supervisor.settings.identity))
        }
        return ObserverGroup(members: group)
    }

    private func tell(_ level: LogLevel, _ reason: String, _ message: String) {
        var line = LogLine(level, reason, message)
        line.environment = environment.name
        supervisor.log.log(line)
    }
}
