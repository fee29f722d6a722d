import EmbeddedCluster
import LoopbackHTTP
import ObjectModel
import Synchronization
import Testing

/// Attribution says when a field was changed, so an apply that changes nothing must not move the time.
@Suite struct OwnershipTimeTests {
    private final class Clock: Sendable {
        let seconds = Mutex<Int64>(1_000_000_000)
    }

    private static let path = "/api/v1/namespaces/default/configmaps/a"

    /// Who owns something since when, in the object's order: `Apply git 01:46:40`.
    private static func managers(_ object: JSONValue) -> [String] {
        (object["metadata"]?["managedFields"]?.array ?? []).map { entry in
            let time = entry["time"]?.string?.split(separator: "T").last?.dropLast() ?? ""
            return "\(entry["operation"]?.string ?? "") \(entry["manager"]?.string ?? "") \(time)"
        }
    }

    @Test func timesMoveWithChangesAlone() async throws {
        let clock = Clock()
        var options = EmbeddedClusterOptions()
        options.now = { Timestamp(seconds: clock.seconds.withLock(\.self)) }
        let cluster = try await EmbeddedCluster.start(options)
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        func send(_ manager: String, _ type: String, _ data: String) throws -> [String] {
            let body = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":\#(data)}"#
            let answer = try client.send(
                "PATCH", "\(Self.path)?fieldManager=\(manager)", headers: [("Content-Type", "application/\(type)")],
                body: Array(body.utf8))
            clock.seconds.withLock { $0 += 10 }
            return Self.managers(try answer.json())
        }
        let (apply, merge) = ("apply-patch+yaml", "merge-patch+json")
        #expect(try send("git", apply, #"{"x":"1"}"#) == ["Apply git 01:46:40"])
        #expect(try send("git", apply, #"{"x":"1"}"#) == ["Apply git 01:46:40"])
        #expect(try send("git", apply, #"{"x":"2"}"#) == ["Apply git 01:47:00"])
        #expect(try send("zed", merge, #"{"z":"1"}"#) == ["Apply git 01:47:00", "Update zed 01:47:10"])
        #expect(try send("abe", merge, #"{"a":"1"}"#).last == "Update abe 01:47:20")
        #expect(
            try send("zed", merge, #"{"z":"2"}"#) == [
                "Apply git 01:47:00", "Update zed 01:47:10", "Update abe 01:47:20",
            ])
        #expect(
            try send("zed", merge, #"{"y":"1"}"#) == [
                "Apply git 01:47:00", "Update abe 01:47:20", "Update zed 01:47:40",
            ])
        await cluster.stop()
    }
}
