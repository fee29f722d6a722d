import Drift
import DriftReport
import EmbeddedCluster
import Glibc
import KubeAPI
import ObjectModel
import Reconciler

/// `reconcile demo`
enum DemoVerb: Verb {
    static let name = "demo"
    static let summary = "Shows drift and its revert on an embedded cluster; touches nothing outside this process."
    static let discussion = """
        Starts an API server inside the process, applies an environment of the repository to it, changes some objects
        as people would by hand, reports the drift with who did it, reverts it, and compares once more. With --serve the
        controller goes on from there: people change the cluster again, and its page shows what differs.
        """
    static let options =
        SourceOptions.specs + [
            OptionSpec("serve", value: "ADDRESS:PORT", "Then run the controller, with its page there, until Ctrl-C"),
            OptionSpec("color", value: "WHEN", "auto (default), always or never"),
        ]

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let colour = try options.choice("color", default: ColourChoice.auto, verb: name)
        var cluster = EmbeddedClusterOptions()
        // Neither kubectl nor the controller sends a token in plain text; what is here is nobody's and on loopback.
        cluster.allowsAnonymous = options.isSet("serve")
        let embedded = try await EmbeddedCluster.start(cluster)
        let code = try await Demo(options: options, colour: colour, terminal: terminal, embedded: embedded).run()
        await embedded.stop()
        return code
    }
}

/// The acts of the demo, in order.
private struct Demo {
    let options: ParsedOptions
    let colour: ColourChoice
    let terminal: Terminal
    let embedded: EmbeddedCluster

    func run() async throws -> Int32 {
        let source = try await OpenedSource.open(options["repo"] ?? ".", ref: options["ref"], terminal: terminal)
        let (environments, configuration) = try await SourceOptions.selection(options, source: source)
        guard let environment = environments.first else { return 2 }
        try embedded.seed([HandEdits.clusterPolicyDefinition])
        let cluster = KubeCluster(client: try client())
        let run = EnvironmentRun(
            source: source, environment: environment, configuration: configuration, options: options,
            confirmation: .never, terminal: terminal, fixedCluster: cluster)

        tell("1. The environment '\(environment.name)' of \(source.repository), applied to an embedded cluster")
        let first = try await run.compare()
        let applied = try await carryOut(first.result, in: environment, cluster)
        guard report(failuresIn: applied) else { return 2 }
        terminal.answer("   \(applied.count) objects applied.\n\n")

        tell("2. People change the cluster by hand")
        for edit in try await HandEdits(cluster: cluster).make(in: first.result.state) {
            terminal.answer("   \(edit)\n")
        }
        terminal.answer("\n")

        tell("3. What 'reconcile diff' says of it")
        let drifted = try await run.compare()
        show(drifted.report)
        guard drifted.result.exitCode == 1 else { return 2 }

        tell("4. The drift is reverted")
        let reverted = try await carryOut(drifted.result, in: environment, cluster)
        guard report(failuresIn: reverted) else { return 2 }
        for result in reverted { terminal.answer("   \(result.text)\n") }
        terminal.answer("\n")

        tell("5. Nothing differs any more")
        let last = try await run.compare()
        show(last.report)
        guard last.result.exitCode == 0, let address = options["serve"] else { return last.result.exitCode }
        return try await serve(environment, first.result.state, cluster, at: address)
    }

    /// Runs the controller as `reconcile run` does, on the embedded cluster, until it is told to stop.
    private func serve(
        _ environment: Environment, _ state: DesiredState, _ cluster: KubeCluster, at address: String
    ) async throws -> Int32 {
        let directory = try ServedFiles()
        defer { directory.remove() }
        let contexts: [String] = if case .context(let name) = environment.cluster { [name] } else { ["embedded"] }
        let kubeconfig = try directory.write(embedded.kubeconfig(contexts: contexts), to: "kubeconfig")
        var words = [
            "--repository", options["repo"] ?? ".", "--env", environment.name, "--kubeconfig", kubeconfig,
            "--namespace", "default", "--publish", "none", "--report-only", "--poll", "2s", "--log-level", "warning",
            "--listen", address, "--history", "\(directory.path)/history.db",
        ]
        if let ref = options["ref"] { words += ["--ref", ref] }
        let run = try ParsedOptions(words, specs: RunVerb.options, verb: RunVerb.name)
        tell("6. The controller watches from now on, and reports (reconcile run --report-only)")
        for edit in try await HandEdits(cluster: cluster).make(in: state) {
            terminal.answer("   \(edit)\n")
        }
        terminal.answer(
            """
               its page      http://\(address)/
               its metrics   http://\(address)/metrics
               your turn     kubectl --kubeconfig \(kubeconfig) -n ml-platform label service/model-store team=mine
               Ctrl-C ends it all.

            """)
        return try await RunVerb.run(run, terminal)
    }

    /// Everything that differs is set right; the demo's cluster is its own, so nothing asks.
    private func carryOut(
        _ result: ComparisonResult, in environment: Environment, _ cluster: KubeCluster
    ) async throws -> [StepResult] {
        let run = OneShot(environment: environment, cluster: cluster, heldRules: [], appliers: [])
        return try await run.carryOut(run.plan(for: result, revision: ""), of: result)
    }

    private func client() throws -> KubeClient {
        let login = FixedCredentials(credentials: Credentials(bearerToken: embedded.token))
        return try KubeClient(ClusterConnection(server: embedded.url, name: "embedded", credentials: login))
    }

    private func tell(_ heading: String) {
        let isBold = terminal.usesColour(colour)
        terminal.answer(isBold ? "\u{1B}[1m\(heading)\u{1B}[0m\n" : "\(heading)\n")
    }

    private func show(_ report: Report) {
        var rendering = ReportOptions()
        rendering.toolVersion = Reconcile.version
        rendering.usesColour = terminal.usesColour(colour)
        var report = report
        // The lint of the example would hide what is shown here; 'reconcile diff' tells it.
        report.findings.removeAll { $0.severity == .warning }
        terminal.answer(ReportFormat.text.render([report], options: rendering) + "\n")
    }

    private func report(failuresIn results: [StepResult]) -> Bool {
        var isGood = true
        for result in results {
            guard case .failed(let error) = result.outcome else { continue }
            terminal.tell("error: \(error)")
            isGood = false
        }
        return isGood
    }
}

/// What the controller of the demo needs on disk, in a directory that only its user can read.
private struct ServedFiles {
    let path: String

    init() throws {
        var template = Array("/tmp/reconcile-demo-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw ReconcileError(
                .input, step: "make directory", subject: "/tmp/reconcile-demo-XXXXXX", detail: "errno \(errno)",
                hint: "make room in /tmp")
        }
        path = String(cString: made)
    }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try LocalFile.write(bytes, to: file)
        return file
    }

    func remove() {
        for name in ["kubeconfig", "history.db", "history.db-wal", "history.db-shm"] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}

/// Credentials that never change.
private struct FixedCredentials: CredentialSource {
    let credentials: Credentials

    func current() async throws -> Credentials { credentials }
    func invalidate(_ rejected: Credentials) async {}
}
