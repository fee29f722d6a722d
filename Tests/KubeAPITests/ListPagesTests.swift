import KubeAPI
import ObjectModel
import Testing

/// A list is whole or it is an error: pages are joined, an expired page starts over and says so.
@Suite struct ListPagesTests {
    static let deployments = APIResource(
        groupVersion: GroupVersion(group: "apps", version: "v1"), kind: "Deployment", name: "deployments",
        isNamespaced: true)

    static func page(_ names: [String], next: String = "", version: String = "7") -> ScriptedServer.Step {
        let items = names.map { #"{"metadata":{"name":"\#($0)"}}"# }.joined(separator: ",")
        return Answer.json(
            """
            {"kind":"DeploymentList","apiVersion":"apps/v1",\
            "metadata":{"resourceVersion":"\(version)","continue":"\(next)"},"items":[\(items)]}
            """)
    }

    @Test func joinsPagesAndNamesTheKindOfItems() async throws {
        let server = try ScriptedServer { request in
            [request.target.contains("continue=t%2F1") ? Self.page(["b"]) : Self.page(["a"], next: "t/1")]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        var options = ListOptions()
        options.namespace = "team a"
        options.labelSelector = "app in (x,y)"
        options.pageSize = 1
        var events: [ListEvent] = []
        let summary = try await client.list(Self.deployments, options) { events.append($0) }
        #expect(summary == ListSummary(resourceVersion: "7", pages: 2))
        #expect(
            events
                == ["a", "b"].map {
                    .item(["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string($0)]])
                })
        #expect(
            server.requests.map(\.target) == [
                "/apis/apps/v1/namespaces/team%20a/deployments?limit=1&labelSelector=app%20in%20%28x%2Cy%29",
                "/apis/apps/v1/namespaces/team%20a/deployments?limit=1&continue=t%2F1&labelSelector=app%20in%20%28x%2Cy%29",
            ])
        #expect(server.connectionCount == 1)
    }

    @Test func startsOverWhenAPageHasExpired() async throws {
        let server = try ScriptedServer { request in
            if request.target.contains("continue") { return [Answer.status(410, "Expired", "too old")] }
            return [request.target.contains("limit") ? Self.page(["a"], next: "t") : Self.page(["a", "b"])]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        var names: [String] = []
        try await client.list(Self.deployments) { event in
            switch event {
            case .restarted: names = []
            case .item(let object): names.append(object["metadata"]?["name"]?.string ?? "")
            }
        }
        #expect(names == ["a", "b"])
        #expect(server.requests.count == 5, "paged twice, then whole")
    }
}
