import Drift
import DriftReport
import EmbeddedCluster
import KubeAPI
import ObjectModel
import Reconciler

/// `reconcile demo`
enum DemoVerb: Verb {
    static let name = "demo"
    static let summary = "Shows drift and its revert on an embedded cluster; touches nothing outside this process."
    static let discussion = """
        Starts an API server inside the process, applies an environment of the repository to it, changes some objects
        as people would by hand, reports the drift with who did it, reverts it, and compares once more.
        """
    static let options =
        SourceOptions.specs + [OptionSpec("color", value: "WHEN", "auto (default), always or never")]

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let colour = try options.choice("color", default: ColourChoice.auto, verb: name)
        let embedded = try await EmbeddedCluster.start()
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
        return last.result.exitCode
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

/// Credentials that never change.
private struct FixedCredentials: CredentialSource {
    let credentials: Credentials

    func current() async throws -> Credentials { credentials }
    func invalidate(_ rejected: Credentials) async {}
}
