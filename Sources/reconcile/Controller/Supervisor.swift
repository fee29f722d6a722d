import GitSource
import KubeAPI
import Reconciler
import Synchronization

/// Follows `reconcile.yaml` and runs a controller for each environment that it names and whose Lease is won.
///
/// An environment that appears is begun, one that vanishes is ended, and one whose settings have changed is begun
/// anew. One that fails does not touch the others.
final class Supervisor: Sendable {
    let settings: ControllerSettings
    let home: HomeCluster
    let log: JSONLog
    let observers: [any ControllerObserver]
    let terminal: Terminal
    let pacing = Pacing.real
    let requests: RequestCount
    /// `nil` where no history is kept.
    let past: ControllerHistory?
    private let repository: GitRepository
    private let shared = Mutex(Shared())
    private let configurationSignal = Signal()

    private struct Shared {
        /// By name: those of `reconcile.yaml` that are wanted here.
        var wanted: [String: Wanted] = [:]
        var running: [String: RunningEnvironment] = [:]
        /// Whether `reconcile.yaml` was read once.
        var isConfigured = false
        var problem: String?
    }

    struct Wanted: Hashable, Sendable {
        var environment: Reconciler.Environment
        /// The rules that hold for it; other environments are left out.
        var configuration: Configuration
    }

    init(
        settings: ControllerSettings, home: HomeCluster, log: JSONLog, observers: [any ControllerObserver],
        past: ControllerHistory? = nil, requests: RequestCount, terminal: Terminal
    ) throws {
        self.past = past
        self.requests = requests
        self.settings = settings
        self.home = home
        self.log = log
        self.observers = observers
        self.terminal = terminal
        repository = try Self.open(settings.repository, terminal)
    }

    static func open(_ name: String, _ terminal: Terminal) throws -> GitRepository {
        var options = GitRepository.Options()
        options.credentials = GitCredentials(environment: terminal.variables)
        return try GitRepository(try GitRemote(name), options)
    }

    // MARK: State for the surface

    var running: [RunningEnvironment] {
        shared.withLock { $0.running.values.sorted { $0.environment.name < $1.environment.name } }
    }

    /// Whether `reconcile.yaml` was read, and every environment that this replica leads has looked at everything once.
    var isReady: Bool {
        shared.withLock { shared in
            shared.isConfigured && shared.running.values.allSatisfy { !$0.leadership.isHeld || $0.hasLooked }
        }
    }

    var repositoryName: String { repository.remote.description }

    /// Looks at Git now where a push concerns it; how many environments do.
    func take(_ push: WebhookPush) -> Int {
        if push.concerns(repository: repositoryName, ref: settings.ref) { configurationSignal.raise() }
        let concerned = running.filter {
            push.concerns(repository: repositoryName, ref: $0.environment.ref ?? settings.ref)
        }
        for environment in concerned { environment.controller?.poke() }
        return concerned.count
    }

