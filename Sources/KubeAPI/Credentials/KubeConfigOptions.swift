import Glibc

/// Which cluster is asked for: what the command line or an environment of `reconcile.yaml` says.
package struct KubeConfigOptions: Sendable {
    package enum Source: Sendable {
        /// The files of `KUBECONFIG`, else `~/.kube/config`, else the Pod's service account: as kubectl chooses.
        case standard
        /// One file, as `--kubeconfig` names it; it must exist and have the context.
        case file(String)
        /// A kubeconfig from elsewhere, such as a Secret; `name` is what messages call it. It must hold everything
        /// itself: a file or a plugin that it names would be this process's own, and is refused.
        case bytes([UInt8], name: String)
        /// The Pod's service account, whatever files there are.
        case inCluster
    }

    package var source: Source
    /// Takes the place of `current-context`.
    package var context: String?
    /// Takes the place of the context's namespace.
    package var namespace: String?
    /// How long a credential plugin may run.
    package var pluginTimeLimit: Duration = .seconds(60)

    package init(source: Source = .standard, context: String? = nil, namespace: String? = nil) {
        self.source = source
        self.context = context
        self.namespace = namespace
    }
}

extension KubeConfigOptions.Source: Masked {}

/// What the process gives: its variables, its files, the time. Tests give their own.
package struct KubeConfigEnvironment: Sendable, Masked {
    package var variables: [String: String]
    package var files: FileAccess
    /// An absolute path; relative paths of the command line and `KUBECONFIG` start there.
    package var workingDirectory: String
    /// Where a Pod finds its token, CA and namespace.
    package var serviceAccountDirectory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    /// Time since 1970 by the wall clock.
    package var now: @Sendable () -> Duration

    package init(
        variables: [String: String], files: FileAccess = .system, workingDirectory: String? = nil,
        now: @escaping @Sendable () -> Duration = wallClock
    ) {
        self.variables = variables
        self.files = files
        self.workingDirectory = workingDirectory ?? currentDirectory()
        self.now = now
    }

    /// The variable `name`; one that is set to nothing counts as not set.
    func variable(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }
}

/// Time since 1970.
@Sendable package func wallClock() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// `/` where the directory was deleted under the process: nothing relative is found there.
private func currentDirectory() -> String {
    guard let path = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
}
