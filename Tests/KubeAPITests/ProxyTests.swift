import Glibc
import KubeAPI
import Testing

/// A proxy is used when it is asked for, never learns the credentials of a TLS connection, and is named when it fails.
@Suite struct ProxyTests {
    static func client(_ server: String, proxy: String?) throws -> KubeClient {
        var connection = ClusterConnection(
            server: server, name: "behind a proxy",
            credentials: FixedCredentials(credentials: Credentials(bearerToken: "tok-5ecret")))
        connection.proxyURL = proxy
        var options = KubeClient.Options()
        options.retry = .never
        return try KubeClient(connection, options: options)
    }

    @Test func asksTheProxyForAPlainServer() async throws {
        let proxy = try ScriptedServer { _ in [Answer.version] }
        defer { proxy.stop() }
        let client = try Self.client("http://api.invalid:8080", proxy: proxy.url)
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion == "v1.20.2")
        #expect(proxy.requests.map(\.target) == ["http://api.invalid:8080/version"])
    }

    @Test(arguments: [403, 407, 502]) func aRefusedTunnelIsTheProxys(_ status: Int) async throws {
        let proxy = try ScriptedServer { _ in [.send("HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n")] }
        defer { proxy.stop() }
        let client = try Self.client("https://api.invalid:6443", proxy: proxy.url)
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("the proxy answered \(status)") == true, "\(String(describing: error))")
        #expect(error?.hint.contains("proxy-url") == true)
        #expect(proxy.requests.map(\.method) == ["CONNECT"])
        #expect(proxy.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func aProxyThatIsNotThereIsNamed() async throws {
        let client = try Self.client("https://api.invalid:6443", proxy: "http://proxy.invalid:3128")
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .unreachable && error?.description.contains("proxy.invalid") == true)
        #expect(error?.hint.contains("proxy-url") == true)
    }

    /// In a process of its own, since the environment is everybody's. As kubectl does.
    @Test func theEnvironmentsProxyIsNotForLoopback() async throws {
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://proxy.invalid:3128", 1)
            setenv("ALL_PROXY", "http://proxy.invalid:3128", 1)
            let server = try ScriptedServer { _ in [Answer.version] }
            let near = try ProxyTests.client(server.url, proxy: nil)
            _ = try await near.version()
            let far = try ProxyTests.client("http://api.invalid:8080", proxy: nil)
            let error = await kubeError { try await far.version() }
            #expect(error?.description.contains("proxy.invalid") == true, "\(String(describing: error))")
        }
    }
}
