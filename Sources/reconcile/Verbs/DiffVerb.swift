import Drift
import DriftReport
import Glibc
import KubeAPI
import ObjectModel
import Reconciler

/// `reconcile diff`
enum DiffVerb: Verb {
    static let name = "diff"
    static let summary = "Compares the repository with the cluster, or an export of it, and reports the drift."
    static let discussion = """
        Reads only. Exit codes: 0 in sync, 1 drift, 2 error, 3 partial (something could not be read).
        """

    static let options =
        SourceOptions.specs + [
            OptionSpec("context", value: "NAME", "The kubeconfig context, instead of the environment's"),
            OptionSpec("kubeconfig", value: "FILE", "The kubeconfig file"),
            OptionSpec("live", value: "FILE|DIR", "Compare with an export (kubectl get -o yaml); needs no cluster"),
            OptionSpec(
                "report", value: "FORMAT=FILE", isRepeatable: true, "Write the report to a file as well, for CI"),
            OptionSpec("output", short: "o", value: "FORMAT", "text, json, markdown, sarif, junit or html"),
            OptionSpec("confirm", value: "WHEN", "never (default), auto or always: put differences before the server"),
            OptionSpec("show-all", "List the objects in sync, too"),
            OptionSpec("verbose", short: "v", "Say on stderr what was read and how long it took"),
            OptionSpec("color", value: "WHEN", "auto (default), always or never"),
            OptionSpec("timeout", value: "SECONDS", "Give up after so long (default: a silent server after 30)"),
        ]

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let output = try Output(options)
        let confirmation = try options.choice("confirm", default: Confirmation.never, verb: name)
        let deadline = try options["timeout"].map { try Deadline(seconds: $0, verb: name, terminal) }
        defer { deadline?.stop() }
        let progress = Progress("comparing the repository with the cluster", on: terminal)
        defer { progress.stop() }
        let answer = try await compare(options, confirmation, terminal)
        progress.stop()
        try output.write(answer.reports, terminal)
        return answer.exitCode
    }

    private static func compare(
        _ options: ParsedOptions, _ confirmation: Confirmation, _ terminal: Terminal
    ) async throws -> Answer {
        let source = try await OpenedSource.open(options["repo"] ?? ".", ref: options["ref"], terminal: terminal)
        let (environments, configuration) = try await SourceOptions.selection(options, source: source)
        var answer = Answer()
        for environment in environments {
            do {
                let run = EnvironmentRun(
                    source: try await source.following(environment, options, terminal), environment: environment,
                    configuration: configuration, options: options, confirmation: confirmation, terminal: terminal)
                answer.add(try await run.compare())
            } catch  where environments.count > 1 {
                // One place that fails must not hide the others; the exit code tells that not all was compared.
                terminal.tell("cannot compare '\(environment.name)': \(error)")
                answer.exitCode = 2
            }
        }
        if !options.isSet("path") { answer.tellUnusedRules(of: configuration) }
        return answer
    }
}

/// In which formats the reports are wanted, and where.
private struct Output {
    private let format: ReportFormat
    private let files: [(ReportFormat, String)]
    private let colour: ColourChoice
    private let showsInSync: Bool

    init(_ options: ParsedOptions) throws(UsageError) {
        format = try options.choice("output", default: .text, verb: DiffVerb.name)
        colour = try options.choice("color", default: .auto, verb: DiffVerb.name)
        showsInSync = options.isSet("show-all")
        var files: [(ReportFormat, String)] = []
        for text in options.all("report") { files.append(try Self.file(text)) }
        self.files = files
    }

    /// `sarif=drift.sarif`
    private static func file(_ text: String) throws(UsageError) -> (ReportFormat, String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw UsageError(
                "--report is '\(text)'", verb: DiffVerb.name, hint: "write FORMAT=FILE, such as sarif=drift.sarif")
        }
        return (try UsageError.choice(parts[0], of: "report", verb: DiffVerb.name), parts[1])
    }

    func write(_ reports: [Report], _ terminal: Terminal) throws {
        var rendering = ReportOptions()
        rendering.toolVersion = Reconcile.version
        rendering.showsInSync = showsInSync
        var colourful = rendering
        colourful.usesColour = terminal.usesColour(colour)
        terminal.answer(format.render(reports, options: colourful))
        for (format, path) in files {
            try LocalFile.write(Array(format.render(reports, options: rendering).utf8), to: path)
        }
    }
}

/// What the comparisons of one run say together.
private struct Answer {
    private(set) var reports: [Report] = []
    var exitCode: Int32 = 0
    private var ignoreUse: IgnoreUse?

    mutating func add(_ outcome: (report: Report, result: ComparisonResult)) {
        reports.append(outcome.report)
        exitCode = ExitCode.graver(exitCode, outcome.result.exitCode)
        if ignoreUse == nil { ignoreUse = outcome.result.ignoreUse } else { ignoreUse?.merge(outcome.result.ignoreUse) }
    }

    /// Adds them to the first report; a rule may be meant for an environment that was not compared.
    mutating func tellUnusedRules(of configuration: Configuration) {
        let compared = Set(reports.map(\.subject.environment))
        guard let ignoreUse, configuration.environments.allSatisfy({ compared.contains($0.name) }) else { return }
        reports[0].findings += ignoreUse.findings(configuration.ignore)
        reports[0].findings.sort(by: Finding.precedes)
    }
}
