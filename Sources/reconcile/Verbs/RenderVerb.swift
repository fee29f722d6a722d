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
        let (environments, configuration) = try await SourceOptions.selection(options, source: source)
        guard let environment = environments.first, environments.count == 1 else {
            throw UsageError(
                "the repository has several environments", verb: name,
                hint: "choose one with --env: \(environments.map(\.name).joined(separator: ", "))")
        }
        let loaded = try await LoadedEnvironment.load(environment, of: configuration, from: source, options, terminal)
        terminal.answer(text(of: loaded.state.objects.map(\.value), format))
        for finding in loaded.errors { terminal.tell(finding.message) }
        return loaded.errors.isEmpty ? 0 : 2
    }

    private static func text(of objects: [JSONValue], _ format: String) -> [UInt8] {
        guard format == "json" else { return YAMLWriter.write(objects) }
        var writer = JSONWriter(indent: 2)
        writer.write(["apiVersion": "v1", "kind": "List", "items": .array(objects)])
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
