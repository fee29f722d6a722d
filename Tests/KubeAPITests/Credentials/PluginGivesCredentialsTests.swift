// A credential plugin is how every cloud lets people in: what it is told, what it may answer, when it is asked again.
import Glibc
import JSONText
import ObjectModel
import Synchronization
import Testing

@testable import KubeAPI

@Suite struct PluginGivesCredentialsTests {
    @Test(arguments: ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"])
    func aTokenIsTaken(_ version: String) async throws {
        var plugin = try PluginFixture()
        plugin.apiVersion = version
        let found = try await plugin.source(plugin.answer(#""token":"abc""#)).current()
        #expect(found == Credentials(bearerToken: "abc"))
    }

    @Test func aClientCertificateIsTaken() async throws {
        let plugin = try PluginFixture()
        let certificate = PEMFixture.certificate.jsonQuoted
        let status = #""clientCertificateData":\#(certificate),"clientKeyData":\#(PEMFixture.key.jsonQuoted)"#
        let found = try await plugin.source(plugin.answer(status)).current()
        #expect(found.bearerToken == nil)
        #expect(found.clientCertificate?.certificate == Array(PEMFixture.certificate.utf8))
        #expect(found.clientCertificate?.key == Array(PEMFixture.key.utf8))
    }

    @Test func argumentsArePassedWithoutAShell() async throws {
        var plugin = try PluginFixture()
        plugin.members = #", args: ["a b", "$HOME;ls", "*"]"#
        let script = #"printf '%s|' "$@" > "${0%/*}/../out";"# + plugin.answer(#""token":"abc""#)
        _ = try await plugin.source(script).current()
        #expect(try plugin.read("out") == "a b|$HOME;ls|*|")
    }

    @Test func theProcessesVariablesAreThereWithThePluginsOwnOverThem() async throws {
        var plugin = try PluginFixture()
        plugin.variables["HOME"] = "/home/ann"
        plugin.variables["REGION"] = "here"
        plugin.members = ", env: [{name: REGION, value: there}, {name: EMPTY, value: \"\"}]"
        let script = #"echo "$HOME $REGION ${EMPTY-unset}" > "${0%/*}/../out";"# + plugin.answer(#""token":"abc""#)
        _ = try await plugin.source(script).current()
        #expect(try plugin.read("out") == "/home/ann there \n")
    }

    @Test func itIsToldTheClusterWhenItAsksForThat() async throws {
        var plugin = try PluginFixture()
        plugin.members = ", provideClusterInfo: true"
        plugin.cluster =
            "server: \"https://h:1/\", tls-server-name: node, proxy-url: \"http://p:1\", "
            + "certificate-authority-data: \(PEMFixture.certificateData), extensions: [{name: other, extension: 1}, "
            + "{name: client.authentication.k8s.io/exec, extension: {audience: [x]}}]"
        let script = #"echo "$KUBERNETES_EXEC_INFO" > "${0%/*}/../out";"# + plugin.answer(#""token":"abc""#)
        _ = try await plugin.source(script).current()
        let told = try JSONText.read(Array(plugin.read("out").utf8), subject: "info")
        let expected: JSONValue = [
            "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
            "spec": [
                "interactive": false,
                "cluster": [
                    "server": "https://h:1", "tls-server-name": "node", "proxy-url": "http://p:1",
                    "certificate-authority-data": .string(PEMFixture.certificateData),
                    "config": ["audience": ["x"]],
                ],
            ],
        ]
        #expect(told == expected)
    }

    @Test func itIsToldNoClusterOtherwise() async throws {
        let plugin = try PluginFixture()
        let script = #"echo "$KUBERNETES_EXEC_INFO" > "${0%/*}/../out";"# + plugin.answer(#""token":"abc""#)
        _ = try await plugin.source(script).current()
        #expect(
            try plugin.read("out")
                == #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}"#
                + "\n")
    }

    @Test func aNameIsLookedUpInPath() async throws {
        var plugin = try PluginFixture()
        plugin.variables["PATH"] = "/nowhere:\(plugin.directory.path)/bin:/bin"
        let found = try await plugin.source(plugin.answer(#""token":"abc""#), command: "plugin").current()
        #expect(found.bearerToken == "abc")
    }

    @Test func aTokenBesideItTakesItsPlace() async throws {
        var plugin = try PluginFixture()
        plugin.user = ", token: inline"
        let found = try await plugin.source("exit 1").current()
        #expect(found == Credentials(bearerToken: "inline"))
    }

    @Test func aClientCertificateBesideItIsPresentedToo() async throws {
        var plugin = try PluginFixture()
        plugin.user = ", client-certificate-data: \(PEMFixture.certificateData), client-key-data: \(PEMFixture.keyData)"
        let found = try await plugin.source(plugin.answer(#""token":"abc""#)).current()
        #expect(found.bearerToken == "abc")
        #expect(found.clientCertificate != nil)
    }

    /// Each run of the script gives the next number as token.
    private static let counting = #"""
        n=$(cat "${0%/*}/../count" 2>/dev/null || echo 0); n=$((n + 1)); echo $n > "${0%/*}/../count"
        """#

    @Test func anAnswerWithoutExpiryIsKeptUntilItIsRefused() async throws {
        let plugin = try PluginFixture()
        let script = Self.counting + "\n" + plugin.answer(#""token":"token-'$n'""#)
        let source = try plugin.source(script)
        let first = try await source.current()
        #expect(first.bearerToken == "token-1")
        #expect(try await source.current() == first)
        await source.invalidate(Credentials(bearerToken: "older"))
        #expect(try await source.current() == first)
        await source.invalidate(first)
        #expect(try await source.current().bearerToken == "token-2")
    }

    @Test func anAnswerIsAskedForAgainOnceItExpired() async throws {
        let clock = FakeClock()
        var plugin = try PluginFixture()
        plugin.now = { clock.now }
        let status = #""token":"token-'$n'","expirationTimestamp":"1970-01-12T14:46:40+01:00""#
        let source = try plugin.source(Self.counting + "\n" + plugin.answer(status))
        #expect(try await source.current().bearerToken == "token-1")
        clock.advance(to: .seconds(1_000_000))
        #expect(try await source.current().bearerToken == "token-1")
        clock.advance(to: .seconds(1_000_001))
        #expect(try await source.current().bearerToken == "token-2")
    }

    @Test func manyWhoWaitCauseOneRun() async throws {
        let plugin = try PluginFixture()
        let source = try plugin.source(Self.counting + "\nsleep 0.2\n" + plugin.answer(#""token":"token-'$n'""#))
        let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await source.current().bearerToken } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(tokens == ["token-1"])
    }
}

/// A clock that is moved by hand.
final class FakeClock: Sendable {
    private let time = Mutex(Duration.seconds(999_000))
    var now: Duration { time.withLock { $0 } }
    func advance(to time: Duration) { self.time.withLock { $0 = time } }
    func advance(by time: Duration) { self.time.withLock { $0 += time } }
}

extension PluginFixture {
    func read(_ name: String) throws -> String {
        String(decoding: try FileAccess.system.read("\(directory.path)/\(name)", 1 << 20), as: UTF8.self)
    }
}
