import KubeAPI
import Synchronization
import Testing

/// A 401 means that the credentials are old: they are fetched anew once, and the request is made again once.
@Suite struct CredentialRenewalTests {
    /// Gives a token until it is refused, then the next.
    final class Tokens: CredentialSource {
        private let state: Mutex<(tokens: [String], refused: [String])>
        init(_ tokens: [String]) { state = Mutex((tokens, [])) }
        var refused: [String] { state.withLock { $0.refused } }
        func current() async throws -> Credentials { Credentials(bearerToken: state.withLock { $0.tokens[0] }) }
        func invalidate(_ rejected: Credentials) async {
            state.withLock { state in
                state.refused.append(rejected.bearerToken ?? "")
                if state.tokens.count > 1 { state.tokens.removeFirst() }
            }
        }
    }

    static func server(accepting token: String) throws -> ScriptedServer {
        try ScriptedServer { request in
            request.headers["authorization"] == "Bearer \(token)"
                ? [Answer.version] : [Answer.status(401, "Unauthorized", "Unauthorized")]
        }
    }

    @Test func fetchesAnExpiredTokenAnew() async throws {
        let server = try Self.server(accepting: "new")
        defer { server.stop() }
        let tokens = Tokens(["old", "new", "newer"])
        let client = try server.client(tokens)
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion == "v1.20.2")
        #expect(tokens.refused == ["old"])
        #expect(server.requests.count == 2)
    }

    @Test func triesOnlyOnce() async throws {
        let server = try Self.server(accepting: "third")
        defer { server.stop() }
        let tokens = Tokens(["first", "second", "third"])
        let client = try server.client(tokens)
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .unauthorized)
        #expect(server.requests.count == 2)
    }

    @Test func doesNotSendTheSameAgain() async throws {
        let server = try Self.server(accepting: "other")
        defer { server.stop() }
        let tokens = Tokens(["only"])
        let client = try server.client(tokens)
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .unauthorized)
        #expect(tokens.refused == ["only"])
        #expect(server.requests.count == 1)
    }

    @Test func sendsWhatTheConnectionSays() async throws {
        let server = try ScriptedServer { _ in [Answer.version] }
        defer { server.stop() }
        let login = Credentials.BasicLogin(user: "Aladdin", password: "open sesame")
        var connection = ClusterConnection(
            server: server.url + "/k8s/clusters/c-1/", name: "behind a proxy",
            credentials: FixedCredentials(credentials: Credentials(basic: login)))
        connection.impersonateUser = "jane"
        connection.impersonateGroups = ["dev", "ops"]
        let client = try KubeClient(connection)
        defer { client.shutdown() }
        _ = try await client.version()
        let request = try #require(server.requests.first)
        #expect(request.target == "/k8s/clusters/c-1/version")
        #expect(request.headers["authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "the example of RFC 7617")
        #expect(request.headers["impersonate-user"] == "jane")
        #expect(request.headers["impersonate-group"] == "ops", "the last of two fields")
        #expect(request.headers["host"] == "127.0.0.1:\(server.port)")
    }
}