    // MARK: The loop

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.followConfiguration() }
            group.addTask { await self.followRequests() }
            await self.runEnvironments()
            group.cancelAll()
        }
    }

    /// Lets every environment finish what it has in hand, for `limit` at most.
    func drain(within limit: Duration) async {
        let controllers = running.compactMap(\.controller)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withTaskGroup(of: Void.self) { all in
                    for controller in controllers { all.addTask { await controller.drain() } }
                }
            }
            group.addTask { try? await self.pacing.sleep(limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private let environmentSignal = Signal()

    private func followConfiguration() async {
        var backoff = Backoff(first: .seconds(1), cap: .seconds(60))
        while !Task.isCancelled {
            var wait = settings.pollInterval * (0.9 + 0.2 * pacing.jitter())
            do {
                let configuration = try await configuration()
                adopt(configuration)
                backoff.reset()
            } catch {
                guard !Task.isCancelled else { return }
                wait = backoff.next(chance: pacing.jitter())
                shared.withLock { $0.problem = "\(error)" }
                log.log(
                    LogLine(
                        .error, "ConfigurationFailed",
                        "\(error); the last one that could be read holds, trying again in \(wait.wholeSeconds) s"))
            }
            try? await pacing.wait(for: configurationSignal, atMost: wait)
        }
    }

    private func configuration() async throws -> Configuration {
        let fetched = try await repository.fetch(settings.ref)
        let tree = GitTree(repository, at: fetched.revision.commit)
        let listing = try await tree.files(
            below: [Configuration.fileName], isWanted: { _ in true }, isKnown: { _ in false })
        guard let file = listing.files.first(where: { $0.path == Configuration.fileName }) else {
            throw ReconcileError(
                .configuration, step: "read configuration", subject: Configuration.fileName,
                detail: "there is no such file at \(fetched.revision.commit.description.prefix(10))",
                hint: "write one at the root of the repository")
        }
        let parsed = YAMLManifestParser().parse(file.content ?? [], file: file.path)
        if !parsed.failures.isEmpty { throw ReconcileErrors(parsed.failures) }
        guard let document = parsed.documents.first else {
            throw ReconcileError(
                .configuration, step: "read configuration", subject: file.path, detail: "the file is empty",
                hint: "see docs/configuration.md")
        }
        return try Configuration.read(document)
    }

    private func adopt(_ configuration: Configuration) {
        let names = settings.environments
        var chosen = configuration.environments.filter { names.isEmpty || names.contains($0.name) }
        if settings.onlyReports { chosen = chosen.map(\.onlyReported) }
        for name in names where !chosen.contains(where: { $0.name == name }) {
            let all = configuration.environments.map(\.name).joined(separator: ", ")
            log.log(LogLine(.error, "NoSuchEnvironment", "reconcile.yaml has no environment '\(name)'; it has: \(all)"))
        }
        var rules = configuration
        rules.environments = []
        let wanted = chosen.map { ($0.name, Wanted(environment: $0, configuration: rules)) }
        let isNew = shared.withLock { shared in
            let table = Dictionary(wanted, uniquingKeysWith: { first, _ in first })
            let isNew = !shared.isConfigured || shared.wanted != table
            shared.wanted = table
            shared.isConfigured = true
            shared.problem = nil
            return isNew
        }
        if isNew { environmentSignal.raise() }
    }

    /// Runs until the task is cancelled; then each environment ends what it has in hand.
    private func runEnvironments() async {
        await withDiscardingTaskGroup { group in
            var stops: [String: (Wanted, Signal)] = [:]
            while !Task.isCancelled {
                let wanted = shared.withLock(\.wanted)
                for (name, (current, stop)) in stops where wanted[name] != current {
                    stop.raise()
                    stops[name] = nil
                }
                for (name, want) in wanted where stops[name] == nil {
                    let stop = Signal()
                    stops[name] = (want, stop)
                    group.addTask { await self.keep(want, until: stop) }
                }
                // Only a cancelled wait throws, which ends the loop by its condition.
                try? await environmentSignal.wait()
            }
            group.cancelAll()
        }
    }

    private func keep(_ wanted: Wanted, until stop: Signal) async {
        let environment = RunningEnvironment(wanted, supervisor: self)
        let name = wanted.environment.name
        // The one before has its Lease until it has ended.
        while !Task.isCancelled, !claim(name, environment) { try? await pacing.sleep(.milliseconds(50)) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await environment.run() }
            group.addTask { try? await stop.wait() }
            await group.next()
            group.cancelAll()
        }
        shared.withLock { $0.running[name] = nil }
    }

    private func claim(_ name: String, _ environment: RunningEnvironment) -> Bool {
        shared.withLock { shared in
            guard shared.running[name] == nil else { return false }
            shared.running[name] = environment
            return true
        }
    }

    /// How many environments this replica leads: one that leads many lets others go first.
    var ledCount: Int { shared.withLock { $0.running.values.count { $0.leadership.isHeld } } }

    // MARK: What people ask for by the custom resources

    private func followRequests() async {
        guard let resources = home.resources else { return }
        var backoff = Backoff(first: .milliseconds(500), cap: .seconds(30))
        while !Task.isCancelled {
            do {
                try await resources.follow { name, state in
                    backoff.reset()
                    self.shared.withLock { $0.running[name] }?.take(state)
                }
                backoff.reset()
            } catch {
                guard !Task.isCancelled else { return }
                let wait = backoff.next(chance: pacing.jitter())
                log.log(LogLine(.warning, "RequestsNotRead", "\(error); trying again in \(wait.milliseconds) ms"))
                try? await pacing.sleep(wait)
            }
        }
    }
}
