import Glibc
import KubeAPI
import ObjectModel
import Testing

/// A watch shows every event once and in order, or says that it cannot.
@Suite struct WatchTests {
    static let pods = APIResource(groupVersion: GroupVersion("v1"), kind: "Pod", name: "pods", isNamespaced: true)

    static func event(_ type: String, _ name: String) -> String {
        #"{"type":"\#(type)","object":{"kind":"Pod","metadata":{"name":"\#(name)","resourceVersion":"9"}}}"#
    }

    static func object(_ name: String) -> JSONValue {
        ["kind": "Pod", "metadata": ["name": .string(name), "resourceVersion": "9"]]
    }

    /// A response in chunks, each given as text; without `isWhole` the last chunk is missing.
    static func chunked(_ pieces: [String], isWhole: Bool = true) -> [ScriptedServer.Step] {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunks = pieces.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }
        return [.send(head)] + chunks.map { .send($0) } + (isWhole ? [.send("0\r\n\r\n")] : [.close])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var pieces: [String]
        var isWhole = true
        var events: [WatchEvent] = []
        var error: KubeError.Code?
    }

    static let cases = [
        Case(
            testDescription: "events of every type",
            pieces: [
                event("ADDED", "a") + "\n", event("MODIFIED", "a") + "\n" + event("DELETED", "a") + "\n",
                event("BOOKMARK", "") + "\n",
            ],
            events: [
                .added(object("a")), .modified(object("a")), .deleted(object("a")), .bookmark(resourceVersion: "9"),
            ]),
        Case(
            testDescription: "lines cut anywhere by the transport",
            pieces: (event("ADDED", "a") + "\n\n" + event("ADDED", "b") + "\n").map(String.init),
            events: [.added(object("a")), .added(object("b"))]),
        Case(testDescription: "a server that closes a quiet watch", pieces: []),
        Case(
            testDescription: "a connection that breaks between lines", pieces: [event("ADDED", "a") + "\n"],
            isWhole: false, events: [.added(object("a"))], error: .connectionLost),
        Case(
            testDescription: "a whole response that ends within a line",
            pieces: [event("ADDED", "a") + "\n", #"{"type":"ADD"#], events: [.added(object("a"))],
            error: .malformedResponse),
        Case(
            testDescription: "a line that is not JSON", pieces: ["<html>\n"], error: .malformedResponse),
        Case(
            testDescription: "a type that does not exist", pieces: [event("EXPLODED", "a") + "\n"],
            error: .malformedResponse),
        Case(
            testDescription: "an error of the server",
            pieces: [#"{"type":"ERROR","object":{"kind":"Status","code":500,"message":"too late"}}"# + "\n"],
            error: .serverError),
    ]

    @Test(arguments: cases) func delivers(_ c: Case) async throws {
        let server = try ScriptedServer { _ in Self.chunked(c.pieces, isWhole: c.isWhole) }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        var events: [WatchEvent] = []
        var code: KubeError.Code?
        do {
            for try await event in try await client.watch(Self.pods, WatchOptions(resourceVersion: "7")) {
                events.append(event)
            }
        } catch let error as KubeError {
            code = error.code
        }
        #expect(events == c.events)
        #expect(code == c.error)
        let query = "watch=true&resourceVersion=7&allowWatchBookmarks=true&timeoutSeconds=300"
        #expect(server.requests.map(\.target) == ["/api/v1/pods?\(query)"])
    }

    @Test func aForgottenVersionIsAnEventAndTheEnd() async throws {
        let line = #"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}"#
        let server = try ScriptedServer { _ in Self.chunked([line + "\n" + Self.event("ADDED", "a") + "\n"]) }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        var events: [WatchEvent] = []
        for try await event in try await client.watch(Self.pods, WatchOptions(resourceVersion: "1")) {
            events.append(event)
        }
        guard case .gone(let error)? = events.first, events.count == 1 else {
            Issue.record("\(events)")
            return
        }
        #expect(error.code == .gone && error.detail == "too old")
    }

    @Test func aRefusalIsAnError() async throws {
        let server = try ScriptedServer { _ in [Answer.status(403, "Forbidden", "cannot watch pods")] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let error = await kubeError { try await client.watch(Self.pods, WatchOptions(resourceVersion: "1")) }
        #expect(error?.code == .forbidden && error?.detail == "cannot watch pods")
    }

    @Test func leavingTheLoopClosesTheConnection() async throws {
        let server = try ScriptedServer { _ in
            [
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                .send(Self.chunk(Self.event("ADDED", "a") + "\n")), .hang,
            ]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        func first() async throws -> WatchEvent? {
            for try await event in try await client.watch(Self.pods, WatchOptions(resourceVersion: "1")) {
                return event
            }
            return nil
        }
        #expect(try await first() == .added(Self.object("a")))
        try await eventually("the connection is closed") { server.openConnections == 0 }
    }

    @Test func programsThatAreStartedMeanwhileDoNotInheritTheConnection() async throws {
        let server = try ScriptedServer { _ in [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .hang] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let watch = try await client.watch(Self.pods, WatchOptions(resourceVersion: "1"))
        let sockets = (0..<4096).filter { Self.peerPort(of: $0) == server.port }
        #expect(sockets.count == 1)
        #expect(sockets.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
        withExtendedLifetime(watch) {}
    }

    private static func peerPort(of descriptor: Int32) -> Int? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &size) }
        }
        guard status == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    @Test func cancellingTheTaskEndsAQuietWatch() async throws {
        let server = try ScriptedServer { _ in [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .hang] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let watching = Collected<Bool>()
        let task = Task {
            let watch = try await client.watch(Self.pods, WatchOptions(resourceVersion: "1"))
            watching.add(true)
            for try await _ in watch {}
        }
        try await eventually("it watches") { watching.count == 1 }
        task.cancel()
        let error = await kubeError { try await task.value }
        #expect(error?.code == .cancelled)
        try await eventually("the connection is closed") { server.openConnections == 0 }
    }

    /// The reader sets the pace, and ordinary requests go on beside a watch that nobody reads.
    @Test func aReaderThatIsSlowGetsEverythingAndStopsNobody() async throws {
        let count = 20_000
        let filler = String(repeating: "x", count: 1000)
        let server = try ScriptedServer { request in
            guard request.target.contains("watch") else { return [Answer.version] }
            let lines = (0..<count).map { Self.chunk(Self.event("ADDED", "pod-\($0)-\(filler)") + "\n") }
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            return [.send(head)] + lines.chunks(of: 1000).map { .send($0.joined()) } + [.send("0\r\n\r\n")]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let watch = try await client.watch(Self.pods, WatchOptions(resourceVersion: "1"))
        try await eventually("the connection is full") { server.isSending }
        for _ in 0..<20 { _ = try await client.version() }
        #expect(server.isSending, "20 MB do not fit into the buffers on the way")
        var next = 0
        for try await event in watch {
            guard case .added(let object) = event else { continue }
            #expect(object["metadata"]?["name"]?.string == "pod-\(next)-\(filler)")
            next += 1
        }
        #expect(next == count)
    }

    private static func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
