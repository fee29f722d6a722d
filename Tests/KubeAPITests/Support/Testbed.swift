import Glibc
import KubeAPI
import ObjectModel

/// The real API server that `scripts/testbed exec` runs a command with.
enum Testbed {
    static var isThere: Bool { variable("RECONCILE_TESTBED") != nil }
    static let howTo: String = "RECONCILE_TESTBED is not set: run the tests by 'scripts/testbed exec -- swift test'"

    struct Missing: Error { var name: String }

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    static func required(_ name: String) throws -> String {
        guard let value = variable("RECONCILE_TESTBED_\(name)") else { throw Missing(name: name) }
        return value
    }

    static func administrator() throws -> Credentials {
        Credentials(
            clientCertificate: .init(
                certificate: try TemporaryDirectory.read(required("CERT")),
                key: try TemporaryDirectory.read(required("KEY"))))
    }

    static func connection(_ credentials: Credentials? = nil, authority: String = "CA") throws -> ClusterConnection {
        var connection = ClusterConnection(
            server: try required("SERVER"), name: "testbed",
            credentials: FixedCredentials(credentials: try credentials ?? administrator()))
        connection.certificateAuthority = CertificateAuthority(pem: try TemporaryDirectory.read(required(authority)))
        return connection
    }

    static func client(
        _ credentials: Credentials? = nil, authority: String = "CA", cache: String? = nil
    ) throws -> KubeClient {
        var options = KubeClient.Options()
        options.cacheDirectory = cache
        return try KubeClient(connection(credentials, authority: authority), options: options)
    }

    static let namespaces = APIResource(
        groupVersion: GroupVersion("v1"), kind: "Namespace", name: "namespaces", isNamespaced: false)
    static let configMaps = APIResource(
        groupVersion: GroupVersion("v1"), kind: "ConfigMap", name: "configmaps", isNamespaced: true)

    /// A client and a namespace of its own, which is deleted afterwards.
    static func withNamespace(_ body: (KubeClient, String) async throws -> Void) async throws {
        let client = try client()
        defer { client.shutdown() }
        let name = "kube-tests-\(UInt32.random(in: 0...UInt32.max))"
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], as: namespaces,
            namespace: nil)
        do {
            try await body(client, name)
        } catch {
            try await client.delete(namespaces, namespace: nil, name: name)
            throw error
        }
        try await client.delete(namespaces, namespace: nil, name: name)
    }

    static func configMap(_ name: String, _ data: JSONValue = ["a": "1"]) -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data]
    }
}
