import Drift
import DriftReport
import JSONText
import Reconciler

/// `reconcile plan`
enum PlanVerb: Verb {
    static let name = "plan"
    static let summary = "Shows what 'reconcile apply' would do, with the hash that approves exactly that."
    static let discussion = """
        Reads only. Exit codes: 0 nothing to do, 1 there are steps, or objects that differ and cannot be applied, 2 error,
        3 partial (something could not be read).
        """
    static let options =
        SourceOptions.specs + ClusterOptions.specs + [
            OptionSpec("output", short: "o", value: "FORMAT", "text (default) or json")
        ]

    enum Format: String, CaseIterable { case text, json }

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let format = try options.choice("output", default: Format.text, verb: name)
        let progress = Progress("comparing the repository with the cluster", on: terminal)
        defer { progress.stop() }
        var code: Int32 = 0
        for environment in try await EnvironmentPlan.all(options, terminal) {
            progress.stop()
            terminal.answer(environment.rendered(as: format))
            code = ExitCode.graver(code, environment.exitCode)
        }
        return code
    }
}

/// The plan of one environment, with all that is needed to carry it out.
struct EnvironmentPlan {
    let environment: Environment
    let oneShot: OneShot
    let result: ComparisonResult
    let plan: Plan
    let hash: String
    let gaps: [String]

    /// One for each environment that the options name; every one is compared before the first is shown.
    static func all(_ options: ParsedOptions, _ terminal: Terminal) async throws -> [EnvironmentPlan] {
        let source = try await OpenedSource.open(options["repo"] ?? ".", ref: options["ref"], terminal: terminal)
        let (environments, configuration) = try await SourceOptions.selection(options, source: source)
        var plans: [EnvironmentPlan] = []
        for environment in environments {
            let run = EnvironmentRun(
                source: try await source.following(environment, options, terminal), environment: environment,
                configuration: configuration, options: options, confirmation: .never, terminal: terminal)
            plans.append(try await make(run))
        }
        return plans
    }

    private static func make(_ run: EnvironmentRun) async throws -> EnvironmentPlan {
        let cluster = try run.kubeCluster()
        var run = run
        run.fixedCluster = cluster
        let (report, result) = try await run.compare()
        for finding in report.findings where finding.severity == .error { run.terminal.tell(finding.message) }
        // A command says by itself that it wants to write: the environment's own mode is the controller's.
        var modes = run.configuration.modeRules(of: run.environment)
        modes.environment = .revert
        let oneShot = OneShot(
            environment: run.environment, cluster: cluster,
            heldRules: run.configuration.heldRules(of: run.environment),
            appliers: run.configuration.managers.appliers, modes: modes)
        let search = OrphanSearch(cluster: cluster, environment: run.environment.name)
        let others = run.environment.prune.isEnabled ? try await search.orphans(beside: result.state) : []
        let orphans = try await oneShot.orphans(in: result, and: others)
        let plan = oneShot.plan(for: result, orphans: orphans, revision: run.source.planRevision)
        return EnvironmentPlan(
            environment: run.environment, oneShot: oneShot, result: result, plan: plan,
            hash: PlanDigest.of(plan.canonicalText), gaps: report.gaps)
    }

    func rendered(as format: PlanVerb.Format) -> String {
        switch format {
        case .text: PlanText.text(plan, hash: hash) + gaps.map { "not read: \($0)\n" }.joined()
        case .json: String(decoding: JSONText.write(PlanText.json(plan, hash: hash)), as: UTF8.self) + "\n"
        }
    }

    var exitCode: Int32 {
        if result.findings.contains(where: { $0.severity == .error }) { return 2 }
        if !gaps.isEmpty { return 3 }
        return plan.steps.isEmpty && stuck == 0 ? 0 : 1
    }

    /// Objects of Git that differ and that only somebody else can change.
    var stuck: Int { plan.skips.count { $0.verdict != .extra && $0.refusal.cause.isUpToOthers } }
}

/// The options that say which cluster, for the verbs that talk to one.
enum ClusterOptions {
    static let specs = [
        OptionSpec("context", value: "NAME", "The kubeconfig context, instead of the environment's"),
        OptionSpec("kubeconfig", value: "FILE", "The kubeconfig file"),
    ]
}
