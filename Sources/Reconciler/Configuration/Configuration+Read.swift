import Drift
package import ObjectModel

extension Configuration {
    private static let apiVersion = "reconcile.dev/v1alpha1"

    /// Reads the document of a `reconcile.yaml`; throws every mistake at once.
    package static func read(_ document: SourceDocument) throws(ReconcileErrors) -> Configuration {
        let reader = DocumentReader(document)
        let root = reader.root
        root.allow(["apiVersion", "kind", "environments", "ignore", "managers", "modes", "rendering"])
        checkIdentity(root)
        var configuration = Configuration()
        configuration.environments = (root.required("environments")?.elements ?? []).compactMap(environment)
        configuration.ignore = (root["ignore"]?.elements ?? []).compactMap(ignoreRule)
        configuration.modes = (root["modes"]?.elements ?? []).compactMap(modeRule)
        if let managers = root["managers"] { configuration.managers = managerPolicy(managers) }
        if let rendering = root["rendering"], let time = renderingTime(rendering) { configuration.renderingTime = time }
        checkNamesDiffer(configuration, root)
        guard reader.errors.isEmpty else { throw ReconcileErrors(reader.errors) }
        return configuration
    }

    private static func checkIdentity(_ root: ConfigurationNode) {
        if let version = root.required("apiVersion"), let text = version.string, text != apiVersion {
            version.fail("apiVersion is '\(text)'", hint: "this release reads \(apiVersion)")
        }
        if let kind = root.required("kind"), let text = kind.string, text != "Config" {
            kind.fail("kind is '\(text)'", hint: "write kind: Config")
        }
    }

    private static func checkNamesDiffer(_ configuration: Configuration, _ root: ConfigurationNode) {
        var seen: Set<String> = []
        for (place, environment) in configuration.environments.enumerated()
        where !seen.insert(environment.name).inserted {
            let nodes = root["environments"]?.elements ?? []
            guard nodes.indices.contains(place) else { continue }
            nodes[place].fail("environment '\(environment.name)' stands twice", hint: "give each its own name")
        }
    }

    // MARK: Environments

    private static func environment(_ node: ConfigurationNode) -> Environment? {
        node.allow([
            "name", "path", "bases", "ref", "cluster", "namespace", "mode", "prune", "suspend", "health", "modes",
            "maintenance",
        ])
        let name = node.required("name")?.string
        let path = node.required("path").flatMap(directory)
        let bases = (node["bases"]?.elements ?? []).compactMap(directory)
        if name?.isEmpty == true { node.fail("the environment's name is empty", hint: "give it a name") }
        var environment = Environment(name: name ?? "", path: path ?? "", bases: bases)
        environment.location = node.location
        environment.ref = node["ref"]?.string
        environment.namespace = node["namespace"]?.string
        if let cluster = node["cluster"] { environment.cluster = self.cluster(cluster) }
        if let mode = node["mode"]?.choice(Environment.Mode.self) { environment.mode = mode }
        if let prune = node["prune"] { environment.prune = self.prune(prune) }
        if let flag = node["suspend"]?.bool { environment.isSuspended = flag }
        environment.modes = (node["modes"]?.elements ?? []).compactMap(modeRule)
        environment.maintenance = (node["maintenance"]?.elements ?? []).compactMap(maintenanceWindow)
        if let health = node["health"] {
            health.allow(["timeout"])
            if let timeout = health["timeout"]?.duration { environment.healthTimeout = timeout }
        }
        // The other members were read all the same, so that every mistake is told at once.
        return name == nil || path == nil ? nil : environment
    }

    /// A directory inside the repository, without `./`, `..` and slashes at the ends.
    private static func directory(_ node: ConfigurationNode) -> String? {
        guard let text = node.string else { return nil }
        guard let path = RepositoryPath.normalised(text) else {
            node.fail("'\(text)' leaves the repository", hint: "write a path from the repository's root")
            return nil
        }
        return path
    }

    private static func cluster(_ node: ConfigurationNode) -> Environment.Cluster {
        node.allow(["context", "inCluster", "kubeconfigSecret"])
        if let context = node["context"]?.string { return .context(context) }
        if node["inCluster"]?.bool == true { return .inCluster }
        if let secret = node["kubeconfigSecret"], let text = secret.string {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty {
                return .kubeconfigSecret(namespace: String(parts[0]), name: String(parts[1]))
            }
            secret.fail("kubeconfigSecret is '\(text)'", hint: "write namespace/name")
        }
        return .current
    }

    private static func prune(_ node: ConfigurationNode) -> Environment.Prune {
        node.allow(["enabled", "maxDeletions", "maxPercent", "protect"])
        var prune = Environment.Prune()
        if let flag = node["enabled"]?.bool { prune.isEnabled = flag }
        if let count = node["maxDeletions"]?.integer(in: 0...1_000_000) { prune.maxDeletions = count }
        if let percent = node["maxPercent"]?.integer(in: 0...100) { prune.maxPercent = percent }
        prune.protected = (node["protect"]?.strings ?? []).map(Glob.init)
        return prune
    }

    /// Whether the time zone exists is for who has the zones.
    private static func maintenanceWindow(_ node: ConfigurationNode) -> MaintenanceWindow? {
        node.allow(["schedule", "timeZone", "duration"])
        guard let text = node.required("schedule")?.string, let duration = node.required("duration")?.duration else {
            return nil
        }
        do throws(ReconcileError) {
            return try MaintenanceWindow(
                schedule: CronSchedule(text), timeZone: node["timeZone"]?.string ?? "UTC", duration: duration)
        } catch {
            node.fail("the window '\(error.subject)': \(error.detail)", hint: error.hint ?? "correct it")
            return nil
        }
    }

    private static func renderingTime(_ node: ConfigurationNode) -> Duration? {
        node.allow(["timeoutSeconds"])
        return node["timeoutSeconds"]?.integer(in: 1...3_600).map { .seconds($0) }
    }
}
