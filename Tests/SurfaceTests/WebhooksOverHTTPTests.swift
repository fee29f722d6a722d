import Digests
import HTTPService
import LoopbackHTTP
import Reconciler
import ReportSamples
import Synchronization
import Testing

@testable import reconcile

/// A push reaches the controller once; whatever else is sent to its only open door reaches nothing.
@Suite struct WebhooksOverHTTPTests {
    private static let body =
        #"{"ref":"refs/heads/main","after":"1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d","#
        + #""project":{"git_ssh_url":"git@gitlab.example.com:platform/gpu-clusters.git"},"#
        + #""repository":{"ssh_url":"git@gitlab.example.com:platform/gpu-clusters.git"}}"#

    private func surface(_ secret: String = "secret") throws -> TestSurface {
        try TestSurface { settings in
            settings.http.limits.bodyBytes = 100_000
            settings.http.limits.requestSeconds = 2
            settings.webhookSecrets = {
                let secrets = WebhookSecret(Array(secret.utf8)).map { [$0] } ?? []
                return [.github: secrets, .gitlab: secrets]
            }
        }
    }

    private func headers(_ number: String, body: String = Self.body, key: String = "secret") throws -> [(
        String, String
    )] {
        let mac = try Digests.hmacSHA256(Array(body.utf8), key: Array(key.utf8))
        let hex = mac.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        return [
            ("Content-Type", "application/json"), ("X-GitHub-Event", "push"), ("X-GitHub-Delivery", number),
            ("X-Hub-Signature-256", "sha256=\(hex)"),
        ]
    }

    @Test func aPushIsPassedOnOnce() throws {
        let surface = try surface()
        let client = PlainHTTP(port: surface.surface.port)
        let first = try client.send("POST", "/hooks/github", headers: headers("a-1"), body: Array(Self.body.utf8))
        #expect(first.status == 202)
        // staging, research and edge follow main, production another branch.
        #expect(first.text == "3 environments look now\n")
        let again = try client.send("POST", "/hooks/github", headers: headers("a-1"), body: Array(Self.body.utf8))
        #expect(again.status == 409)
        let copy = try client.send("POST", "/hooks/github", headers: headers("a-2"), body: Array(Self.body.utf8))
        #expect(copy.status == 409)
        #expect(surface.source.state.withLock { $0.pushes.count } == 1)
        let metrics = try client.send("GET", "/metrics").text
        #expect(metrics.contains("reconcile_webhooks_total{forge=\"github\",outcome=\"push\"} 1\n"))
        #expect(metrics.contains("reconcile_webhooks_total{forge=\"github\",outcome=\"refused\"} 2\n"))
    }

    @Test func aPushOfGitLabIsPassedOn() throws {
        let surface = try surface()
        let answer = try PlainHTTP(port: surface.surface.port).send(
            "POST", "/hooks/gitlab",
            headers: [
                ("Content-Type", "application/json"), ("X-Gitlab-Event", "Push Hook"), ("X-Gitlab-Token", "secret"),
                ("X-Gitlab-Event-UUID", "b-1"),
            ], body: Array(Self.body.utf8))
        #expect(answer.status == 202)
        #expect(surface.source.state.withLock { $0.pushes.map(\.ref) } == ["refs/heads/main"])
    }

    @Test func anExchangedSecretIsUsedAtOnce() throws {
        let secret = Mutex("old")
        let surface = try TestSurface { settings in
            settings.webhookSecrets = {
                [.github: [WebhookSecret(Array(secret.withLock { $0 }.utf8))].compactMap(\.self)]
            }
        }
        let client = PlainHTTP(port: surface.surface.port)
        let body = Array(Self.body.utf8)
        #expect(try client.send("POST", "/hooks/github", headers: headers("a", key: "new"), body: body).status == 401)
        secret.withLock { $0 = "new" }
        #expect(try client.send("POST", "/hooks/github", headers: headers("a", key: "new"), body: body).status == 202)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var key = "secret"
        var body = WebhooksOverHTTPTests.body
        var drop: String?
        var status: Int
    }

    @Test(arguments: [
        Case(testDescription: "unsigned", drop: "X-Hub-Signature-256", status: 401),
        Case(testDescription: "signed by somebody else", key: "guess", status: 401),
        Case(testDescription: "without an event", drop: "X-GitHub-Event", status: 400),
        Case(testDescription: "not JSON", body: "{\"ref\":", status: 400),
        Case(testDescription: "bytes that are no text", body: "\u{0}\u{1}\u{FFFD}", status: 400),
        Case(
            testDescription: "of another repository", body: body.replacing("gpu-clusters", with: "other"), status: 202),
        Case(testDescription: "too large", body: String(repeating: "x", count: 100_001), status: 413),
    ])
    func isTakenOrNot(_ c: Case) throws {
        let surface = try surface()
        let headers = try headers("a-1", body: c.body, key: c.key).filter { $0.0 != c.drop }
        let answer = try PlainHTTP(port: surface.surface.port).send(
            "POST", "/hooks/github", headers: headers, body: Array(c.body.utf8))
        #expect(answer.status == c.status)
        #expect(!answer.text.contains("secret:") && !answer.text.contains("sha256="))
        if c.status != 202 { #expect(surface.source.state.withLock { $0.pushes.isEmpty }) }
        if c.status == 202 { #expect(answer.text == "0 environments look now\n") }
    }

    @Test func aSlowSenderIsEnded() throws {
        let surface = try surface()
        let socket = try PlainSocket(port: surface.surface.port)
        try socket.write(Array("POST /hooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{".utf8))
        let start = ContinuousClock.now
        // The rest never comes, and the server does not wait for ever.
        while let piece = try? socket.read(), !piece.isEmpty {}
        #expect(ContinuousClock.now - start < .seconds(15))
        #expect(surface.source.state.withLock { $0.outcomes.isEmpty })
    }
}
