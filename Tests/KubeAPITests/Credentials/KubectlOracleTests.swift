// kubectl itself says what a list of kubeconfigs means; where we differ, the table says so and why.
import Glibc
import JSONText
import ObjectModel
import ProcessRunner
import Testing

@testable import KubeAPI

/// The program to compare with; tests show as skipped where it is not installed.
private let kubectl = "/usr/bin/kubectl"
private let isInstalled = FileAccess.system.isExecutable(kubectl)

@Suite(.enabled(if: isInstalled, "kubectl is not installed"))
struct KubectlOracleTests {
    struct Merge: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String]
    }

    @Test(arguments: [
        Merge(
            testDescription: "entries of one name do not mix",
            files: [
                "clusters:\n- {name: k, cluster: {certificate-authority: ca, extensions: [{name: e, extension: 1}]}}\n"
                    + "users:\n- {name: u, user: {as: ann, as-groups: [one]}}\n- {name: empty}\n"
                    + "contexts:\n- {name: c, context: {cluster: k}}",
                "clusters:\n- {name: k, cluster: {server: \"https://two\", proxy-url: \"http://p\"}}\n"
                    + "users:\n- {name: u, user: {as-groups: [two, three], token: t, username: w}}\n"
                    + "- {name: empty, user: {token: t}}\n- {name: more, user: {tokenFile: ../t}}\n"
                    + "contexts:\n- {name: c, context: {cluster: x, user: u, namespace: z}}\ncurrent-context: c",
            ]),
        Merge(
            testDescription: "current-context is the first that is not empty",
            files: ["current-context: \"\"", "current-context: two", "current-context: three"]),
        Merge(testDescription: "null is not set", files: ["current-context: null\nclusters: null", "clusters: []"]),
        Merge(
            testDescription: "three files, every kind of member",
            files: [
                "users:\n- name: u\n  user:\n    exec:\n      command: ./p\n      args: [a, \"\", \"b c\"]\n"
                    + "      env: [{name: A, value: \"1\"}, {name: B, value: \"\"}]\n      apiVersion: v\n"
                    + "      installHint: do it\n      interactiveMode: Never\n      provideClusterInfo: true",
                "users:\n- name: a\n  user: {auth-provider: {name: oidc, config: {k: v}}, password: p, username: q}\n"
                    + "- name: i\n  user: {as: ann, as-uid: \"1\", as-user-extra: {k: [v, w], l: []}}",
                "clusters:\n- name: k\n  cluster: {server: s, insecure-skip-tls-verify: true, tls-server-name: name,\n"
                    + "    certificate-authority-data: \"aGk=\"}\nunknown: {a: b}\n",
            ]),
        Merge(testDescription: "an unnamed entry is an entry", files: ["clusters: [null, {name: x}]"]),
        Merge(
            testDescription: "only the first document counts", files: ["current-context: a\n---\ncurrent-context: b"]),
        Merge(testDescription: "a mark before the text is no text", files: ["\u{FEFF}current-context: a"]),
        Merge(testDescription: "JSON", files: [#"{"current-context":"a","Current-Context":"b"}"#]),
        Merge(
            testDescription: "anchors and merge keys",
            files: ["a: &a {server: one}\nclusters: [{name: k, cluster: {<<: *a, tls-server-name: two}}]"]),
        Merge(
            testDescription: "base64 over several lines",
            files: ["clusters: [{name: k, cluster: {certificate-authority-data: \"aGVs\\nbG8=\"}}]"]),
    ])
    func mergesAlike(_ c: Merge) async throws {
        let directory = try ScratchDirectory()
        let paths = try c.files.indices.map { try directory.write("file\($0)", c.files[$0]) }
        let list = (["/nowhere/config", ""] + paths + paths).joined(separator: ":")
        let end = await run(["config", "view", "--raw", "-o", "json"], ["KUBECONFIG": list])
        #expect(end.cause == .exited(0), "\(String(decoding: end.errors, as: UTF8.self))")
        let theirs = try KubeConfigFile(reading: end.output, file: "kubectl", directory: "/")
        let environment = KubeConfigEnvironment(variables: ["KUBECONFIG": list])
        let ours = try KubeConfig.merged(KubeConfig.standardPaths(environment), environment)
        #expect(summary(of: ours) == summary(of: theirs))
    }

    struct Reading: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        /// We refuse what kubectl takes: it would hide a mistake.
        var isStricter = false
    }

    @Test(arguments: [
        Reading(testDescription: "empty", text: ""),
        Reading(testDescription: "a comment", text: "# a\n"),
        Reading(testDescription: "null", text: "null"),
        Reading(testDescription: "a string", text: "hello"),
        Reading(testDescription: "a number", text: "12"),
        Reading(testDescription: "a list", text: "[]"),
        Reading(testDescription: "a broken list", text: "clusters: [a"),
        Reading(testDescription: "a map for a list", text: "clusters: {}"),
        Reading(testDescription: "a list for a map", text: "clusters: [[]]"),
        Reading(testDescription: "a string for a map", text: "users: [{name: x, user: nobody}]"),
        Reading(testDescription: "a number for a string", text: "users: [{name: x, user: {token: 12}}]"),
        Reading(testDescription: "a YAML boolean for a string", text: "users: [{name: yes}]"),
        Reading(
            testDescription: "a string for a boolean", text: "clusters: [{cluster: {insecure-skip-tls-verify: \"on\"}}]"
        ),
        Reading(testDescription: "a YAML boolean", text: "clusters: [{cluster: {insecure-skip-tls-verify: on}}]"),
        Reading(testDescription: "a number among strings", text: "users: [{user: {as-groups: [a, 1]}}]"),
        Reading(testDescription: "a name twice", text: "users: [{name: a}, {name: b}, {name: a}]"),
        Reading(testDescription: "no name twice", text: "users: [{}, {}]"),
        Reading(testDescription: "base64 with a blank", text: "users: [{user: {client-key-data: \"aG k=\"}}]"),
        Reading(testDescription: "base64 without padding", text: "users: [{user: {client-key-data: aGk}}]"),
        Reading(testDescription: "base64 with too much padding", text: "users: [{user: {client-key-data: aGk==}}]"),
        Reading(testDescription: "base64 with bits left over", text: "users: [{user: {client-key-data: aGl=}}]"),
        Reading(testDescription: "base64 of the other alphabet", text: "users: [{user: {client-key-data: a-_=}}]"),
        Reading(testDescription: "another kind", text: "kind: Pod"),
        Reading(testDescription: "another version", text: "apiVersion: v2"),
        Reading(testDescription: "kind and version", text: "apiVersion: v1\nkind: Config"),
        Reading(testDescription: "preferences that are no map", text: "preferences: 1"),
        Reading(testDescription: "an env that is no list", text: "users: [{user: {exec: {env: {A: B}}}}]"),
        Reading(testDescription: "extra of strings", text: "users: [{user: {as-user-extra: {a: b}}}]"),
        Reading(testDescription: "unknown members", text: "clusters: [{name: a, color: blue, cluster: {size: 1}}]"),
        Reading(testDescription: "a key twice", text: "current-context: a\ncurrent-context: b", isStricter: true),
        Reading(testDescription: "a second document that is broken", text: "a: b\n---\n[", isStricter: true),
    ])
    func acceptsAlike(_ c: Reading) async throws {
        let directory = try ScratchDirectory()
        let path = try directory.write("config", c.text)
        let end = await run(["config", "view", "--raw"], ["KUBECONFIG": path])
        let theyAccept = end.cause == .exited(0)
        // Either answer is one.
        let weAccept = (try? KubeConfigFile(reading: Array(c.text.utf8), file: "k", directory: "/")) != nil
        #expect(theyAccept == (c.isStricter || weAccept), "\(String(decoding: end.errors, as: UTF8.self))")
        if c.isStricter { #expect(!weAccept) }
    }

    @Test(arguments: ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"], [true, false])
    func tellsPluginsTheSame(_ version: String, _ wantsCluster: Bool) async throws {
        // kubectl ends the text with a line break.
        let script = #"echo "$(echo "$KUBERNETES_EXEC_INFO" | tr -d '\n')|$A|$0|$*" >> "${0%/*}/../out"; exit 1"#
        var plugin = try PluginFixture()
        plugin.apiVersion = version
        plugin.members = ", provideClusterInfo: \(wantsCluster), args: [x, \"y z\"], env: [{name: A, value: b}]"
        plugin.cluster =
            "server: \"https://127.0.0.1:1\", tls-server-name: name, proxy-url: \"http://127.0.0.1:1\", extensions: "
            + "[{name: client.authentication.k8s.io/exec, extension: {b: [1, {c: null}], a: text}}]"
        plugin.variables["A"] = "a"
        let source = try plugin.source(script)
        _ = await run(
            ["--kubeconfig", "\(plugin.directory.path)/config", "get", "--raw", "/version"], ["A": "a"])
        // kubectl may run it more than once; each time it is told the same.
        let theirs = try Set(plugin.read("out").split(separator: "\n"))
        _ = await pluginError { try await source.current() }
        let all = try Set(plugin.read("out").split(separator: "\n"))
        #expect(theirs.count == 1)
        let parts = all.map { $0.split(separator: "|", maxSplits: 1) }
        #expect(Set(parts.map(\.last)).count == 1)
        let told = try parts.compactMap(\.first).map { try JSONText.read(Array($0.utf8), subject: "info") }
        #expect(Set(told).count == 1, "\(all)")
    }

    private func run(_ arguments: [String], _ variables: [String: String]) async -> ChildProcess.End {
        await ChildProcess(
            program: kubectl, arguments: ["kubectl"] + arguments,
            environment: variables.merging(["PATH": "/usr/bin:/bin", "HOME": "/nowhere"]) { a, _ in a },
            limits: .init(time: .seconds(60), output: 1 << 20, errors: 1 << 16)
        ).run()
    }

    /// Every field that the model has, as text.
    private func summary(of file: KubeConfigFile) -> [String] {
        var lines = ["current \(file.currentContext)"]
        for (name, cluster) in file.clusters.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "cluster \(name) \(cluster.server) \(cluster.tlsServerName) \(cluster.proxyURL) "
                    + "\(cluster.skipsVerification) \(cluster.certificateAuthority) \(cluster.certificateAuthorityData)"
            )
        }
        for (name, user) in file.users.sorted(by: { $0.key < $1.key }) {
            let extra = user.impersonation.extra.sorted { $0.key < $1.key }
            lines.append(
                "user \(name) \(user.token) \(user.tokenFile) \(user.username) \(user.password) "
                    + "\(user.clientCertificate) \(user.clientKey) \(user.authProvider ?? "-") "
                    + "\(user.impersonation.user) \(user.impersonation.uid) \(user.impersonation.groups) \(extra)")
            guard let plugin = user.plugin else { continue }
            let variables = plugin.environment.map { "\($0.name)=\($0.value)" }
            lines.append(
                "plugin \(plugin.command) \(plugin.arguments) \(variables) \(plugin.apiVersion) "
                    + "\(plugin.installHint) \(plugin.interactiveMode) \(plugin.wantsClusterInfo)")
        }
        for (name, context) in file.contexts.sorted(by: { $0.key < $1.key }) {
            lines.append("context \(name) \(context.cluster) \(context.user) \(context.namespace)")
        }
        return lines
    }
}
