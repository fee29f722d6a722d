import KubeAPI
import ObjectModel
import Reconciler

/// The controller's own cluster: where its Leases and custom resources stand, and Secrets with kubeconfigs of others.
struct HomeCluster: Sendable {
    let client: KubeClient
    let namespace: String
    /// `nil` where nothing is to be published.
    let resources: CustomResources?
    private let variables: [String: String]
    private let options: KubeClient.Options
    /// Where `--kubeconfig` says so; contexts of environments are looked up there too.
    private let kubeconfigFile: String?

    init(_ settings: ControllerSettings, _ terminal: Terminal, options: KubeClient.Options) throws {
        variables = terminal.variables
        self.options = options
        kubeconfigFile = settings.kubeconfig
        var wanted = KubeConfigOptions(context: settings.context, namespace: settings.namespace)
        if let file = settings.kubeconfig { wanted.source = .file(file) }
        let connection = try KubeConfig.load(wanted, environment: KubeConfigEnvironment(variables: variables))
        client = try KubeClient(connection, options: options)
        namespace = connection.namespace
        resources =
            settings.publishes
            ? CustomResources(client: client, namespace: namespace, now: Pacing.real.wall) : nil
    }

    var leases: KubeLeases { KubeLeases(client: client, namespace: namespace) }

    /// The cluster of an environment; the home cluster where it names no other.
    func cluster(of environment: Reconciler.Environment) async throws -> KubeCluster {
        switch environment.cluster {
        case .current: return KubeCluster(client: client)
        case .inCluster: return KubeCluster(client: try make(KubeConfigOptions(source: .inCluster)))
        case .context(let name):
            // In a Pod there is no kubeconfig to have contexts; the cluster is the Pod's own then.
            guard client.connection.name != "in-cluster" else { return KubeCluster(client: client) }
            var wanted = KubeConfigOptions(context: name, namespace: environment.namespace)
            if let file = kubeconfigFile { wanted.source = .file(file) }
            return KubeCluster(client: try make(wanted))
        case .kubeconfigSecret(let namespace, let name):
            let bytes = try await kubeconfig(inSecret: name, namespace)
            let wanted = KubeConfigOptions(
                source: .bytes(bytes, name: "Secret \(namespace)/\(name)"), namespace: environment.namespace)
            return KubeCluster(client: try make(wanted))
        }
    }

    private func make(_ wanted: KubeConfigOptions) throws -> KubeClient {
        try KubeClient(
            try KubeConfig.load(wanted, environment: KubeConfigEnvironment(variables: variables)), options: options)
    }

    /// The key `value` or `kubeconfig`, as Cluster API and Flux keep it.
    private func kubeconfig(inSecret name: String, _ namespace: String) async throws -> [UInt8] {
        let secret = APIResource(groupVersion: GroupVersion("v1"), kind: "Secret", name: "secrets", isNamespaced: true)
        let subject = "\(namespace)/\(name)"
        guard let object = try await client.get(secret, namespace: namespace, name: name) else {
            throw ReconcileError(
                .configuration, step: "read kubeconfig Secret", subject: subject, detail: "there is no such Secret",
                hint: "make it in the controller's own cluster")
        }
        let data = object["data"]
        guard let text = (data?["value"] ?? data?["kubeconfig"])?.string, let bytes = Base64.decode(text) else {
            throw ReconcileError(
                .configuration, step: "read kubeconfig Secret", subject: subject,
                detail: "it has neither the key 'value' nor 'kubeconfig'", hint: "keep the kubeconfig under one of them"
            )
        }
        return bytes
    }
}
