import HTTPService
import LoopbackHTTP
import Testing

/// What a client sends is what the exchange sees, however it was cut into pieces; what is no HTTP never gets there.
@Suite struct RequestsArriveWholeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var pieces: [String]
        var expected: String
    }

    @Test(arguments: [
        Case(
            testDescription: "a plain request", pieces: ["GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
            expected: "GET /a  0"),
        Case(
            testDescription: "a query in its order, decoded",
            pieces: ["GET /a%20b?x=1&y=%C3%A4&x=2&z HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
            expected: "GET /a b x=1,y=ä,x=2,z= 0"),
        Case(
            testDescription: "a body in pieces",
            pieces: [
                "POST /p HTT", "P/1.1\r\nHost: x\r\nConnection: close\r\nContent-", "Length: 5\r\n\r", "\nab", "cde",
            ], expected: "POST /p  5"),
        Case(
            testDescription: "a body in chunks",
            pieces: [
                "POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
                "3\r\nabc\r\n",
                "2\r\nde\r\n0\r\n\r\n",
            ], expected: "POST /p  5"),
        Case(
            testDescription: "a method of its own",
            pieces: ["BREW /pot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"], expected: "BREW /pot  0"),
        Case(
            testDescription: "a body that is waited for before it is sent",
            pieces: [
                "POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
                "ab",
            ], expected: "POST /p  2"),
    ])
    func arrives(_ c: Case) throws {
        let server = try echoServer()
        defer { server.stop() }
        let socket = try PlainSocket(port: server.port)
        for piece in c.pieces { try socket.write(piece) }
        let answer = socket.rest()
        #expect(answer.hasSuffix("\r\n\r\n\(c.expected)"), "\(answer)")
    }

    @Test func aHeadIsAnsweredWithoutItsBody() throws {
        let server = try echoServer()
        defer { server.stop() }
        let answer = try PlainHTTP(port: server.port).send("HEAD", "/a")
        #expect(answer.status == 200)
        #expect(answer.headers["content-length"] == "10")
        #expect(answer.body.isEmpty)
    }

    @Test func aConnectionServesManyRequests() throws {
        let server = try echoServer()
        defer { server.stop() }
        let socket = try PlainSocket(port: server.port)
        for number in 0..<50 {
            try socket.write("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
            var text = ""
            while !text.contains("GET /\(number)  0"), let piece = try socket.read() {
                text += String(decoding: piece, as: UTF8.self)
            }
            #expect(text.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(arguments: [
        "\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0",
        "GET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        "GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n",
    ])
    func whatIsNoRequestIsRefused(_ text: String) throws {
        let server = try echoServer {
            $0.limits.idleSeconds = 1
            $0.limits.requestSeconds = 2
        }
        defer { server.stop() }
        let socket = try PlainSocket(port: server.port)
        try socket.write(text)
        #expect(!socket.rest().hasPrefix("HTTP/1.1 200"))
        #expect(try PlainHTTP(port: server.port).send("GET", "/").status == 200)
    }
}
