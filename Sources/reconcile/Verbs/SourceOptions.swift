import ObjectModel
import Reconciler

/// The options that say which repository and which environments, shared by the verbs that read Git.
enum SourceOptions {
    static let specs = [
        OptionSpec("repo", value: "DIR|URL", "The configuration repository (default: the current directory)"),
        OptionSpec("ref", value: "REF", "A branch, tag or commit; without it a directory is read as it stands"),
        OptionSpec(
            "env", short: "e", value: "NAME", isRepeatable: true, "An environment of reconcile.yaml (default: all)"),
        OptionSpec(
            "path", value: "DIR", isRepeatable: true, "Directories to read, not the environments of reconcile.yaml"),
        OptionSpec("namespace", short: "n", value: "NAME", "For namespaced objects that name none"),
    ]

    /// The environments that the command line asks for, and the policy that holds for them.
    static func selection(
        _ options: ParsedOptions, source: OpenedSource
    ) async throws -> (environments: [Environment], configuration: Configuration) {
        let configuration = try await source.configuration()
        let paths = options.all("path")
        if !paths.isEmpty {
            let environment = try adHoc(paths, options)
            return ([environment], configuration ?? Configuration())
        }
        guard let configuration else {
            throw ReconcileError(
                .configuration, step: "read configuration", subject: source.inside(Configuration.fileName),
                detail: "there is no such file in \(source.repository)",
                hint: "write one, or name a directory with --path")
        }
        let names = options.all("env")
        var environments =
            try names.isEmpty ? configuration.environments : names.map { try configuration.environment(named: $0) }
        if let namespace = options["namespace"] {
            environments = environments.map { environment in
                var environment = environment
                environment.namespace = namespace
                return environment
            }
        }
        return (environments, configuration)
    }

    private static func adHoc(_ paths: [String], _ options: ParsedOptions) throws -> Environment {
        guard !options.isSet("env") else {
            throw UsageError("--env and --path exclude each other", verb: "", hint: "give one of them")
        }
        let directories = try paths.map { path in
            guard let inside = RepositoryPath.normalised(path) else {
                throw ReconcileError(
                    .input, step: "read", subject: path, detail: "the path leaves the repository",
                    hint: "write it from the directory that --repo names")
            }
            return inside
        }
        return Environment(
            name: paths.joined(separator: " "), path: directories.last ?? "", bases: Array(directories.dropLast()),
            namespace: options["namespace"])
    }
}
