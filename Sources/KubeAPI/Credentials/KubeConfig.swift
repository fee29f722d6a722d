/// Finds the cluster that is meant and how to be let in, by the rules of kubectl (client-go `tools/clientcmd`).
package enum KubeConfig {
    /// Reads the files that `options` and the environment name, and chooses.
    ///
    /// Blocks for small file reads. Credential plugins are not run here but at the first `credentials.current()`.
    package static func load(
        _ options: KubeConfigOptions, environment: KubeConfigEnvironment
    ) throws(KubeConfigError) -> ClusterConnection {
        switch options.source {
        case .inCluster:
            return try InCluster(environment).connection(namespace: options.namespace)
        case .file(let path):
            guard let config = try KubeConfigFile(at: path, environment) else { throw missing(path) }
            return try connection(config, options, environment, lookedAt: [path])
        case .bytes(let bytes, let name):
            let config = try KubeConfigFile(reading: bytes, file: name, directory: nil)
            return try connection(config, options, environment, lookedAt: [name])
        case .standard:
            return try standardConnection(options, environment)
        }
    }

    /// The names of the contexts that `options` can choose from, sorted.
    package static func contexts(
        _ options: KubeConfigOptions, environment: KubeConfigEnvironment
    ) throws(KubeConfigError) -> [String] {
        switch options.source {
        case .inCluster: return []
        case .file(let path):
            guard let config = try KubeConfigFile(at: path, environment) else { throw missing(path) }
            return config.contexts.keys.sorted()
        case .bytes(let bytes, let name):
            return try KubeConfigFile(reading: bytes, file: name, directory: nil).contexts.keys.sorted()
        case .standard: return try merged(standardPaths(environment), environment).contexts.keys.sorted()
        }
    }

    /// The absolute paths of the files that `load` would read, whether they exist or not; a Pod has none.
    package static func paths(_ options: KubeConfigOptions, environment: KubeConfigEnvironment) -> [String] {
        let paths: [String]
        switch options.source {
        case .inCluster, .bytes: paths = []
        case .file(let path): paths = [path]
        case .standard: paths = standardPaths(environment)
        }
        return paths.map { FilePath.resolve($0, in: environment.workingDirectory) }
    }

    /// The files kubectl would read: the list in `KUBECONFIG` with each path once, else the one below `HOME`.
    static func standardPaths(_ environment: KubeConfigEnvironment) -> [String] {
        if let list = environment.variable("KUBECONFIG") {
            var paths: [String] = []
            for path in list.split(separator: ":").map(String.init) where !paths.contains(path) { paths.append(path) }
            return paths
        }
        return environment.variable("HOME").map { [FilePath.clean($0 + "/.kube/config")] } ?? []
    }

    /// The files that exist, merged; every unreadable one is reported.
    static func merged(
        _ paths: [String], _ environment: KubeConfigEnvironment
    ) throws(KubeConfigError) -> KubeConfigFile {
        var result = KubeConfigFile()
        var problems: [KubeConfigError] = []
        for path in paths {
            do throws(KubeConfigError) {
                if let file = try KubeConfigFile(at: path, environment) { result.merge(file) }
            } catch {
                problems.append(error)
            }
        }
        if let error = KubeConfigError(collecting: problems) { throw error }
        return result
    }

    /// The namespace of the Pod that this runs in; `nil` outside of Pods.
    package static func podNamespace(environment: KubeConfigEnvironment) -> String? {
        let pod = InCluster(environment)
        return pod.isPossible ? pod.namespace : nil
    }

    /// kubectl asks the Pod's service account only when the files choose no cluster and no context was asked for.
    private static func standardConnection(
        _ options: KubeConfigOptions, _ environment: KubeConfigEnvironment
    ) throws(KubeConfigError) -> ClusterConnection {
        let paths = standardPaths(environment)
        let config = try merged(paths, environment)
        let inCluster = InCluster(environment)
        if (options.context ?? "").isEmpty, config.currentContext.isEmpty, inCluster.isPossible {
            return try inCluster.connection(namespace: options.namespace)
        }
        var connection = try connection(config, options, environment, lookedAt: paths)
        if !config.namesNamespace(options), inCluster.isPossible { connection.namespace = inCluster.namespace }
        return connection
    }

    private static func connection(
        _ config: KubeConfigFile, _ options: KubeConfigOptions, _ environment: KubeConfigEnvironment,
        lookedAt paths: [String]
    ) throws(KubeConfigError) -> ClusterConnection {
        let selection = try KubeConfigSelection(config, options, lookedAt: paths, environment)
        return try selection.connection(options, environment)
    }

    private static func missing(_ path: String) -> KubeConfigError {
        let isHome = path.hasPrefix("~")
        return KubeConfigError(
            .fileMissing, .readFile, path, "no such file",
            hint: isHome ? "write the path without '~', which only a shell replaces" : "check the path of --kubeconfig")
    }
}

extension KubeConfigFile {
    /// The kubeconfig at `path`; `nil` where no such file exists, which is not an error in a list.
    init?(at path: String, _ environment: KubeConfigEnvironment) throws(KubeConfigError) {
        let absolute = FilePath.resolve(path, in: environment.workingDirectory)
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try environment.files.read(absolute, Self.sizeLimit)
        } catch {
            switch error {
            case .missing: return nil
            case .tooLarge: throw KubeConfigError(tooLarge: path)
            case .directory:
                throw KubeConfigError(
                    .fileUnreadable, .readFile, path, error.detail, hint: "name a file in it, such as '\(path)/config'")
            case .failed:
                throw KubeConfigError(
                    .fileUnreadable, .readFile, path, error.detail,
                    hint: "let the user that runs this read the file, or take it out of KUBECONFIG")
            }
        }
        try self.init(reading: bytes, file: path, directory: FilePath.directory(of: absolute))
    }

    /// Whether the options or the chosen context say a namespace.
    fileprivate func namesNamespace(_ options: KubeConfigOptions) -> Bool {
        if let namespace = options.namespace, !namespace.isEmpty { return true }
        let context = options.context.flatMap { $0.isEmpty ? nil : $0 } ?? currentContext
        return contexts[context].map { !$0.namespace.isEmpty } ?? false
    }
}
