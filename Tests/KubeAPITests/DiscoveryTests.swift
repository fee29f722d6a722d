import KubeAPI
import ObjectModel
import Testing

/// Each form of discovery gives the same catalogue, one broken group does not hide the others, and what is kept on
/// disk is only used while the server says that it holds.
@Suite struct DiscoveryTests {
    static let aggregatedType =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

    static let deployments = APIResource(
        groupVersion: GroupVersion("apps/v1"), kind: "Deployment", name: "deployments", isNamespaced: true,
        verbs: ["get", "list"], subresources: ["scale", "status"])
    static let namespaces = APIResource(
        groupVersion: GroupVersion("v1"), kind: "Namespace", name: "namespaces", isNamespaced: false, verbs: ["list"])

    static func aggregated(_ path: String) -> String {
        let core = """
            {"metadata":{},"versions":[{"version":"v1","freshness":"Current","resources":[{"resource":"namespaces",\
            "responseKind":{"group":"","version":"v1","kind":"Namespace"},"scope":"Cluster","verbs":["list"]}]}]}
            """
        let named = """
            {"metadata":{"name":"apps"},"versions":[{"version":"v1","freshness":"Current","resources":[\
            {"resource":"deployments","responseKind":{"group":"apps","version":"v1","kind":"Deployment"},\
            "scope":"Namespaced","verbs":["list","get"],"subresources":[{"subresource":"status","verbs":["get"]},\
            {"subresource":"scale","responseKind":{"group":"autoscaling","version":"v1","kind":"Scale"},\
            "verbs":["get"]}]}]}]},{"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1",\
            "freshness":"Stale","resources":[]}]}
            """
        let items = path == "/api" ? core : named
        return #"{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[\#(items)]}"#
    }

    static let legacy: [String: String] = [
        "/api": #"{"kind":"APIVersions","versions":["v1"]}"#,
        "/apis": """
        {"kind":"APIGroupList","groups":[\
        {"name":"apps","versions":[{"version":"v1beta1"},{"version":"v1"}],"preferredVersion":{"version":"v1"}},\
        {"name":"policy","versions":[{"version":"v1beta1"}],"preferredVersion":{"version":"v1beta1"}},\
        {"name":"metrics.k8s.io","versions":[{"version":"v1beta1"}],"preferredVersion":{"version":"v1beta1"}}]}
        """,
        "/api/v1": """
        {"kind":"APIResourceList","groupVersion":"v1","resources":[\
        {"name":"namespaces","namespaced":false,"kind":"Namespace","verbs":["list"]}]}
        """,
        "/apis/apps/v1": """
        {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[\
        {"name":"deployments","namespaced":true,"kind":"Deployment","verbs":["list","get"]},\
        {"name":"deployments/scale","group":"autoscaling","version":"v1","namespaced":true,"kind":"Scale",\
        "verbs":["get"]},{"name":"deployments/status","namespaced":true,"kind":"Deployment","verbs":["get"]}]}
        """,
        "/apis/apps/v1beta1": #"{"kind":"APIResourceList","groupVersion":"apps/v1beta1","resources":[]}"#,
        "/apis/policy/v1beta1": """
        {"kind":"APIResourceList","groupVersion":"policy/v1beta1","resources":[\
        {"name":"poddisruptionbudgets","namespaced":true,"kind":"PodDisruptionBudget","verbs":["list"]}]}
        """,
    ]

    static func legacyAnswer(_ request: ScriptedServer.Request) -> [ScriptedServer.Step] {
        guard let body = legacy[request.path] else {
            return [Answer.text("service unavailable", type: "text/plain", status: 503)]
        }
        return [Answer.json(body)]
    }

    static func aggregatedAnswer(_ request: ScriptedServer.Request) -> [ScriptedServer.Step] {
        let tag = "\"tag-of-\(request.path)\""
        if request.headers["if-none-match"] == tag {
            return [.send("HTTP/1.1 304 Not Modified\r\nETag: \(tag)\r\n\r\n")]
        }
        return [Answer.text(aggregated(request.path), type: aggregatedType, headers: ["ETag: \(tag)"])]
    }

    @Test func readsTheAggregatedForm() async throws {
        let server = try ScriptedServer { Self.aggregatedAnswer($0) }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let catalog = try await client.resources()
        #expect(Set(catalog.resources.values) == [Self.deployments, Self.namespaces])
        #expect(catalog.groups == ["": ["v1"], "apps": ["v1"], "metrics.k8s.io": ["v1beta1"]])
        #expect(Set(catalog.failures.keys) == [GroupVersion("metrics.k8s.io/v1beta1")])
        #expect(Set(server.requests.map(\.path)) == ["/api", "/apis"])
        #expect(server.requests.allSatisfy { $0.headers["accept"]?.hasPrefix(Self.aggregatedType) == true })
    }

