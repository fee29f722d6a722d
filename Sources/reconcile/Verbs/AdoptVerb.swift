import Drift
import DriftReport
import GitSource
import ObjectModel
import Reconciler

/// `reconcile adopt`
enum AdoptVerb: Verb {
    static let name = "adopt"
    static let summary = "Takes drift into Git: edits the files so that they say what is live, and shows the patch."
    static let discussion = """
        Prints a patch for 'git apply' and changes nothing; with --write the files of the working directory are edited.
        Comments, order and style of the files stay. Secrets are never adopted. What is left out is told on stderr.
        Exit codes: 0 all is adopted or nothing differs, 1 something was left out, 2 error, 3 partial (something could
        not be read).
        """
    static let options =
        SourceOptions.specs + [
            OptionSpec(
                "object", value: "KIND/NS/NAME", isRepeatable: true, "Only these objects; * stands for any text"),
            OptionSpec(
                "field", value: "PATH", isRepeatable: true,
                "Only these fields and what is below: .spec.replicas or /spec/replicas"),
            OptionSpec("write", "Edit the files in the working directory"),
            OptionSpec("dry-run", "Only show the patch (default)"),
            OptionSpec("context", value: "NAME", "The kubeconfig context, instead of the environment's"),
            OptionSpec("kubeconfig", value: "FILE", "The kubeconfig file"),
            OptionSpec("live", value: "FILE|DIR", "Take what an export has (kubectl get -o yaml); needs no cluster"),
            OptionSpec("verbose", short: "v", "Say on stderr what was read and how long it took"),
            OptionSpec("color", value: "WHEN", "auto (default), always or never"),
            OptionSpec("timeout", value: "SECONDS", "Give up after so long (default: a silent server after 30)"),
        ]

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let colour = try options.choice("color", default: ColourChoice.auto, verb: name)
        let selection = try AdoptSelection(objects: options.all("object"), fields: options.all("field"))
        let isWriting = options.isSet("write")
        if isWriting { try checkWritable(options) }
        let deadline = try options["timeout"].map { try Deadline(seconds: $0, verb: name, terminal) }
        defer { deadline?.stop() }
        let progress = Progress("comparing the repository with the cluster", on: terminal)
        defer { progress.stop() }
        let run = try await EnvironmentAdoption(options, terminal)
        let (outcome, result) = try await run.adopt(selection)
        let effects = await run.effects(of: outcome)
        if isWriting { try await write(outcome.files, options) }
        progress.stop()
        terminal.answer(patch(of: outcome, terminal, usesColour: terminal.usesColour(colour)))
        let story = AdoptionStory(outcome: outcome, result: result, isWritten: isWriting)
        for line in story.lines(effects: effects) { terminal.tell(line) }
        return story.exitCode
    }

    private static func checkWritable(_ options: ParsedOptions) throws {
        let repository = options["repo"] ?? "."
        if options.isSet("dry-run") {
            throw UsageError("--write and --dry-run exclude each other", verb: name, hint: "give one of them")
        }
        guard LocalFile.isDirectory(repository) else {
            throw UsageError(
                "--write edits a working directory, and --repo is none", verb: name,
                hint: "clone the repository, or apply the patch with 'git apply'")
        }
    }

    /// Into the working directory, also where the environment follows a ref: then its files must be the same.
    private static func write(_ files: [Adoption.EditedFile], _ options: ParsedOptions) async throws {
        let root = try WorkingDirectory(path: options["repo"] ?? ".").root
        try FileReplacement.replace(files.map { ($0.path, $0.old, $0.new) }, in: root)
    }

    private static func patch(of outcome: Adoption.Outcome, _ terminal: Terminal, usesColour: Bool) -> String {
        let isForPeople = terminal.isOutputTerminal || usesColour
        return outcome.files.map { file in
            FilePatch(path: file.path, old: file.old, new: file.new, visible: file.visible)
                .render(to: isForPeople ? .terminal(usesColour: usesColour) : .file)
        }.joined()
    }
}
