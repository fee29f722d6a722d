import Drift
import DriftReport
import Reconciler

/// The repository: whether it can be reached and read, and what it gives for each environment.
struct RepositoryCheckup {
    private let options: ParsedOptions
    private let terminal: Terminal
    private(set) var section = Checkup.Section("Repository")
    /// What there is to look at further; where no configuration could be read, the cluster that kubectl would use.
    private(set) var environments: [EnvironmentUnderCheck] = []

    init(_ options: ParsedOptions, _ terminal: Terminal) {
        self.options = options
        self.terminal = terminal
    }

    mutating func run() async {
        do {
            let repository = options["repo"] ?? "."
            let source = try await OpenedSource.open(repository, ref: options["ref"], terminal: terminal)
            section.add("source", Judgement(.ok, Self.words(source)))
            try await look(into: source)
        } catch {
            section.add(section.checks.isEmpty ? "source" : "configuration", failure: error)
        }
        guard environments.isEmpty else { return }
        let nameless = Environment(name: "", path: "")
        environments = [EnvironmentUnderCheck(environment: nameless, modes: Configuration().modeRules(of: nameless))]
    }

    private mutating func look(into source: OpenedSource) async throws {
        let (chosen, configuration) = try await SourceOptions.selection(options, source: source)
        let names = chosen.map(\.name).joined(separator: ", ")
        section.add("configuration", Judgement(.ok, "environments: \(names)"))
        for environment in chosen {
            var loaded = EnvironmentUnderCheck(
                environment: environment, modes: configuration.modeRules(of: environment))
            do {
                let followed = try await source.following(environment, options, terminal)
                if let ref = environment.ref, !options.isSet("ref") {
                    section.add("ref-\(environment.name)", Judgement(.ok, "\(ref): \(Self.words(followed))"))
                }
                let manifests = try await load(environment, of: configuration, from: followed)
                loaded.manifests = manifests
                section.add("manifests-\(environment.name)", Self.judgement(of: manifests))
            } catch {
                section.add("manifests-\(environment.name)", failure: error)
            }
            environments.append(loaded)
        }
    }

    private func load(
        _ environment: Environment, of configuration: Configuration, from source: OpenedSource
    ) async throws -> LoadedManifests {
        let loader = ManifestLoader(
            tree: source.tree, parser: YAMLManifestParser(), renderer: ToolRenderer(configuration, terminal),
            namespace: environment.namespace)
        return try await loader.load(environment.directories.map(source.inside))
    }

    private static func judgement(of loaded: LoadedManifests) -> Judgement {
        let mistakes = loaded.findings.filter { $0.severity == .error }
        let objects = "\(loaded.manifests.count) objects"
        guard let first = mistakes.first else { return Judgement(.ok, objects) }
        return Judgement(
            .fail,
            "\(objects), \(mistakes.count) mistake\(mistakes.count == 1 ? "" : "s"), the first: \(first.message)",
            hint: "correct what 'reconcile render' tells")
    }

    private static func words(_ source: OpenedSource) -> String {
        var words = source.repository
        if let revision = source.revision { words += " at \(revision.prefix(12))" }
        if let ref = source.ref { words += " (\(ref))" }
        return source.isDirty ? words + ", with uncommitted changes" : words
    }
}