    @Test func readsTheLegacyFormAsFarAsItIsAskedFor() async throws {
        let server = try ScriptedServer { Self.legacyAnswer($0) }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let catalog = try await client.resources(for: [GroupVersion("v1"), GroupVersion("apps/v1")])
        #expect(Set(catalog.resources.values) == [Self.deployments, Self.namespaces])
        #expect(catalog.groups["apps"] == ["v1", "v1beta1"], "the preferred one first")
        #expect(Set(server.requests.map(\.path)) == ["/api", "/apis", "/api/v1", "/apis/apps/v1"])
    }

    @Test func oneGroupThatIsDownDoesNotHideTheOthers() async throws {
        let server = try ScriptedServer { Self.legacyAnswer($0) }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let catalog = try await client.resources()
        #expect(catalog.resources.count == 3)
        #expect(catalog.failures.keys.map(\.description) == ["metrics.k8s.io/v1beta1"])
        let kind = GroupVersionKind(apiVersion: "metrics.k8s.io/v1beta1", kind: "NodeMetrics")
        guard case .failure(let error) = catalog.resource(for: kind) else {
            Issue.record("nothing is known of it")
            return
        }
        #expect(error.code == .serverError, "and not that the kind does not exist")
    }

    struct Missing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var kind: GroupVersionKind
        var words: [String]
    }

    static let missing = [
        Missing(
            testDescription: "a version that is not served here",
            kind: .init(apiVersion: "policy/v1", kind: "PodDisruptionBudget"),
            words: [
                "cannot find 'policy/v1 PodDisruptionBudget'", "it serves PodDisruptionBudget as policy/v1beta1",
                "write 'apiVersion: policy/v1beta1'",
            ]),
        Missing(
            testDescription: "a group that the kind has left",
            kind: .init(apiVersion: "extensions/v1beta1", kind: "Deployment"),
            words: ["it serves Deployment as apps/v1", "write 'apiVersion: apps/v1'"]),
        Missing(
            testDescription: "a kind that a served version does not have",
            kind: .init(apiVersion: "apps/v1", kind: "Deploymnet"),
            words: ["serves apps/v1, but no kind Deploymnet", "spelling"]),
        Missing(
            testDescription: "a kind without its CRD", kind: .init(apiVersion: "nvidia.com/v1", kind: "ClusterPolicy"),
            words: ["no kind ClusterPolicy in any group", "CustomResourceDefinition"]),
    ]

    @Test(arguments: missing) func saysWhatIsServedInstead(_ c: Missing) async throws {
        let server = try ScriptedServer { Self.legacyAnswer($0) }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let result = try await client.resolve([c.kind])[c.kind]
        guard case .failure(let error)? = result else {
            Issue.record("\(String(describing: result))")
            return
        }
        #expect(error.code == .notServed)
        for word in c.words { #expect(error.description.contains(word), "\(error)") }
    }

    @Test func asksOnlyWhetherAnythingChanged() async throws {
        let directory = try TemporaryDirectory()
        let server = try ScriptedServer { Self.aggregatedAnswer($0) }
        defer { server.stop() }
        var catalogs: [APICatalog] = []
        for _ in 0..<2 {
            let client = try server.client { $0.cacheDirectory = directory.path + "/cache" }
            defer { client.shutdown() }
            catalogs.append(try await client.resources())
        }
        #expect(catalogs[0] == catalogs[1])
        #expect(server.requests.map { $0.headers["if-none-match"] != nil } == [false, false, true, true])
    }

    @Test func keepsTheLegacyFormForAWhileAndLooksAgainForWhatIsMissing() async throws {
        let directory = try TemporaryDirectory()
        let server = try ScriptedServer { Self.legacyAnswer($0) }
        defer { server.stop() }
        let kind = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
        for _ in 0..<2 {
            let client = try server.client { $0.cacheDirectory = directory.path }
            defer { client.shutdown() }
            #expect(try await client.resolve([kind])[kind]?.get() == Self.deployments)
        }
        #expect(server.requests.count == 3, "/api, /apis, /apis/apps/v1, once")
        let client = try server.client { $0.cacheDirectory = directory.path }
        defer { client.shutdown() }
        _ = try await client.resolve([.init(apiVersion: "apps/v1", kind: "Other")])
        #expect(server.requests.dropFirst(3).map(\.path).contains("/apis/apps/v1"), "the kind may be new")
    }

    @Test func aServerThatAlwaysAnswers304IsAnError() async throws {
        let directory = try TemporaryDirectory()
        let server = try ScriptedServer { _ in [.send("HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n")] }
        defer { server.stop() }
        let client = try server.client { $0.cacheDirectory = directory.path }
        defer { client.shutdown() }
        let error = await kubeError { try await client.resources() }
        #expect(error?.code == .malformedResponse)
    }
}
