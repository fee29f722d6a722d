import Glibc
import HTTPService
import LoopbackHTTP
import Synchronization
import Testing

/// A client that sends or reads a byte now and then holds a thread for as long as a request may take, and no longer.
@Suite struct SlowClientsAreEndedTests {
    private func server(
        requestSeconds: UInt32 = 1,
        _ exchange: @escaping @Sendable (HTTPRequest) -> HTTPResponse = { _ in
            HTTPResponse(status: 200, contentType: "text/plain", bytes: Array("ok".utf8))
        }
    ) throws -> HTTPServer {
        var settings = HTTPServerSettings()
        settings.limits.idleSeconds = 60
        settings.limits.requestSeconds = requestSeconds
        return try HTTPServer(settings, exchange: exchange)
    }

    /// Sends `head`, then a byte over and over until the server has closed the connection; how long that took.
    ///
    /// On a thread of its own: other tests block those that tasks share, and the clock goes on.
    private func trickle(_ server: HTTPServer, _ head: String) async -> Duration? {
        let lasted = Mutex<Duration?>(nil)
        await onThread {
            let start = ContinuousClock.now
            guard let socket = try? PlainSocket(port: server.port), (try? socket.write(head)) != nil else { return }
            while ContinuousClock.now - start < .seconds(20), (try? socket.write("x")) != nil { usleep(20_000) }
            lasted.withLock { $0 = ContinuousClock.now - start }
        }
        return lasted.withLock { $0 }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: x\r\nX: ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
    ])
    func aHeadOrABodyThatNeverEnds(_ head: String) async throws {
        let server = try server()
        defer { server.stop() }
        let lasted = try #require(await trickle(server, head))
        #expect(lasted > .milliseconds(500) && lasted < .seconds(10))
    }

    @Test func anAnswerThatIsNeverRead() async throws {
        let isClosed = Flag()
        let server = try server { _ in HTTPResponse(status: 200, body: .stream(Endless(isClosed: isClosed))) }
        defer { server.stop() }
        let isInTime = Flag()
        await onThread {
            guard let socket = try? PlainSocket(port: server.port) else { return }
            try? socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let start = ContinuousClock.now
            while !isClosed.isSet, ContinuousClock.now - start < .seconds(10) { usleep(5_000) }
            if isClosed.isSet { isInTime.set() }
            withExtendedLifetime(socket) {}
        }
        #expect(isInTime.isSet)
    }

    @Test func othersAreServedMeanwhileAndAfter() async throws {
        let server = try server()
        defer { server.stop() }
        let slow = try (0..<30).map { _ in try PlainSocket(port: server.port) }
        for socket in slow { try socket.write("GET / HTTP/1.1\r\nHo") }
        #expect(try PlainHTTP(port: server.port).send("GET", "/").status == 200)
        for socket in slow { #expect(socket.rest().isEmpty) }
        #expect(try PlainHTTP(port: server.port).send("GET", "/").status == 200)
    }

    @Test func aConnectionThatKeepsAskingLivesOn() async throws {
        let server = try server(requestSeconds: 2)
        defer { server.stop() }
        let answers = Counter()
        // On a thread of its own: other tests block those that tasks share.
        await onThread {
            guard let socket = try? PlainSocket(port: server.port) else { return }
            for _ in 0..<50 {
                guard (try? socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) != nil,
                    let answer = try? socket.read(), answer.starts(with: Array("HTTP/1.1 200".utf8))
                else { return }
                answers.add()
                usleep(100_000)
            }
        }
        #expect(answers.count == 50)
    }
}

/// A body without end.
private final class Endless: HTTPBodyStream {
    private let isClosed: Flag

    init(isClosed: Flag) { self.isClosed = isClosed }

    func next(socket: Int32) -> [UInt8]? { [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10) }
    func close() { isClosed.set() }
}

/// Set by one thread, seen by another.
final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}
