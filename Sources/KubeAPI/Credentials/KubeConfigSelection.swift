import ObjectModel

/// The context that was chosen, with its cluster and its user.
struct KubeConfigSelection: Sendable, Masked {
    let contextName: String
    let context: KubeConfigFile.Context
    let cluster: KubeConfigFile.Cluster
    /// `nil` where the context names no user: nothing is presented then.
    let user: KubeConfigFile.User?

    /// `paths` are the files that were looked at, for the message when there is nothing to choose from.
    ///
    /// Where kubectl would go on with `localhost:8080` or ask for a password, this stops: a context, a cluster or a user
    /// that does not exist is an error.
    init(
        _ config: KubeConfigFile, _ options: KubeConfigOptions, lookedAt paths: [String],
        _ environment: KubeConfigEnvironment
    ) throws(KubeConfigError) {
        let asked = options.context.flatMap { $0.isEmpty ? nil : $0 }
        contextName = asked ?? config.currentContext
        guard !contextName.isEmpty else { throw KubeConfigError(noContextIn: config, paths, environment) }
        guard let context = config.contexts[contextName] else {
            throw KubeConfigError(
                .noContext, .useContext, contextName,
                asked == nil ? "current-context names it, but it does not exist" : "it does not exist",
                hint: choice(of: contextName, from: config.contexts.keys.sorted(), "context"))
        }
        self.context = context
        guard let cluster = config.clusters[context.cluster] else {
            let isEmpty = context.cluster.isEmpty
            throw KubeConfigError(
                .noCluster, .useContext, contextName,
                isEmpty
                    ? "it names no cluster (\(context.origin.place()))"
                    : "its cluster '\(context.cluster)' does not exist (\(context.origin.place("cluster")))",
                hint: choice(of: context.cluster, from: config.clusters.keys.sorted(), "cluster"))
        }
        self.cluster = cluster
        user = config.users[context.user]
        guard user != nil || context.user.isEmpty else {
            throw KubeConfigError(
                .noUser, .useContext, contextName,
                "its user '\(context.user)' does not exist (\(context.origin.place("user")))",
                hint: choice(of: context.user, from: config.users.keys.sorted(), "user"))
        }
    }

    func connection(
        _ options: KubeConfigOptions, _ environment: KubeConfigEnvironment
    ) throws(KubeConfigError) -> ClusterConnection {
        var problems: [KubeConfigError] = []
        let target = ClusterResolver(
            name: context.cluster, cluster: cluster, files: environment.files, now: environment.now
        )
        .resolve(&problems)
        let source = UserResolver(name: context.user, user: user, cluster: target, options, environment)
            .resolve(&problems)
        let namespace = options.namespace.flatMap { $0.isEmpty ? nil : $0 } ?? context.namespace
        if let error = KubeConfigError(collecting: problems) { throw error }
        var connection = ClusterConnection(
            server: target.server, name: contextName, namespace: namespace.isEmpty ? "default" : namespace,
            credentials: source)
        connection.certificateAuthority = target.certificateAuthority
        connection.tlsServerName = target.tlsServerName
        connection.proxyURL = target.proxyURL
        if let user {
            connection.impersonateUser = user.impersonation.user
            connection.impersonateUID = user.impersonation.uid
            connection.impersonateGroups = user.impersonation.groups
            connection.impersonateExtra = user.impersonation.extra
        }
        return connection
    }
}

/// The hint for a name that does not exist: the nearest one, and those there are.
private func choice(of name: String, from names: [String], _ kind: String) -> String {
    guard !names.isEmpty else { return "add a \(kind), since there is none" }
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    let rest = names.count > 12 ? " and \(names.count - 12) more" : ""
    guard let nearest = NearestName.of(name, among: names) else { return "name one of \(shown)\(rest)" }
    return "use '\(nearest)', the nearest of \(shown)\(rest)"
}

extension KubeConfigError {
    fileprivate init(
        noContextIn config: KubeConfigFile, _ paths: [String], _ environment: KubeConfigEnvironment
    ) {
        let files = paths.isEmpty ? "no kubeconfig" : paths.joined(separator: ", ")
        if config.contexts.isEmpty, config.clusters.isEmpty {
            let pod = environment.variable("KUBERNETES_SERVICE_HOST") == nil ? ", and this is not a Pod" : ""
            self.init(
                .noConfiguration, .find, files, "no cluster is configured there\(pod)",
                hint: "name a kubeconfig with --kubeconfig or KUBECONFIG")
        } else {
            let names = config.contexts.keys.sorted()
            self.init(
                .noContext, .find, files, "there is no current-context",
                hint: choice(of: "", from: names, "context") + " with --context")
        }
    }
}
