import Drift
import DriftReport
import Glibc
import KubeAPI
import ObjectModel
import Reconciler

/// One comparison of one environment, from its directories to its report.
struct EnvironmentRun {
    let source: OpenedSource
    let environment: Environment
    let configuration: Configuration
    let options: ParsedOptions
    let confirmation: Confirmation
    let terminal: Terminal
    /// Taken instead of the one that the environment and the options name.
    var fixedCluster: (any LiveCluster)?

    /// Reads the repository and the cluster, and compares them.
    func compare() async throws -> (report: Report, result: ComparisonResult) {
        let start = ContinuousClock.now
        let checkedAt = Timestamp(seconds: Int64(time(nil))).wireText
        let cluster = try fixedCluster ?? cluster()
        let loader = ManifestLoader(
            tree: source.tree, parser: YAMLManifestParser(), cache: parsedFiles,
            renderer: ToolRenderer(configuration, terminal),
            namespace: environment.namespace)
        let loaded = try await loader.load(environment.directories.map(source.inside))
        let read = ContinuousClock.now
        let comparison = EnvironmentComparison(
            environment: environment, policy: configuration.policy, cluster: cluster, confirmation: confirmation)
        let result = try await comparison.run(loaded)
        if options.isSet("verbose") {
            tell(loaded, result, reading: read - start, comparing: ContinuousClock.now - read)
        }
        var subject = Report.Subject(
            environment: environment.name, repository: source.repository, revision: source.revision, ref: source.ref,
            hasUncommittedChanges: source.isDirty, cluster: cluster.name)
        subject.location = environment.location
        let report = Report(
            subject: subject, checkedAt: checkedAt, duration: ContinuousClock.now - start, objects: result.objects,
            findings: result.findings, gaps: result.gaps)
        return (report, result)
    }

    private func tell(
        _ loaded: LoadedManifests, _ result: ComparisonResult, reading: Duration, comparing: Duration
    ) {
        let files = loaded.parsedFiles + loaded.cachedFiles
        terminal.tell(
            "\(environment.name): read \(files) files in \(reading.milliseconds) ms, \(loaded.parsedFiles) parsed and "
                + "\(loaded.cachedFiles) from the cache; compared \(result.objects.count) objects in "
                + "\(comparing.milliseconds) ms")
        for (rule, hidden) in Self.hiddenChanges(result.objects).sorted(by: { $0.key < $1.key }) {
            terminal.tell(
                "\(environment.name): the ignore rule at \(rule) hid \(Self.counted(hidden.changes, "field")) of "
                    + Self.counted(hidden.objects, "object"))
        }
    }

    /// How much each rule hid, by its place.
    private static func hiddenChanges(_ objects: [ObjectDrift]) -> [SourceLocation: (changes: Int, objects: Int)] {
        objects.reduce(into: [:]) { counts, object in
            for (rule, changes) in Dictionary(grouping: object.ignored.hidden, by: \.rule) {
                guard let rule else { continue }
                let before = counts[rule] ?? (0, 0)
                counts[rule] = (before.changes + changes.count, before.objects + 1)
            }
        }
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private var parsedFiles: ParsedFiles? {
        let name = "\(source.repository) \(environment.directories.joined(separator: " "))"
        return CacheDirectory.path(terminal.variables).map { ParsedFiles(directory: "\($0)/parsed", name: name) }
    }

    private func cluster() throws -> any LiveCluster {
        if let export = options["live"] {
            return try Snapshot(path: export, namespace: environment.namespace)
        }
        return try kubeCluster()
    }

    /// The API server that the environment and the options name.
    func kubeCluster() throws -> KubeCluster {
        var settings = KubeClient.Options()
        settings.userAgent = "reconcile/\(Reconcile.version)"
        settings.cacheDirectory = CacheDirectory.path(terminal.variables).map { "\($0)/discovery" }
        return KubeCluster(client: try KubeClient(try connection(), options: settings))
    }

    private func connection() throws -> ClusterConnection {
        let chosen = try ClusterChoice(environment: environment, options: options).kubeConfigOptions()
        return try KubeConfig.load(chosen, environment: KubeConfigEnvironment(variables: terminal.variables))
    }
}

/// Where everything that can be made again is kept.
enum CacheDirectory {
    /// `$XDG_CACHE_HOME/reconcile`, or below `~/.cache`; `nil` where there is no home.
    static func path(_ variables: [String: String]) -> String? {
        if let directory = variables["XDG_CACHE_HOME"], directory.hasPrefix("/") { return "\(directory)/reconcile" }
        return variables["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.cache/reconcile" : nil }
    }
}
