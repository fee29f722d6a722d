import Drift
import ObjectModel
import Reconciler
import YAMLBridge

/// `reconcile render`
enum RenderVerb: Verb {
    static let name = "render"
    static let summary = "Prints the objects that the repository gives, in a stable order; needs no cluster."
    static let discussion = """
        YAML documents by namespace, group, kind and name; with -o json one v1 List. Mistakes in the repository go to
        stderr, and the exit code is then 2.
        """

    static let options =
        SourceOptions.specs + [OptionSpec("output", short: "o", value: "FORMAT", "yaml (default) or json")]

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let format = options["output"] ?? "yaml"
        guard ["yaml", "json"].contains(format) else {
            throw UsageError("--output is '\(format)'", verb: name, hint: "use yaml or json")
        }
        let source = try await OpenedSource.open(options["repo"] ?? ".", ref: options["ref"], terminal: terminal)
        let (environments, _) = try await SourceOptions.selection(options, source: source)
        guard let environment = environments.first, environments.count == 1 else {
            throw UsageError(
                "the repository has several environments", verb: name,
                hint: "choose one with --env: \(environments.map(\.name).joined(separator: ", "))")
        }
        let followed = try await source.following(environment, options, terminal)
        let loader = ManifestLoader(
            tree: followed.tree, parser: YAMLManifestParser(), renderer: ToolRenderer(terminal),
            namespace: environment.namespace)
        let loaded = try await loader.load(environment.directories.map(followed.inside))
        let state = DesiredState(loaded.manifests, defaultNamespace: environment.namespace ?? "") {
            KindScope.builtin($0.groupKind)
        }
        let objects = state.objects.map { $0.value }
        if format == "json" {
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            var writer = JSONWriter(indent: 2)
            writer.write(list)
            terminal.answer(writer.bytes + [UInt8(ascii: "\n")])
        } else {
            terminal.answer(YAMLWriter.write(objects))
        }
        let findings = (loaded.findings + state.findings).filter { $0.severity == .error }
        for finding in findings { terminal.tell(finding.message) }
        return findings.isEmpty ? 0 : 2
    }
}
