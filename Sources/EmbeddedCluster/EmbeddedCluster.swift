import HTTPService
package import ObjectModel

/// An API server in this process, on loopback, for demonstrations and fast tests.
///
/// It behaves as kube-apiserver 1.20.2 does as far as one table of scenarios goes that runs against both. Nothing runs
/// in it but the server: no controller makes pods, deletes what expires or fills in status.
package final class EmbeddedCluster: Sendable {
    /// `http://127.0.0.1:PORT`.
    package let url: String
    /// What requests must carry, as `Authorization: Bearer TOKEN`.
    package let token: String
    private let hub: ClusterHub
    private let server: HTTPServer

    /// Listens on a port that the kernel picks; the namespaces of a new cluster are there.
    package static func start(_ options: EmbeddedClusterOptions = .init()) async throws -> EmbeddedCluster {
        try EmbeddedCluster(options)
    }

    private init(_ options: EmbeddedClusterOptions) throws {
        var identities = IdentitySource(seed: options.seed ?? UInt64.random(in: .min ... .max))
        token = identities.uid()
        let hub = ClusterHub(options: options, token: token, seed: UInt64.random(in: .min ... .max))
        self.hub = hub
        server = try Self.serve(options, hub)
        url = "http://127.0.0.1:\(server.port)"
        try seed(["default", "kube-node-lease", "kube-public", "kube-system"].map(Self.namespace))
    }

    /// Clients of a cluster keep watches open and send much at once, so only what is on its way is bounded.
    private static func serve(
        _ options: EmbeddedClusterOptions, _ hub: ClusterHub
    ) throws(EmbeddedClusterError) -> HTTPServer {
        var settings = HTTPServerSettings()
        settings.limits.bodyBytes = options.bodyLimit
        settings.limits.bodyBytesInAll = 1 << 30
        settings.limits.headBytes = 256 << 10
        settings.limits.connections = 512
        settings.limits.connectionsOfAddress = 0
        settings.limits.idleSeconds = 600
        settings.limits.requestSeconds = nil
        settings.tooLarge = APIStatus.requestEntityTooLarge("limit is \(options.bodyLimit)").response
        do throws(HTTPServiceError) {
            return try HTTPServer(settings) { hub.exchange($0) }
        } catch {
            throw EmbeddedClusterError(
                code: .cannotListen, step: .start, subject: error.subject, detail: error.detail)
        }
    }

    private static func namespace(_ name: String) -> JSONValue {
        ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
    }

    /// Keeps objects as if `manager` had created them, in their order.
    package func seed(_ objects: [JSONValue], manager: String = "embedded") throws {
        for object in objects {
            let kind = GroupVersionKind(
                apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
            do {
                try hub.seed(object, kind, manager)
            } catch {
                throw EmbeddedClusterError(
                    code: .invalidObject, step: .seed, subject: "\(kind) \(object.objectName)", detail: error.message)
            }
        }
    }

    /// A kubeconfig for this cluster, as YAML. Each of `contexts`, the first being the current one, means this cluster.
    package func kubeconfig(contexts: [String] = ["embedded"]) -> [UInt8] {
        let current = contexts.first ?? "embedded"
        let entries = contexts.map { "- name: \"\($0)\"\n  context:\n    cluster: embedded\n    user: embedded" }
        let text = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: embedded
              cluster:
                server: \(url)
            users:
            - name: embedded
              user:
                token: \(token)
            contexts:
            \(entries.joined(separator: "\n"))
            current-context: "\(current)"

            """
        return Array(text.utf8)
    }

    /// Forgets the history of changes, so that watches from before are told 410, as after a compaction.
    package func compact() { hub.compact() }

    /// Ends watches and connections; returns when no thread and no descriptor of the cluster is left.
    package func stop() async {
        hub.stop()
        server.stop()
    }

    deinit {
        hub.stop()
        server.stop()
    }
}
