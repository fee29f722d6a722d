import KubeAPI
import Reconciler

/// Which cluster an environment and the command line mean; the command line goes first.
struct ClusterChoice {
    let environment: Environment
    let options: ParsedOptions

    func kubeConfigOptions() throws(ReconcileError) -> KubeConfigOptions {
        var wanted = KubeConfigOptions(context: options["context"], namespace: environment.namespace)
        if let file = options["kubeconfig"] { wanted.source = .file(file) }
        if options["context"] == nil {
            switch environment.cluster {
            case .current: break
            case .context(let name): wanted.context = name
            case .inCluster: if options["kubeconfig"] == nil { wanted.source = .inCluster }
            case .kubeconfigSecret(let namespace, let name):
                throw ReconcileError(
                    .configuration, step: "find the cluster of environment", subject: environment.name,
                    detail: "its kubeconfig is in Secret \(namespace)/\(name), which only the controller reads",
                    hint: "name a context with --context")
            }
        }
        return wanted
    }
}
