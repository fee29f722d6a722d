// Which file, which context and which namespace count must be what kubectl would take, or the wrong cluster is changed.
import Testing

@testable import KubeAPI

@Suite struct KubeConfigChoosesLikeKubectlTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var variables: [String: String] = [:]
        var files: [String: String]
        var source: KubeConfigOptions.Source = .standard
        var context: String?
        var namespace: String?
        /// `context server namespace`, or the error's code.
        var expected: String
    }

    private static let one = """
        apiVersion: v1
        kind: Config
        clusters:
        - {name: a, cluster: {server: "https://one-a:6443"}}
        - {name: shared, cluster: {server: "https://one-shared:6443/"}}
        contexts:
        - {name: a, context: {cluster: a, namespace: blue}}
        - {name: shared, context: {cluster: shared}}
        """
    private static let two = """
        current-context: shared
        clusters:
        - {name: shared, cluster: {server: "https://two-shared:6443", tls-server-name: two}}
        - {name: b, cluster: {server: "https://two-b:6443/path/"}}
        contexts:
        - {name: shared, context: {cluster: b, namespace: red}}
        - {name: b, context: {cluster: b}}
        """
    private static let both = ["/k/one": one, "/k/two": two]
    private static let pod = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
    private static let account = "/var/run/secrets/kubernetes.io/serviceaccount"
    private static let mounted = [
        "\(account)/token": "abc", "\(account)/ca.crt": PEMFixture.certificate, "\(account)/namespace": "gpu\n",
    ]

    @Test(arguments: [
        Case(
            testDescription: "the default file is ~/.kube/config", files: ["/home/ann/.kube/config": two],
            expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "KUBECONFIG takes the default file's place", variables: ["KUBECONFIG": "/k/two"],
            files: ["/home/ann/.kube/config": one, "/k/two": two], expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "an empty KUBECONFIG is none", variables: ["KUBECONFIG": ""],
            files: ["/home/ann/.kube/config": two], expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "the first file's entry wins, the first current-context that is set wins",
            variables: ["KUBECONFIG": "/k/one:/k/two"], files: both,
            expected: "shared https://one-shared:6443 default"),
        Case(
            testDescription: "the order of the list counts", variables: ["KUBECONFIG": "/k/two:/k/one"], files: both,
            expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "an empty current-context is none, and later files' do not replace one",
            variables: ["KUBECONFIG": "/e:/k/two:/l"],
            files: both.merging(["/e": "current-context: \"\"", "/l": "current-context: b"]) { a, _ in a },
            expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "missing files and empty names in the list are passed over",
            variables: ["KUBECONFIG": "/k/none::/k/two:/k/two:"], files: both,
            expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "a relative file starts at the working directory", variables: ["KUBECONFIG": "../k/two"],
            files: both, expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "--kubeconfig is read alone", variables: ["KUBECONFIG": "/k/two"], files: both,
            source: .file("/k/one"), context: "a", expected: "a https://one-a:6443 blue"),
        Case(
            testDescription: "--context takes current-context's place", variables: ["KUBECONFIG": "/k/one:/k/two"],
            files: both, context: "b", expected: "b https://two-b:6443/path default"),
        Case(
            testDescription: "--namespace takes the context's place", variables: ["KUBECONFIG": "/k/two"],
            files: both, namespace: "green", expected: "shared https://two-b:6443/path green"),
        Case(
            testDescription: "an empty --context and --namespace say nothing", variables: ["KUBECONFIG": "/k/two"],
            files: both, context: "", namespace: "", expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "a context that does not exist is an error", variables: ["KUBECONFIG": "/k/two"],
            files: both, context: "c", expected: "noContext"),
        Case(
            testDescription: "--kubeconfig must exist", files: [:], source: .file("/k/none"), expected: "fileMissing"),
        Case(testDescription: "nothing at all is an error", files: [:], expected: "noConfiguration"),
        Case(
            testDescription: "a KUBECONFIG of missing files is an error", variables: ["KUBECONFIG": "/k/none"],
            files: ["/home/ann/.kube/config": two], expected: "noConfiguration"),
        Case(
            testDescription: "contexts without a current one are an error", variables: ["KUBECONFIG": "/k/one"],
            files: both, expected: "noContext"),
        Case(
            testDescription: "an empty file and one of comments are empty configurations",
            variables: ["KUBECONFIG": "/e:/c:/k/two"], files: both.merging(["/e": "", "/c": "# none\n"]) { a, _ in a },
            expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "only the first document of a file counts", variables: ["KUBECONFIG": "/k/two"],
            files: ["/k/two": two + "\n---\ncurrent-context: b\n"], expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "JSON is a kubeconfig too", variables: ["KUBECONFIG": "/j"],
            files: [
                "/j": #"{"current-context":"j","clusters":[{"name":"j","cluster":{"server":"https://[::1]:6443"}}],"#
                    + #""contexts":[{"name":"j","context":{"cluster":"j"}}]}"#
            ], expected: "j https://[::1]:6443 default"),
        Case(
            testDescription: "in a Pod without a kubeconfig, its service account is used", variables: pod,
            files: mounted, expected: "in-cluster https://10.0.0.1:443 gpu"),
        Case(
            testDescription: "in a Pod, a kubeconfig with a current context goes first", variables: pod,
            files: mounted.merging(["/home/ann/.kube/config": two]) { a, _ in a },
            expected: "shared https://two-b:6443/path red"),
        Case(
            testDescription: "in a Pod, a context without a namespace has the Pod's",
            variables: pod.merging(["KUBECONFIG": "/k/one:/k/two"]) { a, _ in a },
            files: mounted.merging(both) { a, _ in a }, expected: "shared https://one-shared:6443 gpu"),
        Case(
            testDescription: "in a Pod, a kubeconfig without a current context leaves the service account",
            variables: pod.merging(["KUBECONFIG": "/k/one"]) { a, _ in a },
            files: mounted.merging(both) { a, _ in a }, expected: "in-cluster https://10.0.0.1:443 gpu"),
        Case(
            testDescription: "in a Pod, a context that was asked for is never replaced by the service account",
            variables: pod, files: mounted, context: "b", expected: "noContext"),
        Case(
            testDescription: "in a Pod, --kubeconfig is never replaced by the service account", variables: pod,
            files: mounted.merging(both) { a, _ in a }, source: .file("/k/one"), expected: "noContext"),
        Case(
            testDescription: "POD_NAMESPACE goes before the mounted namespace",
            variables: pod.merging(["POD_NAMESPACE": "told"]) { a, _ in a }, files: mounted,
            expected: "in-cluster https://10.0.0.1:443 told"),
        Case(
            testDescription: "a variable alone makes no Pod", variables: pod, files: [:], expected: "noConfiguration"),
    ])
    func chooses(_ c: Case) {
        let machine = FakeMachine(variables: c.variables.merging(["HOME": "/home/ann"]) { a, _ in a }, files: c.files)
        let options = KubeConfigOptions(source: c.source, context: c.context, namespace: c.namespace)
        switch machine.load(options) {
        case .success(let found): #expect("\(found.name) \(found.server) \(found.namespace)" == c.expected)
        case .failure(let error): #expect(error.code.rawValue == c.expected, "\(error)")
        }
    }

    @Test func pathsInAFileStartAtThatFile() throws {
        let config = """
            current-context: c
            clusters: [{name: c, cluster: {server: "https://h", certificate-authority: pki/../pki/ca.pem}}]
            users: [{name: u, user: {client-certificate: ./c.pem, client-key: ../k.pem, tokenFile: /abs/token}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            """
        let machine = FakeMachine(
            variables: ["KUBECONFIG": "/none:conf/k"],
            files: [
                "/work/conf/k": config, "/work/conf/pki/ca.pem": PEMFixture.certificate,
                "/work/conf/c.pem": PEMFixture.certificate, "/work/k.pem": PEMFixture.key, "/abs/token": "t",
            ])
        let connection = try machine.load().get()
        #expect(connection.certificateAuthority?.pem == Array(PEMFixture.certificate.utf8))
    }

    @Test func aUserIsTakenWholeFromTheFirstFileThatHasIt() async throws {
        let first = "users: [{name: u, user: {token: first}}]"
        let second = KubeConfigRefusesTests.wholeText("server: \"https://h\"", "token: second, as: ann")
        let machine = FakeMachine(variables: ["KUBECONFIG": "/1:/2"], files: ["/1": first, "/2": second])
        let found = try machine.load().get()
        #expect(try await found.credentials.current() == Credentials(bearerToken: "first"))
        #expect(found.impersonateUser.isEmpty)
    }

    @Test func everyFieldOfAClusterAndAUserArrives() async throws {
        let config = """
            current-context: c
            clusters:
            - name: c
              cluster:
                server: https://H.example:6443?x=1
                certificate-authority-data: \(PEMFixture.certificateData)
                tls-server-name: kubernetes
                proxy-url: socks5://me:word@proxy:1080
                disable-compression: true
            users:
            - name: u
              user:
                token: abc
                client-certificate-data: \(PEMFixture.certificateData)
                client-key-data: \(PEMFixture.keyData)
                as: ann
                as-uid: "7"
                as-groups: [dev, ops]
                as-user-extra: {"Team/a%": [gpu], empty: []}
            contexts:
            - {name: c, context: {cluster: c, user: u, unknown: {deeply: true}}}
            """
        let found = try FakeMachine(variables: ["KUBECONFIG": "/k"], files: ["/k": config]).load().get()
        #expect(found.server == "https://h.example:6443")
        #expect(found.certificateAuthority?.pem == Array(PEMFixture.certificate.utf8))
        #expect(found.tlsServerName == "kubernetes")
        #expect(found.proxyURL == "socks5://me:word@proxy:1080")
        #expect(found.impersonateUser == "ann")
        #expect(found.impersonateUID == "7")
        #expect(found.impersonateGroups == ["dev", "ops"])
        #expect(found.impersonateExtra == ["Team/a%": ["gpu"], "empty": []])
        let headers = found.impersonationHeaders.map { "\($0.name): \($0.value)" }
        #expect(
            headers == [
                "Impersonate-User: ann", "Impersonate-Uid: 7", "Impersonate-Group: dev", "Impersonate-Group: ops",
                "Impersonate-Extra-Team%2Fa%25: gpu",
            ])
        let credentials = try await found.credentials.current()
        #expect(credentials.bearerToken == "abc")
        #expect(credentials.clientCertificate?.certificate == Array(PEMFixture.certificate.utf8))
        #expect(credentials.clientCertificate?.key == Array(PEMFixture.key.utf8))
    }

    @Test func nothingIsPresentedInPlainText() async throws {
        let config = """
            current-context: c
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:8001"}}]
            users: [{name: u, user: {token: abc}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            """
        let found = try FakeMachine(variables: ["KUBECONFIG": "/k"], files: ["/k": config]).load().get()
        #expect(try await found.credentials.current() == Credentials())
    }
}
