import EmbeddedCluster
import JSONText
import LoopbackHTTP
import ObjectModel
import Testing

/// A watch tells every change once and in order, and says so when it cannot.
@Suite struct WatchTests {
    private static let maps = "/api/v1/namespaces/default/configmaps"

    private static func map(_ name: String, _ value: String, label: String = "x") -> [UInt8] {
        let text = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\(name)","labels":{"l":"\(label)"}},\
            "data":{"v":"\(value)"}}
            """
        return Array(text.utf8)
    }

    private static let json = [("Content-Type", "application/json")]

    /// What a watch says until it has said `count` things or ends: `ADDED a 1`.
    private func watch(
        _ client: PlainHTTP, _ query: String, count: Int, onLine: () -> Void = {}
    ) throws -> [String] {
        var bytes: [UInt8] = []
        var lines: [String] = []
        try client.stream("\(Self.maps)?watch=true&\(query)") { piece in
            bytes += piece
            guard let head = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return true }
            let body = PlainHTTP.dechunked(Array(bytes[head.upperBound...]))
            let known = lines.count
            lines = body.split(separator: UInt8(ascii: "\n")).compactMap(Self.line)
            if lines.count > known, lines.count < count { onLine() }
            return lines.count < count
        }
        return lines
    }

    private static func line(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let event = try? JSONText.read(Array(bytes), subject: "event"), let type = event["type"]?.string else {
            return nil
        }
        let object = event["object"]
        let name = object?["metadata"]?["name"]?.string ?? object?["reason"]?.string ?? ""
        return [type, name, object?["data"]?["v"]?.string].compactMap(\.self).joined(separator: " ")
    }

    @Test func tellsWhatChangedSinceARevision() async throws {
        let cluster = try await EmbeddedCluster.start()
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        let start = try client.send("GET", Self.maps).json()["metadata"]?["resourceVersion"]?.string ?? ""
        _ = try client.send("POST", Self.maps, headers: Self.json, body: Self.map("a", "1"))
        _ = try client.send("PUT", "\(Self.maps)/a", headers: Self.json, body: Self.map("a", "2"))
        _ = try client.send("PUT", "\(Self.maps)/a", headers: Self.json, body: Self.map("a", "2"))
        _ = try client.send("POST", Self.maps, headers: Self.json, body: Self.map("b", "1"))
        _ = try client.send("DELETE", "\(Self.maps)/a")
        let lines = try watch(client, "resourceVersion=\(start)", count: 4)
        #expect(lines == ["ADDED a 1", "MODIFIED a 2", "ADDED b 1", "DELETED a 2"])
        await cluster.stop()
    }

    @Test func tellsChangesAsTheyHappen() async throws {
        let cluster = try await EmbeddedCluster.start()
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        _ = try client.send("POST", Self.maps, headers: Self.json, body: Self.map("a", "0"))
        // Each line that the watch says is answered with the next change.
        var made = 0
        let lines = try watch(client, "timeoutSeconds=15", count: 4) {
            made += 1
            _ = try? client.send("PUT", "\(Self.maps)/a", headers: Self.json, body: Self.map("a", "\(made)"))
        }
        #expect(lines == ["ADDED a 0", "MODIFIED a 1", "MODIFIED a 2", "MODIFIED a 3"])
        await cluster.stop()
    }

    @Test func selectorsTurnChangesIntoComingAndGoing() async throws {
        let cluster = try await EmbeddedCluster.start()
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        let start = try client.send("GET", Self.maps).json()["metadata"]?["resourceVersion"]?.string ?? ""
        _ = try client.send("POST", Self.maps, headers: Self.json, body: Self.map("a", "1", label: "x"))
        _ = try client.send("PUT", "\(Self.maps)/a", headers: Self.json, body: Self.map("a", "2", label: "y"))
        _ = try client.send("PUT", "\(Self.maps)/a", headers: Self.json, body: Self.map("a", "3", label: "y"))
        _ = try client.send("PUT", "\(Self.maps)/a", headers: Self.json, body: Self.map("a", "4", label: "x"))
        let lines = try watch(client, "resourceVersion=\(start)&labelSelector=l%3Dy", count: 3)
        #expect(lines == ["ADDED a 2", "MODIFIED a 3", "DELETED a 4"])
        await cluster.stop()
    }

    @Test func saysThatHistoryIsGone() async throws {
        let cluster = try await EmbeddedCluster.start()
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        _ = try client.send("POST", Self.maps, headers: Self.json, body: Self.map("a", "1"))
        cluster.compact()
        #expect(try watch(client, "resourceVersion=1", count: 1) == ["ERROR Expired"])
        await cluster.stop()
    }

    @Test func endsWhenItsTimeIsOver() async throws {
        let cluster = try await EmbeddedCluster.start()
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        #expect(try watch(client, "timeoutSeconds=1", count: 1) == [])
        await cluster.stop()
    }
}
