import KubeAPI
import Testing

/// A server is trusted for a reason or not at all, and each way of not being trusted says what to do about it.
@Suite(.enabled(if: Program.isInstalled("openssl"), "openssl is not installed"))
struct TLSTests {
    /// A server of `openssl s_server` that answers `/version`, and the certificates it was made with.
    final class Server: Sendable {
        let directory: TemporaryDirectory
        let port: Int
        nonisolated(unsafe) private let program: Program  // only kept, never called, once it runs

        /// `name` is what the certificate is for, in OpenSSL's words; `arguments` go to the server.
        init(name: String, isExpired: Bool = false, arguments: String = "") throws {
            directory = try TemporaryDirectory()
            let root = directory.path
            let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test -days 1"
            for file in ["server", "other", "client"] {
                let names = file == "server" ? "-addext subjectAltName=\(name)" : ""
                try Program.run(
                    "openssl req -x509 \(key) -keyout \(root)/\(file).key -out \(root)/\(file).crt \(names) 2>&1")
            }
            if isExpired {
                try Program.run(
                    "cd \(root) && openssl x509 -in server.crt -signkey server.key -days -1 -out old.crt 2>&1 "
                        + "&& mv old.crt server.crt")
            }
            let body = #"{"gitVersion":"v1.36.0"}"#
            try directory.write(
                "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)",
                to: "version")
            program = try Program(
                shell: "cd \(root) && exec openssl s_server -accept 127.0.0.1:0 -cert server.crt -key server.key -HTTP "
                    + arguments)
            var accepting: Int?
            while accepting == nil, let line = program.line() {
                guard line.hasPrefix("ACCEPT "), let port = line.split(separator: ":").last else { continue }
                accepting = Int(port.prefix { $0.isNumber })
            }
            port = try #require(accepting)
        }

        func client(
            trusting authority: String? = "server.crt", credentials: Credentials = Credentials(),
            change: (inout ClusterConnection) -> Void = { _ in }
        ) throws -> KubeClient {
            var connection = ClusterConnection(
                server: "https://127.0.0.1:\(port)", name: "tls",
                credentials: FixedCredentials(credentials: credentials))
            connection.certificateAuthority = try authority.map { CertificateAuthority(pem: try directory.read($0)) }
            change(&connection)
            var options = KubeClient.Options()
            options.retry = .never
            return try KubeClient(connection, options: options)
        }
    }

    @Test func trustsTheAuthorityItWasGiven() async throws {
        let server = try Server(name: "IP:127.0.0.1")
        let client = try server.client()
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion == "v1.36.0")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var name = "IP:127.0.0.1"
        var isExpired = false
        var authority: String? = "server.crt"
        var tlsServerName: String?
        var detail: String
        var hint: String
    }

    static let cases = [
        Case(
            testDescription: "another authority", authority: "other.crt", detail: "not signed by a trusted authority",
            hint: "certificate-authority-data"),
        Case(
            testDescription: "the authorities of the system", authority: nil,
            detail: "not signed by a trusted authority", hint: "certificate-authority-data"),
        Case(testDescription: "an expired certificate", isExpired: true, detail: "has expired", hint: "renew"),
        Case(
            testDescription: "a certificate for another name", name: "DNS:right.example",
            detail: "is for another name", hint: "tls-server-name"),
        Case(
            testDescription: "a TLS server name that is wrong too", name: "DNS:right.example",
            tlsServerName: "wrong.example", detail: "is for another name", hint: "tls-server-name"),
    ]

    @Test(arguments: cases) func saysWhyAServerIsNotTrusted(_ c: Case) async throws {
        let server = try Server(name: c.name, isExpired: c.isExpired)
        let client = try server.client(trusting: c.authority) { $0.tlsServerName = c.tlsServerName }
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .tls)
        #expect(error?.detail.contains(c.detail) == true, "\(String(describing: error))")
        #expect(error?.hint.contains(c.hint) == true, "\(String(describing: error))")
        #expect(error?.mayHaveBeenReceived == false)
    }

    @Test func verifiesTheNameItWasTold() async throws {
        let server = try Server(name: "DNS:right.example")
        let client = try server.client { $0.tlsServerName = "right.example" }
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion == "v1.36.0")
    }

    @Test func showsItsClientCertificate() async throws {
        let server = try Server(
            name: "IP:127.0.0.1", arguments: "-Verify 1 -verify_return_error -CAfile client.crt")
        func credentials(_ certificate: String, _ key: String) throws -> Credentials {
            Credentials(
                clientCertificate: .init(
                    certificate: try server.directory.read(certificate), key: try server.directory.read(key)))
        }
        let client = try server.client(credentials: credentials("client.crt", "client.key"))
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion == "v1.36.0")

        let mixed = try server.client(credentials: credentials("client.crt", "other.key"))
        defer { mixed.shutdown() }
        let error = await kubeError { try await mixed.version() }
        #expect(error?.code == .tls && error?.hint.contains("belong together") == true)

        let nobody = try server.client()
        defer { nobody.shutdown() }
        let refusal = await kubeError { try await nobody.version() }
        #expect(refusal.map { [.tls, .connectionLost].contains($0.code) } == true)
    }

    @Test func anAuthorityThatIsNoCertificateIsNamed() async throws {
        let server = try Server(name: "IP:127.0.0.1")
        let client = try server.client { $0.certificateAuthority = CertificateAuthority(pem: Array("not PEM".utf8)) }
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .tls)
        #expect(error?.hint.contains("PEM certificates into certificate-authority-data") == true)
    }

    /// They wait for one connection; each trying in turn would make twenty, and take twenty times as long.
    @Test func aHandshakeThatNeverEndsFailsAllThatWaitForIt() async throws {
        let server = try ScriptedServer { _ in [.hang] }
        defer { server.stop() }
        let transport = try Transport(
            ClusterConnection(
                server: "https://127.0.0.1:\(server.port)", name: "mute", credentials: FixedCredentials()))
        defer { transport.shutdown() }
        var request = HTTPRequest(.get, "/version")
        request.limits = TransferLimits()
        request.limits?.connect = .milliseconds(500)
        let failures = await withTaskGroup(of: TransferFailure?.self) { [request] group in
            for _ in 0..<20 {
                group.addTask {
                    await #expect(throws: TransferFailure.self) {
                        _ = try await transport.send(request, as: Credentials())
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.count == 20 && failures.allSatisfy { $0?.code == .unreachable })
        #expect(server.connectionCount <= 4, "and not twenty, one after the other")
    }

    @Test func aServerWithoutTLSIsNotTalkedTo() async throws {
        let server = try ScriptedServer(greeting: "HTTP/1.1 400 Bad Request\r\n\r\n") { _ in [Answer.version] }
        defer { server.stop() }
        let connection = ClusterConnection(
            server: "https://127.0.0.1:\(server.port)", name: "plain",
            credentials: FixedCredentials(credentials: Credentials(bearerToken: "tok-5ecret")))
        let client = try KubeClient(connection)
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .tls)
        #expect(server.requests.isEmpty)
    }
}
