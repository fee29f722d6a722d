import DriftReport
import Reconciler

/// `reconcile doctor`
enum DoctorVerb: Verb {
    static let name = "doctor"
    static let summary = "Checks what reconcile needs: Git, clusters, permissions, clocks, tools, files."
    static let discussion = """
        Reads only, and asks the API server what may be done (SelfSubjectAccessReview, which needs no right). What only
        'reconcile run' needs is a warning unless --controller is given.
        Exit codes: 0 nothing fails (there may be warnings), 2 something fails.
        """
    static let options =
        SourceOptions.specs + [
            OptionSpec("context", value: "NAME", "The kubeconfig context, instead of the environments'"),
            OptionSpec("kubeconfig", value: "FILE", "The kubeconfig file"),
            OptionSpec(
                "controller-namespace", value: "NAME",
                "Where the controller runs: --namespace of 'run' (default: the Pod's, else reconcile-system)"),
            OptionSpec("controller", "Check as for 'reconcile run': watches, leases, events and status are required"),
            OptionSpec("output", short: "o", value: "FORMAT", "text (default) or json"),
            OptionSpec("color", value: "WHEN", "auto (default), always or never"),
            OptionSpec("timeout", value: "SECONDS", "Give up after so long (default: a silent server after 10)"),
        ]

    private enum Format: String, CaseIterable { case text, json }

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let format = try options.choice("output", default: Format.text, verb: name)
        let colour = try options.choice("color", default: ColourChoice.auto, verb: name)
        let deadline = try options["timeout"].map { try Deadline(seconds: $0, verb: name, terminal) }
        defer { deadline?.stop() }
        let progress = Progress("looking around", on: terminal)
        defer { progress.stop() }
        let checkup = await Doctor(options: options, terminal: terminal).checkup()
        progress.stop()
        switch format {
        case .text: terminal.answer(checkup.text(usesColour: terminal.usesColour(colour)))
        case .json: terminal.answer(checkup.json())
        }
        return checkup.status == .fail ? 2 : 0
    }
}

/// Looks at one thing after the other; what fails keeps nothing else from being looked at.
private struct Doctor {
    let options: ParsedOptions
    let terminal: Terminal

    func checkup() async -> Checkup {
        var repository = RepositoryCheckup(options, terminal)
        await repository.run()
        let tools = await ToolCheckup(terminal: terminal).section(for: repository.environments)
        let clusters = await clusterSections(repository.environments)
        return Checkup(
            toolVersion: Reconcile.version,
            sections: [ProgramCheckup(terminal: terminal).section, repository.section, tools] + clusters)
    }

    /// All clusters at once; the sections in the order of the environments.
    private func clusterSections(_ environments: [EnvironmentUnderCheck]) async -> [Checkup.Section] {
        await withTaskGroup(of: (Int, Checkup.Section).self) { group in
            for (place, loaded) in environments.enumerated() {
                group.addTask { (place, await ClusterCheckup(loaded, options, terminal).section()) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// An environment and what the repository gives for it; nothing where it could not be read.
struct EnvironmentUnderCheck: Sendable {
    var environment: Environment
    var modes: ModeRules
    var manifests: LoadedManifests?
}
