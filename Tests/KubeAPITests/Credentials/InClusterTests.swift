// The controller's own way in: wrong or missing parts of a service account must be named, not trusted around.
import Testing

@testable import KubeAPI

@Suite struct InClusterTests {
    private static let directory = "/sa"
    private static let files = [
        "/sa/token": "abc\n", "/sa/ca.crt": PEMFixture.certificate, "/sa/namespace": " gpu \n",
    ]

    private func load(
        host: String = "10.0.0.1", port: String = "443", without: String? = nil, with changes: [String: String] = [:]
    ) -> Result<ClusterConnection, KubeConfigError> {
        var files = Self.files.merging(changes) { $1 }
        if let without { files[without] = nil }
        let machine = FakeMachine(
            variables: ["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port], files: files)
        var environment = machine.environment
        environment.serviceAccountDirectory = Self.directory
        do throws(KubeConfigError) {
            return .success(
                try KubeConfig.load(KubeConfigOptions(source: .inCluster), environment: environment))
        } catch {
            return .failure(error)
        }
    }

    @Test func itHasAllThatIsMounted() async throws {
        let found = try load().get()
        #expect(found.server == "https://10.0.0.1:443")
        #expect(found.name == "in-cluster")
        #expect(found.namespace == "gpu")
        #expect(found.certificateAuthority?.pem == Array(PEMFixture.certificate.utf8))
        #expect(try await found.credentials.current() == Credentials(bearerToken: "abc"))
    }

    @Test func anIPv6AddressGetsBrackets() throws {
        #expect(try load(host: "fd00::1").get().server == "https://[fd00::1]:443")
    }

    @Test func theNamespaceMayBeMissing() throws {
        #expect(try load(without: "/sa/namespace").get().namespace == "default")
    }

    @Test(arguments: [
        ("/sa/token", "no such file"), ("/sa/ca.crt", "no such file"),
    ])
    func aMissingFileIsNamed(_ path: String, _ words: String) {
        guard case .failure(let error) = load(without: path) else {
            Issue.record("it was accepted")
            return
        }
        #expect(error.code == .fileUnreadable)
        #expect(error.description.hasPrefix("cannot read service account '\(path)': \(words)"))
    }

    @Test func aDamagedAuthorityIsNotReplacedByTheSystems() {
        guard case .failure(let error) = load(with: ["/sa/ca.crt": "nothing"]) else {
            Issue.record("it was accepted")
            return
        }
        #expect(error.detail == "it holds no PEM certificate")
    }

    @Test(arguments: [("", "443"), ("10.0.0.1", "")])
    func outsideAPodItSaysSo(_ host: String, _ port: String) {
        guard case .failure(let error) = load(host: host, port: port) else {
            Issue.record("it was accepted")
            return
        }
        #expect(error.code == .notInCluster)
    }

    @Test func aPortThatIsNoneIsAnError() {
        guard case .failure(let error) = load(port: "https") else {
            Issue.record("it was accepted")
            return
        }
        #expect(error.code == .invalidValue)
    }
}
