import EmbeddedCluster
import HTTPService
import JSONText
import LoopbackHTTP
import ObjectModel
import Testing

/// Tests of clients need a server that fails on demand, exactly as asked and nowhere else.
@Suite struct FaultTests {
    private static let maps = "/api/v1/namespaces/default/configmaps"
    private static let map = Array(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#.utf8)

    private func cluster(_ change: (inout EmbeddedClusterOptions) -> Void) async throws -> EmbeddedCluster {
        var options = EmbeddedClusterOptions()
        change(&options)
        return try await EmbeddedCluster.start(options)
    }

    @Test func answersWhatTheClosureSays() async throws {
        let cluster = try await cluster { options in
            options.fault = { request in
                guard request.path.hasSuffix("/secrets") else { return nil }
                return .status(429, reason: "TooManyRequests", message: "slow down", retryAfter: 7)
            }
        }
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        let refused = try client.send("GET", "/api/v1/secrets")
        #expect(refused.status == 429)
        #expect(refused.headers["retry-after"] == "7")
        #expect(try refused.json()["reason"] == "TooManyRequests")
        #expect(try client.send("GET", Self.maps).status == 200)
        await cluster.stop()
    }

    @Test func cutsTheBody() async throws {
        let cluster = try await cluster { $0.fault = { $0.path == Self.maps ? .cut(bytes: 10) : nil } }
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        let answer = try client.send("GET", Self.maps)
        #expect(answer.body.count == 10)
        let announced = answer.headers["content-length"].flatMap(Int.init) ?? 0
        #expect(announced > 10)
        await cluster.stop()
    }

    @Test func deniesWhatTheRuleDenies() async throws {
        let cluster = try await cluster { $0.isAllowed = { $0.plural != "secrets" || $0.verb != "list" } }
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        #expect(try client.send("GET", "/api/v1/secrets").status == 403)
        #expect(try client.send("GET", "/api/v1/namespaces/default/secrets/none").status == 404)
        let review = #"{"spec":{"resourceAttributes":{"verb":"list","resource":"secrets"}}}"#
        let answer = try client.send(
            "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            headers: [("Content-Type", "application/json")], body: Array(review.utf8))
        #expect(try answer.json()["status"]?["allowed"] == false)
        await cluster.stop()
    }

    @Test func wantsTheToken() async throws {
        let cluster = try await EmbeddedCluster.start()
        #expect(try PlainHTTP(url: cluster.url).send("GET", Self.maps).status == 401)
        #expect(try PlainHTTP(url: cluster.url, token: "wrong").send("GET", "/version").status == 401)
        #expect(try PlainHTTP(url: cluster.url, token: cluster.token).send("GET", "/version").status == 200)
        await cluster.stop()
    }

    @Test func boundsTheBody() async throws {
        let cluster = try await cluster { $0.bodyLimit = 1000 }
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        let json = [("Content-Type", "application/json")]
        let large = try client.send("POST", Self.maps, headers: json, body: [UInt8](repeating: 0x20, count: 5000))
        #expect(large.status == 413)
        #expect(try client.send("POST", Self.maps, headers: json, body: Self.map).status == 201)
        await cluster.stop()
    }

    @Test(arguments: [
        "{", "\u{0}", "[[[[[[", "{\"metadata\":{\"name\":1}}", "{\"metadata\":[]}", "null",
        "{\"metadata\":{\"managedFields\":[1]}}",
        "{\"metadata\":{\"name\":\"x\",\"labels\":{\"a\":{}}}}", String(repeating: "[", count: 10_000),
    ])
    func survivesBadBodies(_ body: String) async throws {
        let cluster = try await EmbeddedCluster.start()
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        for (method, path, type) in [
            ("POST", Self.maps, "application/json"), ("PUT", "\(Self.maps)/x", "application/json"),
            ("PATCH", "\(Self.maps)/x?fieldManager=m", "application/apply-patch+yaml"),
            ("PATCH", "\(Self.maps)/x", "application/json-patch+json"),
            ("PATCH", "\(Self.maps)/x", "application/strategic-merge-patch+json"),
            ("DELETE", "\(Self.maps)/x", "application/json"),
        ] {
            let answer = try client.send(method, path, headers: [("Content-Type", type)], body: Array(body.utf8))
            #expect((400...599).contains(answer.status), "\(method) \(path) \(answer.status) \(answer.text)")
        }
        #expect(try client.send("GET", "/healthz").text == "ok")
        await cluster.stop()
    }

    /// Numbers and sizes that a client picks never end the process.
    @Test func survivesExtremeValues() async throws {
        let cluster = try await EmbeddedCluster.start()
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        let json = [("Content-Type", "application/json")]
        let most =
            #"{"metadata":{"name":"m","generation":9223372036854775807,"finalizers":["example.com/x"]},"data":{"a":"b"}}"#
        #expect(try client.send("POST", Self.maps, headers: json, body: Array(most.utf8)).status == 201)
        #expect(try client.send("DELETE", "\(Self.maps)/m").status == 200)
        let doubling = "[" + (0..<40).map { #"{"op":"copy","from":"","path":"/x\#($0)"}"# }.joined(separator: ",") + "]"
        let deep =
            "["
            + (1..<600).map { #"{"op":"add","path":"\#(String(repeating: "/a", count: $0))","value":{}}"# }
            .joined(separator: ",") + "]"
        for patch in [doubling, deep] {
            let answer = try client.send(
                "PATCH", "\(Self.maps)/m", headers: [("Content-Type", "application/json-patch+json")],
                body: Array(patch.utf8))
            #expect((400..<500).contains(answer.status))
        }
        for query in [
            "limit=-1", "limit=9223372036854775807", "continue=AAAA", "resourceVersion=-1", "resourceVersion=x",
        ] {
            #expect(try client.send("GET", "\(Self.maps)?\(query)").status < 600)
        }
        let watch = try client.open("\(Self.maps)?watch=1&timeoutSeconds=9223372036854775807")
        #expect(try watch.read() != nil)
        await cluster.stop()
    }
}
