import DriftReport
import JSONText
import LoopbackHTTP
import ObjectModel
import ReportSamples
import Synchronization
import Testing

@testable import reconcile

/// What is promised over HTTP is there, in its type and with its protection, and nothing can be changed through it.
@Suite struct SurfaceServesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var request: String
        var accept = "*/*"
        var status = 200
        var type: String
        var contains: String
        var testDescription: String { "\(request) \(accept)" }
    }

    private static let html = "text/html; charset=utf-8"
    private static let text = "text/plain; charset=utf-8"

    @Test(arguments: [
        Case(request: "GET /", type: html, contains: "2 of 4 environments need a look"),
        Case(request: "GET /environments/production", type: html, contains: "spec.driver.version"),
        Case(request: "GET /environments/nowhere", status: 404, type: html, contains: "There is no such page"),
        Case(
            request: "GET /a/b/c", accept: "text/html", status: 404, type: html,
            contains: "<a href=\"../.././\">reconcile</a>"),
        Case(request: "GET /a/b/c", status: 404, type: text, contains: "there is nothing at this address"),
        Case(request: "GET /", accept: "application/json", type: "application/json", contains: "EnvironmentStatusList"),
        Case(request: "GET /api/v1/environments", type: "application/json", contains: "\"oldestDrift\""),
        Case(
            request: "GET /api/v1/environments/production/report", type: "application/json", contains: "DriftReportList"
        ),
        Case(
            request: "GET /api/v1/environments/edge/report", status: 503, type: "application/json",
            contains: "has not been compared yet"),
        Case(
            request: "GET /api/v1/environments/%22%0A/report", status: 404, type: "application/json",
            contains: #"{"error": "there is no environment '\"\n'"}"#),
        Case(
            request: "GET /metrics", type: "text/plain; version=0.0.4; charset=utf-8",
            contains: "reconcile_webhooks_total{forge=\"github\",outcome=\"push\"} 0"),
        Case(request: "GET /healthz", type: text, contains: "ok"),
        Case(request: "GET /readyz", type: text, contains: "ok"),
        Case(request: "POST /", status: 405, type: text, contains: "try GET, HEAD"),
        Case(request: "DELETE /environments/production", status: 405, type: text, contains: "try GET, HEAD"),
        Case(request: "GET /hooks/github", status: 405, type: text, contains: "try POST"),
        Case(request: "POST /hooks/github", status: 403, type: text, contains: "no secret for github webhooks"),
    ])
    func answers(_ c: Case) throws {
        let surface = try TestSurface()
        let words = c.request.split(separator: " ").map(String.init)
        let client = PlainHTTP(port: surface.surface.port)
        let answer = try client.send(words[0], words[1], headers: [("Accept", c.accept)])
        #expect(answer.status == c.status)
        #expect(answer.headers["content-type"] == c.type)
        #expect(answer.text.contains(c.contains), "\(answer.text.prefix(400))")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["referrer-policy"] == "no-referrer")
        #expect(answer.headers["cache-control"] == "no-store")
        let policy = try #require(answer.headers["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'; ") && policy.hasSuffix("frame-ancestors 'none'"))
        if c.type == "application/json" { _ = try JSONText.read(answer.body, subject: "answer") }
        if c.status == 405 { #expect(answer.headers["allow"] != nil) }
    }

    @Test func aHeadSaysWhatAGetWould() throws {
        let surface = try TestSurface()
        let client = PlainHTTP(port: surface.surface.port)
        for path in ["/", "/environments/production", "/api/v1/environments", "/metrics", "/healthz"] {
            let get = try client.send("GET", path)
            let head = try client.send("HEAD", path)
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["content-type"] == get.headers["content-type"])
        }
    }

    @Test func everyAnswerHasANonceOfItsOwn() throws {
        let surface = try TestSurface()
        let client = PlainHTTP(port: surface.surface.port)
        var nonces: Set<Substring> = []
        for _ in 0..<20 {
            let answer = try client.send("GET", "/")
            let policy = try #require(answer.headers["content-security-policy"])
            let nonce = try #require(policy.split(separator: "'nonce-").dropFirst().first?.prefix { $0 != "'" })
            #expect(nonce.count >= 20)
            #expect(answer.text.contains("<script nonce=\"\(nonce)\">"))
            nonces.insert(nonce)
        }
        #expect(nonces.count == 20)
    }

    @Test func manyReadersCostOneRendering() throws {
        let surface = try TestSurface()
        let client = PlainHTTP(port: surface.surface.port)
        let start = ContinuousClock.now
        for _ in 0..<20 { _ = try client.send("GET", "/") }
        let most = 2 + Int((ContinuousClock.now - start) / .milliseconds(500))
        #expect(surface.source.state.withLock { $0.readings } <= most)
    }

    @Test func probesTellHowItIs() throws {
        let surface = try TestSurface { $0.probePort = 0 }
        let main = PlainHTTP(port: surface.surface.port)
        let probes = PlainHTTP(port: surface.surface.probePort)
        #expect(surface.surface.probePort != surface.surface.port)
        #expect(try [main, probes].map { try $0.send("GET", "/readyz").status } == [200, 200])
        surface.source.state.withLock { ($0.isAlive, $0.isReady) = (false, false) }
        #expect(try [main, probes].map { try $0.send("GET", "/readyz").status } == [503, 503])
        #expect(try [main, probes].map { try $0.send("GET", "/healthz").status } == [503, 503])
        // Nothing else is told at the second port.
        #expect(
            try ["/", "/metrics", "/environments/production", "/hooks/github"].map { try probes.send("GET", $0).status }
                == [404, 404, 404, 404])
    }

    @Test func aPortInUseStopsTheStart() throws {
        let surface = try TestSurface()
        let error = #expect(throws: (any Error).self) {
            _ = try TestSurface {
                $0.probePort = surface.surface.port
            }
        }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains("port \(surface.surface.port) is in use"))
    }
}
