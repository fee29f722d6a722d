package import Drift
package import ObjectModel

/// `reconcile.yaml`: which places to keep equal, and how. docs/configuration.md is its manual.
package struct Configuration: Hashable, Sendable {
    package static let fileName = "reconcile.yaml"

    package var environments: [Environment]
    package var ignore: [IgnoreRule]
    package var managers: ManagerPolicy
    /// How long one directory may take to be rendered.
    package var renderingTime = Duration.seconds(30)
    /// For every environment: a more careful mode for some objects, or for paths of them.
    package var modes: [ModeRule] = []

    package init(
        environments: [Environment] = [], ignore: [IgnoreRule] = [], managers: ManagerPolicy = ManagerPolicy()
    ) {
        self.environments = environments
        self.ignore = ignore
        self.managers = managers
    }

    package var policy: DriftPolicy { DriftPolicy(managers: managers, ignore: ignore) }

    /// The environment's own rules say what its mode is, either way; those for all make it more careful.
    package func modeRules(of environment: Environment) -> ModeRules {
        ModeRules(environment: environment.mode, own: environment.modes, rules: modes)
    }

    /// Rules whose paths are left as they are in the cluster when an object is applied.
    package func heldRules(of environment: Environment) -> [IgnoreRule] {
        let reported = (modes + environment.modes).filter { !$0.paths.isEmpty && $0.mode != .revert }
        return ignore
            + reported.map { rule in
                IgnoreRule(target: rule.target, clauses: rule.paths.map { IgnoreRule.Clause(.path($0)) })
            }
    }

    /// The environment called `name`; the error lists those that exist.
    package func environment(named name: String) throws(ReconcileError) -> Environment {
        if let found = environments.first(where: { $0.name == name }) { return found }
        let names = environments.map(\.name)
        let near = NearestName.of(name, among: names).map { "did you mean '\($0)'? " } ?? ""
        throw ReconcileError(
            .configuration, step: "find environment", subject: name,
            detail: "\(Self.fileName) has no environment of that name",
            hint: "\(near)it has: \(names.joined(separator: ", "))")
    }
}

/// A named place to keep equal: paths in the repository, a Git ref, a cluster, a mode.
package struct Environment: Hashable, Sendable {
    package enum Cluster: Hashable, Sendable {
        /// What kubectl would talk to: the current context, or the Pod's own cluster.
        case current
        case context(String)
        case inCluster
        case kubeconfigSecret(namespace: String, name: String)
    }

    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Tells what differs, and writes nothing.
        case report
        /// Plans, and carries a plan out once its hash is approved.
        case manual
        /// Sets right what differs.
        case revert
    }

    package struct Prune: Hashable, Sendable {
        package var isEnabled = false
        package var maxDeletions = 10
        package var maxPercent = 20
        /// Kinds that are never pruned, besides those that never are anyway; as `Secret` or `Secret.example.com`.
        package var protected: [Glob] = []
    }

    package var name: String
    /// Directory from the repository's root, without a trailing slash; empty for the root.
    package var path: String
    /// Further directories that are read with `path`.
    package var bases: [String]
    /// The Git ref that this environment follows; `nil` for the one that the command names.
    package var ref: String?
    package var cluster: Cluster
    /// For namespaced objects that name none.
    package var namespace: String?
    package var mode: Mode
    package var prune: Prune
    /// Another mode for some of its objects, or for paths of them.
    package var modes: [ModeRule] = []
    /// Nothing is reverted, everything is reported.
    package var isSuspended = false
    /// While one of these is open nothing is reverted, and everything is reported.
    package var maintenance: [MaintenanceWindow] = []
    /// After which an object that waits to become healthy counts as failed.
    package var healthTimeout: Duration = .seconds(600)
    /// Where the configuration declares it; `nil` for one that the command line makes.
    package var location: SourceLocation?

    package init(
        name: String, path: String, bases: [String] = [], ref: String? = nil, cluster: Cluster = .current,
        namespace: String? = nil, mode: Mode = .report, prune: Prune = Prune()
    ) {
        self.name = name
        self.path = path
        self.bases = bases
        self.ref = ref
        self.cluster = cluster
        self.namespace = namespace
        self.mode = mode
        self.prune = prune
    }

    /// The same, never written to.
    package var onlyReported: Environment {
        var environment = self
        environment.mode = .report
        environment.modes = []
        return environment
    }

    /// Every directory that is read, in order.
    package var directories: [String] { bases + [path] }
}
