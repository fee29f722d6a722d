import Dispatch
import Glibc
import History
import KubeAPI
import Reconciler

/// `reconcile run`
enum RunVerb: Verb {
    static let name = "run"
    static let summary = "Keeps every environment of reconcile.yaml: watches Git and the cluster, reports, reverts."
    static let discussion = """
        Runs until it is told to stop (SIGTERM, SIGINT). Reports drift within a second of its happening, and reverts it
        in environments whose mode is revert. Replicas share the environments by Leases.
        """
    static let options = ControllerSettings.specs
    /// Of the 30 s that Kubernetes gives a Pod by default.
    private static let drainLimit: Duration = .seconds(15)

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let settings = try ControllerSettings(options, variables: terminal.variables, verb: name)
        let log = JSONLog(level: settings.logLevel, now: Pacing.real.wall) { terminal.tell(bytes: $0) }
        var client = KubeClient.Options()
        client.userAgent = "reconcile/\(Reconcile.version)"
        client.cacheDirectory = CacheDirectory.path(terminal.variables).map { "\($0)/discovery" }
        let requests = RequestCount()
        client.onAnswer = { requests.add(verb: $0, code: $1) }
        client.onRetry = { failure, wait in
            log.log(LogLine(.info, "RequestRetried", "\(failure); trying again in \(wait.milliseconds) ms"))
        }
        let home = try HomeCluster(settings, terminal, options: client)
        let past = settings.history.map { ControllerHistory($0, retention: settings.historyRetention, log: log) }
        var observers: [any ControllerObserver] = [EventLog(log: log)]
        if let past { observers.append(past.observer) }
        let supervisor = try Supervisor(
            settings: settings, home: home, log: log, observers: observers, past: past, requests: requests,
            terminal: terminal)
        let surface = try ControllerSurface(settings.surface, source: SupervisorSurface(supervisor: supervisor))
        defer { surface.stop() }
        log.log(
            LogLine(
                .info, "Started",
                "reconcile \(Reconcile.version) as \(settings.identity), pages on port \(surface.port)"))
        // The history is written until everything that tells it something has ended.
        let writing = Task { await past?.writer.run() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await supervisor.run() }
            group.addTask {
                let signal = await TerminationSignal.wait()
                guard !Task.isCancelled else { return }
                log.log(LogLine(.info, "Stopping", "signal \(signal): what is in hand is finished"))
                await supervisor.drain(within: drainLimit)
            }
            await group.next()
            group.cancelAll()
        }
        writing.cancel()
        await writing.value
        log.log(LogLine(.info, "Stopped", "every environment has ended"))
        return 0
    }
}

/// SIGTERM and SIGINT, as something to wait for.
enum TerminationSignal {
    /// The signal's number; returns at once when the task is cancelled.
    static func wait() async -> Int32 {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let sources = [SIGTERM, SIGINT].map { number in
            // The default would end the process before the source is asked.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.activate()
            return source
        }
        var iterator = stream.makeAsyncIterator()
        let number = await iterator.next()
        for source in sources { source.cancel() }
        return number ?? 0
    }
}
