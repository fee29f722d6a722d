import KubeAPI
import ObjectModel
import Testing

/// What a server shows of itself is read right, and what it does not show is no failure.
@Suite struct InspectionTests {
    @Test func theDateIsTheServersClock() async throws {
        let server = try ScriptedServer { _ in
            [Answer.json(#"{"gitVersion":"v1.30.0"}"#, headers: ["Date: Sun, 06 Nov 1994 08:49:37 GMT"])]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let found = try await client.inspect()
        #expect(found.version.gitVersion == "v1.30.0")
        #expect(found.date == .seconds(784_111_777))
        #expect(found.certificate == nil)
    }

    @Test(arguments: ["", "Date: soon", "Date: \u{1}"]) func noDateIsNone(_ header: String) async throws {
        let server = try ScriptedServer { _ in
            [Answer.json(#"{"gitVersion":"v1.30.0"}"#, headers: header.isEmpty ? [] : [header])]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        #expect(try await client.inspect().date == nil)
    }

    @Test func theIdentityComesFromTheOldestVersionToo() async throws {
        let server = try ScriptedServer { request in
            guard request.target.contains("/v1alpha1/") else { return [Answer.status(404, "NotFound", "no such path")] }
            return [
                Answer.json(
                    #"{"status":{"userInfo":{"username":"ada","groups":["system:authenticated","dev"]}}}"#, status: 201)
            ]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let user = try #require(try await client.identity())
        #expect(user.name == "ada" && user.groups == ["dev", "system:authenticated"])
        #expect(server.requests.count == 3)
    }

    @Test(arguments: [403, 404]) func aServerThatDoesNotTellIsNoFailure(_ status: Int) async throws {
        let server = try ScriptedServer { _ in [Answer.status(status, "Forbidden", "no")] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        #expect(try await client.identity() == nil)
    }

    @Test(.enabled(if: Testbed.isThere, Comment(rawValue: Testbed.howTo))) func aRealServer() async throws {
        let client = try Testbed.client()
        defer { client.shutdown() }
        let before = wallClock()
        let found = try await client.inspect()
        let date = try #require(found.date)
        #expect(date >= before - .seconds(2) && date <= wallClock() + .seconds(1))
        let certificate = try #require(found.certificate)
        #expect(certificate.notBefore < before && certificate.notAfter > before)
        #expect(try await client.identity() == nil, "1.20 has no SelfSubjectReview")
        #expect(
            try await client.isAllowed(
                AccessQuestion("get", group: "apps", resource: "deployments", subresource: "scale")))
    }
}
