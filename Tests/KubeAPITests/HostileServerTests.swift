import KubeAPI
import ObjectModel
import Testing

/// Whatever a server sends, the client ends with one clear error, and the credentials are in none of them.
@Suite struct HostileServerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var steps: [ScriptedServer.Step]
        var code: KubeError.Code
        /// Texts that the error must have.
        var words: [String] = []
        /// Requests that the server gets; reads are repeated where that may help.
        var requests = 1
    }

    static let cases = [
        Case(
            testDescription: "half a JSON", steps: [Answer.text(#"{"kind":"DeploymentLi"#, type: "application/json")],
            code: .malformedResponse,
            words: ["/apis/apps/v1/deployments", "application/json", #"beginning '{"kind":"DeploymentLi'"#]),
        Case(
            testDescription: "an HTML page instead of JSON",
            steps: [Answer.text("<html>\n <body>\tSign in</body>", type: "text/html; charset=utf-8")],
            code: .webPage, words: ["text/html", "'<html> <body> Sign in</body>'"]),
        Case(
            testDescription: "an HTML page that calls itself JSON",
            steps: [Answer.json("\n<!DOCTYPE html><html>Sign in</html>")], code: .webPage, words: ["Sign in"]),
        Case(
            testDescription: "an empty body", steps: [Answer.text("", type: "application/json")],
            code: .malformedResponse, words: ["0 bytes"]),
        Case(
            testDescription: "JSON that is no list", steps: [Answer.json(#"{"kind":"Deployment","metadata":{}}"#)],
            code: .malformedResponse, words: ["not a list"]),
        Case(
            testDescription: "JSON that is no object", steps: [Answer.json("[1,2]")], code: .malformedResponse,
            words: ["not a list"]),
        Case(
            testDescription: "the 404 of some other server",
            steps: [Answer.text("<html>nothing here</html>", type: "text/html", status: 404)],
            code: .malformedResponse, words: ["answered 404", "text/html"]),
        Case(
            testDescription: "a path that an API server does not know",
            steps: [Answer.text("404 page not found\n", type: "text/plain; charset=utf-8", status: 404)],
            code: .notServed, words: ["answered 404", "api-resources"]),
        Case(
            testDescription: "a proxy's 502, which may pass",
            steps: [Answer.text("<html>bad gateway</html>", type: "text/html", status: 502)],
            code: .serverError, words: ["answered 502", "bad gateway"], requests: 5),
        Case(
            testDescription: "a redirect, which is not followed",
            steps: [Answer.text("", type: "text/plain", status: 302, headers: ["Location: http://127.0.0.1:1/x"])],
            code: .redirected, words: ["redirects are not followed"]),
        Case(
            testDescription: "forbidden, in the server's words",
            steps: [Answer.status(403, "Forbidden", "deployments.apps is forbidden: User x cannot list")],
            code: .forbidden, words: ["User x cannot list"]),
        Case(
            testDescription: "no answer at all", steps: [.close], code: .connectionLost, words: ["127.0.0.1:"],
            requests: 5),
        Case(testDescription: "a reset", steps: [.reset], code: .connectionLost, requests: 5),
        Case(
            testDescription: "a body that is cut",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"kind\":"), .close],
            code: .connectionLost, requests: 5),
        Case(
            testDescription: "chunks that are cut",
            steps: [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"kind\":\r\n"), .close],
            code: .connectionLost, requests: 5),
        Case(
            testDescription: "a chunk length that is none",
            steps: [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), .close],
            code: .connectionLost, requests: 5),
        Case(
            testDescription: "never an answer", steps: [.hang], code: .timeout, words: ["allow more time"], requests: 2),
        Case(
            testDescription: "a head that never ends", steps: [.send("HTTP/1.1 200 OK\r\nX: 1\r\n"), .hang],
            code: .timeout, requests: 2),
        Case(
            testDescription: "a head without limit",
            steps: [.send("HTTP/1.1 200 OK\r\n" + String(repeating: "X-Filler: \(filler)\r\n", count: 300))],
            code: .tooLarge, words: ["head"]),
        Case(
            testDescription: "interim answers without limit",
            steps: [.send(String(repeating: "HTTP/1.1 100 Continue\r\nX-Filler: \(filler)\r\n\r\n", count: 300))],
            code: .tooLarge, words: ["head"]),
        Case(
            testDescription: "a body beyond the limit",
            steps: [Answer.text(String(repeating: "x", count: 2 << 20), type: "application/json")],
            code: .tooLarge, words: ["1 MiB"]),
        Case(testDescription: "no HTTP", steps: [.send("SSH-2.0-OpenSSH_9.2\r\n"), .hang], code: .malformedResponse),
        Case(
            testDescription: "a server that speaks TLS, asked in plain text",
            steps: [Answer.text("Client sent an HTTP request to an HTTPS server.\n", type: "text/plain", status: 400)],
            code: .malformedResponse, words: ["Client sent an HTTP request to an HTTPS server."]),
    ]

    static let filler = String(repeating: "f", count: 1000)
    static let secret = "tok-5ecret-0f-test"

    @Test(arguments: cases) func endsInOneClearError(_ c: Case) async throws {
        let server = try ScriptedServer { _ in c.steps }
        defer { server.stop() }
        let client = try server.client(FixedCredentials(credentials: Credentials(bearerToken: Self.secret))) {
            $0.limits.stall = .seconds(1)
            $0.limits.bodyBytes = 1 << 20
            if c.code == .timeout { $0.retry.attempts = 2 }
        }
        defer { client.shutdown() }
        let error = await kubeError { try await client.list(ListPagesTests.deployments) { _ in } }
        let text = error?.description ?? ""
        #expect(error?.code == c.code, "\(text)")
        #expect(text.hasPrefix("cannot list 'deployments.apps': ") && text.hasSuffix(")"), "\(text)")
        for word in c.words { #expect(text.contains(word), "\(text)") }
        #expect(!"\(text) \(String(reflecting: error))".contains(Self.secret))
        #expect(server.requests.count == c.requests)
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer \(Self.secret)" })
    }

    @Test func readsAnAnswerThatComesByteByByte() async throws {
        let server = try ScriptedServer { _ in
            [.drip("HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"gitVersion\":\"v1.36\"}", pauseMilliseconds: 1)]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion == "v1.36")
    }

    @Test func namesHostAndPortOfAServerThatIsNotThere() async throws {
        // Port 1 is privileged and nobody's; one that was just given up may be another test's by now.
        let connection = ClusterConnection(
            server: "http://127.0.0.1:1", name: "nobody", credentials: FixedCredentials())
        let client = try KubeClient(connection)
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("127.0.0.1:1") == true)
    }

    @Test func doesNotShowTheBeginningOfASecret() async throws {
        let server = try ScriptedServer { _ in
            [Answer.text(#"{"kind":"Secret","data":{"a":"aHVudGVyMg=="#, type: "application/json")]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let secrets = APIResource(
            groupVersion: GroupVersion("v1"), kind: "Secret", name: "secrets", isNamespaced: true)
        let error = await kubeError { try await client.get(secrets, namespace: "a", name: "b") }
        #expect(error?.code == .malformedResponse)
        #expect(error?.description.contains("aHVud") == false)
    }

    @Test(arguments: ["one\ntwo", "one\rtwo", "one\0two", ""])
    func refusesATokenThatWouldBreakTheRequest(_ token: String) async throws {
        let server = try ScriptedServer { _ in [Answer.version] }
        defer { server.stop() }
        let client = try server.client(FixedCredentials(credentials: Credentials(bearerToken: token)))
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .badConnection)
        #expect(error?.description.contains("two") == false)
        #expect(server.requests.isEmpty)
    }
}
