import HTTPService
import LoopbackHTTP
import Synchronization
import Testing

/// Nobody takes more of the server than the limits say, and everybody else is served meanwhile.
@Suite struct LimitsHoldTests {
    private static let close = "Host: x\r\nConnection: close\r\n"

    struct Body: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var head: String
        var body: String
        var expected: String
    }

    @Test(arguments: [
        Body(
            testDescription: "exactly as much as is allowed", head: "Content-Length: 1000\r\n",
            body: String(repeating: "x", count: 1000), expected: "HTTP/1.1 200"),
        Body(
            testDescription: "one byte more", head: "Content-Length: 1001\r\n",
            body: String(repeating: "x", count: 1001),
            expected: "HTTP/1.1 413"),
        Body(
            testDescription: "one byte more in chunks", head: "Transfer-Encoding: chunked\r\n",
            body: "3e9\r\n\(String(repeating: "x", count: 1001))\r\n0\r\n\r\n", expected: "HTTP/1.1 413"),
        Body(
            testDescription: "much, announced: refused before it is sent", head: "Content-Length: 99999999\r\n",
            body: "",
            expected: "HTTP/1.1 413"),
    ])
    func bodies(_ c: Body) throws {
        let server = try echoServer { $0.limits.bodyBytes = 1000 }
        defer { server.stop() }
        let socket = try PlainSocket(port: server.port)
        try socket.write("POST / HTTP/1.1\r\n\(Self.close)\(c.head)\r\n\(c.body)")
        #expect(socket.rest().hasPrefix(c.expected))
    }

    @Test func aBodyWithoutEndIsCut() throws {
        let server = try echoServer { $0.limits.bodyBytes = 1000 }
        defer { server.stop() }
        let socket = try PlainSocket(port: server.port)
        try socket.write("POST / HTTP/1.1\r\n\(Self.close)Transfer-Encoding: chunked\r\n\r\n")
        let chunk = "1000\r\n\(String(repeating: "x", count: 0x1000))\r\n"
        // Far more than is thrown away and than socket buffers hold.
        let failed = #expect(throws: PlainHTTPError.self) { for _ in 0..<10_000 { try socket.write(chunk) } }
        #expect(failed?.description.hasPrefix("cannot write") == true)
    }

    @Test func allBodiesShareOneAllowance() async throws {
        let server = try echoServer {
            $0.limits.bodyBytes = 1000
            $0.limits.bodyBytesInAll = 1500
            // On a busy machine the first waits for long until the second is refused.
            $0.limits.idleSeconds = 300
            $0.limits.requestSeconds = 600
        }
        defer { server.stop() }
        let head = "POST / HTTP/1.1\r\n\(Self.close)Content-Length: 1000\r\n\r\n"
        let half = String(repeating: "x", count: 900)
        let first = try PlainSocket(port: server.port)
        try first.write(head + half)
        // The second has no room as soon as the first has arrived.
        let refused = try await eventually {
            let second = try PlainSocket(port: server.port)
            try second.write(head + String(repeating: "x", count: 1000))
            return second.rest().hasPrefix("HTTP/1.1 503")
        }
        #expect(refused)
        try first.write(String(repeating: "x", count: 100))
        #expect(first.rest().hasPrefix("HTTP/1.1 200"))
        // What the first took is given back.
        let third = try PlainSocket(port: server.port)
        try third.write(head + String(repeating: "x", count: 1000))
        #expect(third.rest().hasPrefix("HTTP/1.1 200"))
    }

    @Test func anEndlessHeadIsRefused() throws {
        let server = try echoServer { $0.limits.headBytes = 4096 }
        defer { server.stop() }
        for text in [
            "GET /\(String(repeating: "x", count: 10_000)) HTTP/1.1\r\n\(Self.close)\r\n",
            "GET / HTTP/1.1\r\n\(Self.close)X: \(String(repeating: "x", count: 10_000))\r\n\r\n",
        ] {
            let socket = try PlainSocket(port: server.port)
            try? socket.write(text)  // the answer may come before the last byte is taken
            let answer = socket.rest()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(100))")
        }
        #expect(try PlainHTTP(port: server.port).send("GET", "/").status == 200)
    }

    @Test func connectionsBeyondTheLimitAreClosed() async throws {
        let server = try echoServer { $0.limits.connections = 4 }
        defer { server.stop() }
        var held = try (0..<4).map { _ in try PlainSocket(port: server.port) }
        for socket in held {
            try socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try socket.read() != nil)
        }
        let refused = try PlainSocket(port: server.port)
        try? refused.write("GET / HTTP/1.1\r\n\(Self.close)\r\n")  // it may be closed already
        #expect(refused.rest().isEmpty)
        held.removeLast()
        #expect(await eventually { (try? PlainHTTP(port: server.port).send("GET", "/"))?.status == 200 })
    }

    @Test func oneAddressHasItsShare() async throws {
        let server = try echoServer { $0.limits.connectionsOfAddress = 3 }
        defer { server.stop() }
        let held = try (0..<3).map { _ in try PlainSocket(port: server.port) }
        for socket in held { try socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
        for socket in held { #expect(try socket.read() != nil) }
        let refused = try PlainSocket(port: server.port)
        try? refused.write("GET / HTTP/1.1\r\n\(Self.close)\r\n")  // it may be closed already
        #expect(refused.rest().isEmpty)
        withExtendedLifetime(held) {}
    }
}
