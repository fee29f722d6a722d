import Glibc
import HTTPService
import LoopbackHTTP
import Synchronization
import Testing

/// A server says why it cannot start, and leaves nothing behind when it stops, whatever is under way.
@Suite(.serialized) struct StartAndStopTests {
    @Test func aPortInUseIsNamed() throws {
        let first = try echoServer()
        defer { first.stop() }
        let error = #expect(throws: HTTPServiceError.self) { _ = try echoServer { $0.port = first.port } }
        #expect(error?.code == .addressInUse)
        #expect(
            error?.description
                == "cannot listen at '127.0.0.1:\(first.port)': port \(first.port) is in use "
                + "(hint: choose another port, or end the process that listens there)")
    }

    @Test(arguments: ["localhost", "", "10.0.0", "300.0.0.1", "203.0.113.7"])
    func anAddressThatIsNotOursIsRefused(_ text: String) {
        let error = #expect(throws: HTTPServiceError.self) { _ = try echoServer { $0.address = .numeric(text) } }
        #expect(error?.code == .badAddress)
    }

    @Test func listensOnlyWhereItIsTold() throws {
        let everywhere = try echoServer { $0.address = .all }
        defer { everywhere.stop() }
        #expect(try PlainHTTP(port: everywhere.port).send("GET", "/").status == 200)
        let other = try echoServer { $0.address = .numeric("127.0.0.2") }
        defer { other.stop() }
        #expect(throws: PlainHTTPError.self) { try PlainHTTP(port: other.port).send("GET", "/") }
    }

    @Test func aRequestUnderWayIsFinishedWithinTheGrace() async throws {
        let isInside = Flag()
        let mayGoOn = Flag()
        let server = try HTTPServer { _ in
            isInside.set()
            while !mayGoOn.isSet { usleep(1000) }
            return HTTPResponse(status: 200, contentType: "text/plain", bytes: Array("done".utf8))
        }
        let socket = try PlainSocket(port: server.port)
        try socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await eventually { isInside.isSet })
        async let stopped: Void = onThread { server.stop(grace: .seconds(120)) }
        // From when it takes no more connections on, the request may go on.
        #expect(await eventually { (try? PlainSocket(port: server.port)) == nil })
        mayGoOn.set()
        #expect(socket.rest().hasSuffix("done"))
        await stopped
    }

    @Test func stopsUnderLoad() async throws {
        let server = try echoServer { $0.limits.connectionsOfAddress = 0 }
        let client = PlainHTTP(port: server.port)
        let served = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                // A thread of its own: the client blocks.
                group.addTask {
                    await onThread {
                        while (try? client.send("GET", "/"))?.status == 200 { served.add() }
                    }
                }
            }
            #expect(await eventually { served.count > 200 })
            let isInTime = Flag()
            await onThread {
                let start = ContinuousClock.now
                server.stop()
                if ContinuousClock.now - start < .seconds(10) { isInTime.set() }
            }
            #expect(isInTime.isSet)
        }
        #expect(throws: PlainHTTPError.self) { try client.send("GET", "/") }
    }

    @Test func nothingIsLeftBehind() async throws {
        func round() async throws {
            let server = try echoServer {
                $0.limits.requestSeconds = 60
                $0.limits.connectionsOfAddress = 0
            }
            let client = PlainHTTP(port: server.port)
            #expect(try client.send("GET", "/").status == 200)
            let half = try PlainSocket(port: server.port)
            try half.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
            #expect(try client.send("POST", "/", body: [1, 2, 3]).status == 200)
            server.stop()
            #expect(half.rest().isEmpty)
        }
        try await round()
        let before = (files: entries("/proc/self/fd"), threads: entries("/proc/self/task"))
        for _ in 0..<30 { try await round() }
        // Other suites open and close files meanwhile; 30 rounds that leak would leave 60 and more.
        #expect(entries("/proc/self/fd") < before.files + 25)
        #expect(entries("/proc/self/task") < before.threads + 25)
    }

    @Test func endedConnectionsAreForgotten() async throws {
        let server = try echoServer()
        defer { server.stop() }
        let client = PlainHTTP(port: server.port)
        #expect(try client.send("GET", "/").status == 200)
        let before = entries("/proc/self/fd")
        for _ in 0..<300 { #expect(try client.send("GET", "/").status == 200) }
        #expect(await eventually { entries("/proc/self/fd") < before + 25 })
    }
}

/// Runs what blocks on a thread of its own.
func onThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        var id = pthread_t()
        let box = Unmanaged.passRetained(
            ThreadBody {
                body()
                continuation.resume()
            })
        pthread_create(
            &id, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        pthread_detach(id)
    }
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}
