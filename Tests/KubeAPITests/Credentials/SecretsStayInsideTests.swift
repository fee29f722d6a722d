import ObjectModel
// Known secrets are planted in every place that holds one; no print of any value and no error may have them.
import Testing

@testable import KubeAPI

@Suite struct SecretsStayInsideTests {
    private static let token = "planted-token-4711"
    private static let password = "planted-word-4712"
    private static let variable = "planted-env-4713"
    private static let proxy = "planted-proxy-4714"
    private static let key = "-----BEGIN PRIVATE KEY-----\ncGxhbnRlZC1rZXktNDcxNQ==\n-----END PRIVATE KEY-----\n"

    /// Every form in which a planted secret could come out.
    private static var forms: [String] {
        [token, password, variable, proxy, "planted-key-4715"].flatMap { secret in
            let bytes = Array(secret.utf8)
            let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return [secret, String(Base64.encode(bytes).prefix { $0 != "=" }), hex]
        } + ["\(Array(token.utf8))", "\(Array(key.utf8))"]
    }

    private static func text(_ extra: String = "") -> String {
        """
        current-context: c
        clusters: [{name: k, cluster: {server: "https://h", proxy-url: "http://me:\(proxy)@p"}}]
        users:
        - name: u
          user:
            username: me
            password: \(password)
            client-certificate-data: \(PEMFixture.certificateData)
            client-key-data: \(Base64.encode(Array(key.utf8)))
            exec:
              command: p
              apiVersion: client.authentication.k8s.io/v1beta1
              env: [{name: A, value: \(variable)}]
        - name: t
          user: {token: \(token)}
        contexts: [{name: c, context: {cluster: k, user: u}}, {name: t, context: {cluster: k, user: t}}]
        \(extra)
        """
    }

    private func expectNone(in output: String, _ what: String) {
        for form in Self.forms where output.contains(form) { Issue.record("\(what) tells \(form)") }
    }

    private func expectMasked(_ value: Any, _ what: String) {
        expectNone(in: "\(value)", what)
        expectNone(in: String(reflecting: value), what)
        var dumped = ""
        dump(value, to: &dumped)
        expectNone(in: dumped, what)
    }

    @Test func valuesAreMasked() async throws {
        let bytes = Array(Self.text().utf8)
        let file = try KubeConfigFile(reading: bytes, file: "k", directory: "/")
        expectMasked(file, "a kubeconfig")
        expectMasked(file.users, "its users")
        expectMasked(Array(file.clusters.values), "its clusters")
        expectMasked(KubeConfigOptions(source: .bytes(bytes, name: "k")), "options")
        expectMasked(FakeMachine(variables: ["A": Self.variable]).environment, "an environment")
        for context in ["c", "t"] {
            var machine = FakeMachine()
            machine.files["/home/ann/.kube/config"] = Self.text()
            let connection = try machine.load(KubeConfigOptions(context: context)).get()
            expectMasked(connection, "a connection")
            expectMasked([connection], "a list of connections")
            expectMasked(connection.credentials, "a source")
            expectMasked(try await connection.credentials.current(), "credentials")
            expectMasked(try await connection.credentials.current().basic as Any, "a login")
            expectMasked(try await connection.credentials.current().clientCertificate as Any, "a certificate")
        }
    }

    @Test func pluginsAreMasked() async throws {
        var plugin = try PluginFixture()
        plugin.members = ", env: [{name: A, value: \(Self.variable)}], args: [--secret, \(Self.password)]"
        let source = try plugin.source(plugin.answer("\"token\":\"\(Self.token)\""))
        expectMasked(source, "a plugin")
        _ = try await source.current()
        expectMasked(source, "a plugin that has answered")
    }

    @Test(arguments: [
        "users: [{name: x, user: {token: [\(token)]}}]",
        "users: [{name: x, user: {token: {\(token): 1}}}]",
        "users: [{name: x, user: {client-key-data: \(token)}}]",
        "users: [{name: x, user: {token: *\(token)}}]",
        "users: [{name: x, user: {token: !\(token)}}]",
        "users:\n- name: x\n  user:\n    token: *\(token)\n",
        "users:\n- name: x\n  user:\n    token: !\(token)\n",
        "users:\n- name: x\n  user:\n    token: !\(token) a\n",
        "users:\n- name: x\n  user:\n    token: &\(token)\n      \(token): [*\(token)]\n",
        "users: [{name: x, user: {token: !!int \(token)}}]",
        "users: [{name: x, user: {token: !!float \(token)}}]",
        "users: [{name: x, user: {token: !!binary \(token)}}]",
        "users: [{name: x, user: {token: %\(token)}}]",
        "users: [{name: x, user: {token: @\(token)}}]",
        "users: [{name: x, user: {token: \"\(token)\\q\"}}]",
        "users: [{name: x, user: {token: \"\(token)",
        "users: [{name: x, user: {token: \(token)\n  \(token): \(token)",
        "<<: \(token)",
        "\(token)",
        "- \(token)",
        "{\"users\": [{\"token\": \"\(token)\"}, \(token)]}",
        "clusters: [{name: k, cluster: {server: \"https://me:\(token)@h\"}}]\n"
            + "contexts: [{name: c, context: {cluster: k}}]\ncurrent-context: c",
        "clusters: [{name: k, cluster: {server: \"https://h\", proxy-url: \"x://me:\(token)@h\"}}]\n"
            + "contexts: [{name: c, context: {cluster: k}}]\ncurrent-context: c",
        "clusters: [{name: k, cluster: {server: \"https://h\", proxy-url: \"http://me:\(token)@h:x\"}}]\n"
            + "contexts: [{name: c, context: {cluster: k}}]\ncurrent-context: c",
        "clusters: [{name: k, cluster: {server: \"https://h\"}}]\n"
            + "users: [{name: u, user: {token: \"\(token)\\n\(token)\"}}]\n"
            + "contexts: [{name: c, context: {cluster: k, user: u}}]\ncurrent-context: c",
    ])
    func errorsTellNone(_ text: String) {
        let result = FakeMachine(files: ["/home/ann/.kube/config": text]).load()
        guard case .failure(let error) = result else {
            Issue.record("it was accepted")
            return
        }
        expectNone(in: "\(error)", "the error")
        expectMasked(error, "the error")
    }
}
