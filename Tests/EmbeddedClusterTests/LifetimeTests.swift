import EmbeddedCluster
import Glibc
import LoopbackHTTP
import ObjectModel
import Testing

/// A cluster leaves nothing behind: tests start hundreds of them in one process.
@Suite(.serialized) struct LifetimeTests {
    /// Names in one of the process's own folders.
    private static func count(_ folder: String) -> Int {
        guard let directory = opendir(folder) else { return -1 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count
    }

    @Test func stopLeavesNoDescriptor() async throws {
        func round() async throws {
            let cluster = try await EmbeddedCluster.start()
            let client = try PlainHTTP(url: cluster.url, token: cluster.token)
            #expect(try client.send("GET", "/api/v1/namespaces").status == 200)
            // A watch that is open when the cluster stops ends with it.
            let watch = try client.open("/api/v1/namespaces?watch=true")
            #expect(try watch.read() != nil)
            await cluster.stop()
            while try watch.read() != nil {}
        }
        try await round()
        let before = Self.count("/proc/self/fd")
        for _ in 0..<20 { try await round() }
        // Other suites open and close files meanwhile; 20 rounds that leak would leave 40 and more.
        #expect(Self.count("/proc/self/fd") < before + 20)
    }

    @Test func clustersDoNotKnowEachOther() async throws {
        let clusters = [try await EmbeddedCluster.start(), try await EmbeddedCluster.start()]
        try clusters[0].seed([
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "default"],
                "data": ["k": "v"],
            ]
        ])
        let path = "/api/v1/namespaces/default/configmaps/a"
        let answers = try clusters.map { try PlainHTTP(url: $0.url, token: $0.token).send("GET", path).status }
        #expect(answers == [200, 404])
        for cluster in clusters { await cluster.stop() }
    }

    @Test func seedingSaysWhatIsWrong() async throws {
        let cluster = try await EmbeddedCluster.start()
        let object: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "nowhere"],
        ]
        let error = #expect(throws: EmbeddedClusterError.self) { try cluster.seed([object]) }
        #expect(error?.description.contains("namespaces \"nowhere\" not found (hint: ") == true)
        await cluster.stop()
    }

    @Test func aNamespaceTakesItsContentAlong() async throws {
        let cluster = try await EmbeddedCluster.start()
        let map: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "n"]]
        var held = map
        if case .object(var object) = map {
            object["metadata"] = ["name": "held", "namespace": "n", "finalizers": ["example.com/hold"]]
            held = .object(object)
        }
        try cluster.seed([["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n"]], map, held])
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        #expect(try client.send("DELETE", "/api/v1/namespaces/n").json()["status"]?["phase"] == "Terminating")
        #expect(try client.send("GET", "/api/v1/namespaces/n/configmaps/a").status == 404)
        #expect(try client.send("GET", "/api/v1/namespaces/n").status == 200)
        let release = Array(#"{"metadata":{"finalizers":null}}"#.utf8)
        _ = try client.send(
            "PATCH", "/api/v1/namespaces/n/configmaps/held",
            headers: [("Content-Type", "application/merge-patch+json")], body: release)
        #expect(try client.send("GET", "/api/v1/namespaces/n").status == 404)
        await cluster.stop()
    }
}
