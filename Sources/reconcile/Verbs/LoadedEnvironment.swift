import Drift
import ObjectModel
import Reconciler

/// The objects that the repository gives for one environment, without asking a cluster.
struct LoadedEnvironment {
    let state: DesiredState
    /// Mistakes in the repository because of which the objects may not be all.
    let errors: [Finding]

    static func load(
        _ environment: Environment, of configuration: Configuration, from source: OpenedSource,
        _ options: ParsedOptions, _ terminal: Terminal
    ) async throws -> LoadedEnvironment {
        let followed = try await source.following(environment, options, terminal)
        let loader = ManifestLoader(
            tree: followed.tree, parser: YAMLManifestParser(), renderer: ToolRenderer(configuration, terminal),
            namespace: environment.namespace)
        let loaded = try await loader.load(environment.directories.map(followed.inside))
        let state = DesiredState(loaded.manifests, defaultNamespace: environment.namespace ?? "") {
            KindScope.builtin($0.groupKind)
        }
        return LoadedEnvironment(
            state: state, errors: (loaded.findings + state.findings).filter { $0.severity == .error })
    }
}
