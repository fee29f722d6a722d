import Drift
import ObjectModel
import Reconciler

/// The adoption of one environment's drift: its comparison, its files, and what they mean for other environments.
struct EnvironmentAdoption {
    private let run: EnvironmentRun
    private let configuration: Configuration
    private let options: ParsedOptions
    private let terminal: Terminal

    /// The one environment that the options name; several are an error, since one file may serve them all.
    init(_ options: ParsedOptions, _ terminal: Terminal) async throws {
        let opened = try await OpenedSource.open(options["repo"] ?? ".", ref: options["ref"], terminal: terminal)
        let (environments, configuration) = try await SourceOptions.selection(options, source: opened)
        guard let environment = environments.first, environments.count == 1 else {
            throw UsageError(
                "the repository has several environments", verb: AdoptVerb.name,
                hint: "choose one with --env: \(environments.map(\.name).joined(separator: ", "))")
        }
        run = EnvironmentRun(
            source: try await opened.following(environment, options, terminal), environment: environment,
            configuration: configuration, options: options, confirmation: .never, terminal: terminal)
        self.configuration = configuration
        self.options = options
        self.terminal = terminal
    }

    func adopt(_ selection: AdoptSelection) async throws -> (Adoption.Outcome, ComparisonResult) {
        let result = try await run.compare().result
        let adoption = Adoption(tree: run.source.tree, parser: YAMLManifestParser(), editor: YAMLManifestEditor()) {
            try await load(run.environment, from: $0)
        }
        return (try await adoption.run(result, selection), result)
    }

    private func load(_ environment: Environment, from tree: any SourceTree) async throws -> LoadedManifests {
        let loader = ManifestLoader(
            tree: tree, parser: YAMLManifestParser(), renderer: ToolRenderer(run.configuration, terminal),
            namespace: environment.namespace)
        return try await loader.load(environment.directories.map(run.source.inside))
    }

    // MARK: Other environments

    /// A line for each environment of the same ref that has objects which the edits change, or cannot be looked at.
    func effects(of outcome: Adoption.Outcome) async -> [String] {
        guard !outcome.files.isEmpty, !options.isSet("path") else { return [] }
        let own = run.environment
        var lines: [String] = []
        for other in configuration.environments where other.name != own.name && other.ref == own.ref {
            do {
                let changed = try await changes(of: other, by: outcome)
                guard !changed.isEmpty else { continue }
                lines.append("note: this also changes the environment '\(other.name)': \(Self.list(changed))")
            } catch {
                lines.append("note: what this changes of the environment '\(other.name)' is not known: \(error)")
            }
        }
        return lines
    }

    private func changes(of other: Environment, by outcome: Adoption.Outcome) async throws -> [ObjectKey] {
        func state(_ tree: any SourceTree) async throws -> DesiredState {
            let loaded = try await load(other, from: tree)
            return DesiredState(loaded.manifests, defaultNamespace: other.namespace ?? "") {
                KindScope.builtin($0.groupKind)
            }
        }
        let content = Dictionary(outcome.files.map { ($0.path, $0.new) }, uniquingKeysWith: { first, _ in first })
        let before = try await state(run.source.tree)
        return try await state(OverlayTree(run.source.tree, content: content)).changedKeys(since: before)
    }

    static func list(_ keys: [ObjectKey]) -> String {
        let shown = keys.prefix(5).map(\.description).joined(separator: ", ")
        return keys.count > 5 ? "\(shown) and \(keys.count - 5) more" : shown
    }
}

/// What is told of an adoption beside its patch.
struct AdoptionStory {
    let outcome: Adoption.Outcome
    let result: ComparisonResult
    let isWritten: Bool

    /// Mistakes first, then what is adopted, what is left out, and what follows.
    func lines(effects: [String]) -> [String] {
        var lines = result.findings.filter { $0.severity == .error }.map(\.message)
        lines += outcome.adopted.map { entry in
            "adopted: \(entry.key) \(entry.path)\(entry.location.map { " (\($0))" } ?? "")"
        }
        lines += outcome.skips.map { skip in
            "left out: \(skip.key)\(skip.path.map { " \($0)" } ?? ""): \(skip.reason)"
        }
        if !outcome.alsoChanged.isEmpty {
            lines.append("note: this also changes \(EnvironmentAdoption.list(outcome.alsoChanged))")
        }
        return lines + effects + [summary]
    }

    private var summary: String {
        let fields = outcome.adopted.count
        guard fields > 0 else { return outcome.skips.isEmpty ? "nothing to adopt" : "nothing can be adopted" }
        let files = "\(outcome.files.count) file\(outcome.files.count == 1 ? "" : "s")"
        let done = "\(fields) field\(fields == 1 ? "" : "s") in \(files)"
        return isWritten ? "\(done) written" : "\(done); write with --write, or pipe the patch into 'git apply'"
    }

    /// Mistakes in the repository before what could not be read before what is left out.
    var exitCode: Int32 {
        if result.findings.contains(where: { $0.severity == .error }) { return 2 }
        if !result.gaps.isEmpty { return 3 }
        return outcome.skips.isEmpty ? 0 : 1
    }
}
