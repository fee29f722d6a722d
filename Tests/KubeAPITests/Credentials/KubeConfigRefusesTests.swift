// Every mistake in a kubeconfig ends in one message that names the place and what to do, and in no connection.
import Testing

@testable import KubeAPI

@Suite struct KubeConfigRefusesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The members of the cluster and of the user, in flow style.
        var cluster = "server: \"https://h\""
        var user = ""
        /// A whole file instead.
        var text: String?
        var files: [String: String] = [:]
        var source: KubeConfigOptions.Source?
        var context: String?
        var code: KubeConfigError.Code
        /// What the message must have in it.
        var says: [String]
    }

    private static let insecure = Case(
        testDescription: "TLS is always verified", cluster: "server: \"https://h\", insecure-skip-tls-verify: true",
        code: .insecure, says: ["insecure-skip-tls-verify is true", "/k:2:", "certificate-authority"])

    @Test(arguments: [
        insecure,
        Case(
            testDescription: "plain HTTP to another machine", cluster: "server: \"http://h:8080\"", code: .insecure,
            says: ["plain text", "https://h:8080"]),
        Case(
            testDescription: "a server without a scheme is HTTP, as for kubectl", cluster: "server: \"h:6443\"",
            code: .insecure, says: ["https://h:6443"]),
        Case(testDescription: "no server", cluster: "", code: .invalidValue, says: ["it has no server"]),
        Case(
            testDescription: "a login in the server's URL", cluster: "server: \"https://me:hunter22@h\"",
            code: .unsupported, says: ["has a login in it"]),
        Case(
            testDescription: "a port that is none", cluster: "server: \"https://h:66000\"", code: .invalidValue,
            says: ["1 to 65535"]),
        Case(
            testDescription: "another scheme", cluster: "server: \"ftp://h\"", code: .unsupported, says: ["'ftp'"]),
        Case(
            testDescription: "a line break in the server's URL", cluster: "server: \"https://h\\r\\nX: y\"",
            code: .invalidValue, says: ["white space"]),
        Case(
            testDescription: "a proxy of another scheme", cluster: "server: \"https://h\", proxy-url: \"ftp://p\"",
            code: .invalidValue, says: ["proxy-url", "'ftp'"]),
        Case(
            testDescription: "a proxy without a scheme", cluster: "server: \"https://h\", proxy-url: \"p:8080\"",
            code: .invalidValue, says: ["proxy-url", "no scheme"]),
        Case(
            testDescription: "a CA that is not base64",
            cluster: "server: \"https://h\", certificate-authority-data: \"%%%\"", code: .malformed,
            says: ["/k:2:", "not base64"]),
        Case(
            testDescription: "a CA that is no PEM",
            cluster: "server: \"https://h\", certificate-authority-data: aGVsbG8=", code: .malformed,
            says: ["certificate-authority", "no PEM certificate"]),
        Case(
            testDescription: "a CA that is a key",
            cluster: "server: \"https://h\", certificate-authority-data: \(PEMFixture.keyData)", code: .malformed,
            says: ["private key only"]),
        Case(
            testDescription: "a CA file that is missing", cluster: "server: \"https://h\", certificate-authority: ca",
            code: .fileMissing, says: ["'/ca'", "no such file"]),
        Case(
            testDescription: "a CA twice",
            cluster: "server: \"https://h\", certificate-authority: ca, certificate-authority-data: aGVsbG8=",
            code: .conflictingValues, says: ["both set"]),
        Case(
            testDescription: "a number where a string belongs", cluster: "server: 12", code: .wrongType,
            says: ["/k:2:", "clusters.0.cluster.server is of type integer, not string", "quotes"]),
        Case(
            testDescription: "a string where a boolean belongs",
            cluster: "server: \"https://h\", insecure-skip-tls-verify: \"true\"", code: .wrongType,
            says: ["is of type string, not boolean"]),
        Case(
            testDescription: "a token and a password", user: "token: abcdef, username: ann",
            code: .conflictingValues, says: ["a token and a password"]),
        Case(
            testDescription: "a token with a line break", user: "token: \"abc\\ndef\"", code: .invalidValue,
            says: ["no HTTP header can carry"]),
        Case(
            testDescription: "a token file that is missing", user: "tokenFile: t", code: .fileMissing,
            says: ["tokenFile '/t'", "no such file"]),
        Case(
            testDescription: "a token file that is empty", user: "tokenFile: t", files: ["/t": " \n"],
            code: .malformed, says: ["the token is empty"]),
        Case(
            testDescription: "a certificate without a key",
            user: "client-certificate-data: \(PEMFixture.certificateData)", code: .invalidValue, says: ["but no key"]),
        Case(
            testDescription: "a certificate and a key in each other's place",
            user: "client-certificate-data: \(PEMFixture.keyData), client-key-data: \(PEMFixture.certificateData)",
            code: .malformed, says: ["private key only", "certificate only"]),
        Case(
            testDescription: "groups without a user", user: "as-groups: [dev]", code: .invalidValue,
            says: ["impersonates nobody", "set 'as' too"]),
        Case(
            testDescription: "a line break in whom it impersonates", user: "as: \"ann\\r\\nX: y\"",
            code: .invalidValue, says: ["no HTTP header can carry"]),
        Case(
            testDescription: "the gcp provider", user: "auth-provider: {name: gcp}", code: .unsupported,
            says: ["'gcp'", "gke-gcloud-auth-plugin"]),
        Case(
            testDescription: "the azure provider", user: "auth-provider: {name: azure, config: {}}",
            code: .unsupported, says: ["'azure'", "kubelogin"]),
        Case(
            testDescription: "a plugin of an old version",
            user: "exec: {command: p, apiVersion: client.authentication.k8s.io/v1alpha1}", code: .unsupported,
            says: ["v1alpha1", "v1beta1"]),
        Case(
            testDescription: "a plugin without a command",
            user: "exec: {apiVersion: client.authentication.k8s.io/v1beta1}", code: .invalidValue,
            says: ["no command"]),
        Case(
            testDescription: "a v1 plugin without interactiveMode",
            user: "exec: {command: p, apiVersion: client.authentication.k8s.io/v1}", code: .invalidValue,
            says: ["interactiveMode"]),
        Case(
            testDescription: "a plugin that must ask a person",
            user: "exec: {command: p, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}",
            code: .unsupported, says: ["wants to ask on a terminal"]),
        Case(
            testDescription: "a plugin with a variable of no name",
            user: "exec: {command: p, apiVersion: client.authentication.k8s.io/v1beta1, env: [{value: x}]}",
            code: .invalidValue, says: ["exec.env"]),
        Case(
            testDescription: "a context that does not exist", context: "prod", code: .noContext,
            says: ["cannot use context 'prod': it does not exist", "name one of 'c'"]),
        Case(
            testDescription: "the nearest context is named",
            text: "contexts: [{name: staging, context: {}}, {name: production, context: {}}]", context: "stagign",
            code: .noContext, says: ["use 'staging', the nearest of 'production', 'staging'"]),
        Case(
            testDescription: "a current-context that does not exist", text: "current-context: gone",
            code: .noContext, says: ["current-context names it", "there is none"]),
        Case(
            testDescription: "a context of a missing cluster",
            text: "current-context: c\ncontexts:\n- name: c\n  context: {cluster: gone}\n", code: .noCluster,
            says: ["its cluster 'gone' does not exist (/k:4:13)"]),
        Case(
            testDescription: "a context of no cluster",
            text: "current-context: c\ncontexts:\n- name: c\n", code: .noCluster, says: ["it names no cluster"]),
        Case(
            testDescription: "a context of a missing user",
            text: "current-context: c\nclusters: [{name: c, cluster: {server: \"https://h\"}}]\n"
                + "contexts: [{name: c, context: {cluster: c, user: gone}}]", code: .noUser,
            says: ["its user 'gone' does not exist (/k:3:"]),
        Case(
            testDescription: "a name twice in one file",
            text: "users:\n- name: ann\n- name: bob\n- name: ann\n", code: .duplicate,
            says: ["/k:4:3", "users has the name 'ann' twice"]),
        Case(
            testDescription: "another kind", text: "kind: Secret\napiVersion: v1\n", code: .unsupported,
            says: ["/k:1:1", "kind is 'Secret', not 'Config'"]),
        Case(testDescription: "text that is no map", text: "hello", code: .wrongType, says: ["the document is of"]),
        Case(testDescription: "a list", text: "- a\n", code: .wrongType, says: ["type list, not map"]),
        Case(
            testDescription: "text that is no YAML", text: "a: [b", code: .malformed,
            says: ["/k:2:1", "flow sequence"]),
        Case(testDescription: "a key twice", text: "users:\nusers:\n", code: .malformed, says: ["/k:2:1"]),
        Case(
            testDescription: "an HTML page", text: "<!DOCTYPE html>\n<html>\n</html>\n", code: .wrongType,
            says: ["/k:1:1", "type string, not map"]),
        Case(
            testDescription: "a directory", text: "<directory>", code: .fileUnreadable,
            says: ["cannot read kubeconfig '/k': it is a directory", "/k/config"]),
        Case(
            testDescription: "a file of another user", text: "<denied>", code: .fileUnreadable,
            says: ["Permission denied"]),
        Case(
            testDescription: "ten megabytes", text: String(repeating: "# ten bytes", count: 1 << 20),
            code: .tooLarge, says: ["larger than 8 MiB"]),
        Case(
            testDescription: "a kubeconfig that is no file may not run a program",
            source: .bytes(
                Array(
                    wholeText(
                        "server: \"https://h\"",
                        "exec: {command: /bin/sh, apiVersion: client.authentication.k8s.io/v1beta1}"
                    ).utf8), name: "secret"), code: .unsupported, says: ["may not name a program to run"]),
        Case(
            testDescription: "a kubeconfig that is no file may not send this process's own token anywhere",
            source: .bytes(Array(wholeText("server: \"https://h\"", "tokenFile: /t").utf8), name: "secret"),
            code: .unsupported, says: ["tokenFile names a file of this process"]),
        Case(
            testDescription: "a kubeconfig that is no file may not read a CA from one",
            source: .bytes(
                Array(wholeText("server: \"https://h\", certificate-authority: /t", "").utf8), name: "secret"),
            code: .unsupported, says: ["certificate-authority names a file of this process"]),
        Case(
            testDescription: "escape sequences in a name do not reach the terminal",
            text: "current-context: \"c\\e[31m\\u202e\"", code: .noContext, says: ["c\\u{1b}[31m\\u{202e}"]),
    ])
    func refuses(_ c: Case) {
        let text = c.text ?? Self.wholeText(c.cluster, c.user)
        let machine = FakeMachine(
            variables: ["KUBECONFIG": "/k"], files: c.files.merging(["/k": text]) { a, _ in a })
        let result = machine.load(KubeConfigOptions(source: c.source ?? .standard, context: c.context))
        guard case .failure(let error) = result else {
            Issue.record("it was accepted: \(result)")
            return
        }
        #expect(error.code == c.code, "\(error)")
        #expect(error.description.hasPrefix("cannot "))
        #expect(error.description.hasSuffix(")"))
        for words in c.says { #expect(error.description.contains(words), "\(error)") }
        for secret in ["hunter22", "abcdef"] { #expect(!error.description.contains(secret)) }
    }

    /// A kubeconfig of one cluster, one user and one context, `c`.
    static func wholeText(_ cluster: String, _ user: String) -> String {
        """
        current-context: c
        clusters: [{name: k, cluster: {\(cluster)}}]
        users: [{name: u, user: {\(user)}}]
        contexts: [{name: c, context: {cluster: k, user: u}}]
        """
    }

    @Test func independentMistakesAreAllTold() {
        let text = "clusters: [{name: 1, cluster: {server: 2}}]\nusers: 3\ncurrent-context: [4]\n"
        let other = "contexts: {}\n"
        let machine = FakeMachine(
            variables: ["KUBECONFIG": "/k:/l:/k:/d"], files: ["/k": text, "/l": other, "/d": "<directory>"])
        guard case .failure(let error) = machine.load() else {
            Issue.record("it was accepted")
            return
        }
        let subjects = ([error] + error.others).map(\.subject)
        #expect(subjects == ["/k:3:1", "/k:1:13", "/k:1:32", "/k:2:1", "/l:1:1", "/d"])
        #expect(error.description.split(separator: "\n").count == 6)
    }

    @Test func aClusterAndItsUserAreCheckedTogether() {
        let text = Self.wholeText(
            "proxy-url: x, insecure-skip-tls-verify: true", "auth-provider: {name: gcp}, as-uid: a")
        guard case .failure(let error) = FakeMachine(variables: ["KUBECONFIG": "/k"], files: ["/k": text]).load() else {
            Issue.record("it was accepted")
            return
        }
        let codes = ([error] + error.others).map(\.code)
        #expect(codes == [.insecure, .invalidValue, .invalidValue, .unsupported, .invalidValue])
    }

    @Test func invalidUTF8IsAnErrorWithItsPlace() {
        let bytes = Array("a: b\ncurrent-context: \"x".utf8) + [0xFF, 0x22]
        let result = FakeMachine().load(KubeConfigOptions(source: .bytes(bytes, name: "k")))
        guard case .failure(let error) = result else {
            Issue.record("it was accepted")
            return
        }
        #expect(error.code == .malformed)
        #expect(error.subject.hasPrefix("k:2:"))
    }
}
