import Glibc

/// One answer over plain HTTP.
package struct PlainAnswer: Sendable {
    package var status: Int
    /// By lower-case name.
    package var headers: [String: String]
    package var body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }
}

package struct PlainHTTPError: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) { self.description = description }
}

/// A client of loopback that knows just enough HTTP/1.1 for tests: a connection for each request.
package struct PlainHTTP: Sendable {
    package let port: UInt16
    var prefix = ""
    package var headers: [(String, String)] = []

    package init(port: UInt16) { self.port = port }

    /// `http://HOST:PORT/PREFIX`, the host being loopback.
    package init(url: String, token: String? = nil) throws {
        let parts = url.split(separator: "/", omittingEmptySubsequences: true)
        guard parts.count >= 2, let number = parts[1].split(separator: ":").last, let port = UInt16(number) else {
            throw PlainHTTPError(description: "no loopback URL: \(url)")
        }
        self.port = port
        prefix = parts.dropFirst(2).map { "/\($0)" }.joined()
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
    }

    package func send(
        _ method: String, _ path: String, headers more: [(String, String)] = [], body: [UInt8]? = nil
    ) throws -> PlainAnswer {
        let socket = try PlainSocket(port: port)
        try socket.write(request(method, path, more, body))
        return try Self.parse(socket.readAll())
    }

    /// A connection on which the answer to a GET will come.
    package func open(_ path: String) throws -> PlainSocket {
        let socket = try PlainSocket(port: port)
        try socket.write(request("GET", path, [], nil))
        return socket
    }

    /// Sends the request and gives each piece of the answer, head included, until `handle` says false.
    package func stream(_ path: String, headers more: [(String, String)] = [], _ handle: ([UInt8]) -> Bool) throws {
        let socket = try PlainSocket(port: port)
        try socket.write(request("GET", path, more, nil))
        while let piece = try socket.read(), handle(piece) {}
    }

    private func request(_ method: String, _ path: String, _ more: [(String, String)], _ body: [UInt8]?) -> [UInt8] {
        var lines = ["\(method) \(prefix)\(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
        let named = Set(more.map { $0.0.lowercased() })
        lines += headers.filter { !named.contains($0.0.lowercased()) }.map { "\($0.0): \($0.1)" }
        lines += more.map { "\($0.0): \($0.1)" }
        if let body { lines.append("Content-Length: \(body.count)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }

    package static func parse(_ bytes: [UInt8]) throws -> PlainAnswer {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw PlainHTTPError(description: "no head in \(bytes.count) bytes")
        }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw PlainHTTPError(description: "no status line")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        var body = Array(bytes[end.upperBound...])
        if headers["transfer-encoding"] == "chunked" { body = dechunked(body) }
        return PlainAnswer(status: status, headers: headers, body: body)
    }

    /// What chunks hold, as far as they are whole.
    package static func dechunked(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        let lineEnd = Array("\r\n".utf8)
        while let end = rest.firstRange(of: lineEnd) {
            let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16) ?? 0
            guard size > 0, rest.distance(from: end.upperBound, to: rest.endIndex) >= size else { break }
            result += rest[end.upperBound..<(end.upperBound + size)]
            rest = rest[(end.upperBound + size)...].dropFirst(2)
        }
        return result
    }
}

/// A connection to loopback; closed with its last reference. Reads give up after 20 seconds.
package final class PlainSocket {
    private let descriptor: Int32

    package init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw PlainHTTPError(description: "no socket: errno \(errno)") }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard status == 0 else { throw PlainHTTPError(description: "cannot connect to \(port): errno \(errno)") }
    }

    deinit { close(descriptor) }

    package func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw PlainHTTPError(description: "cannot write: errno \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    /// The next bytes; `nil` at the end.
    package func read() throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw PlainHTTPError(description: "cannot read: errno \(errno)") }
        return count == 0 ? nil : Array(buffer[..<count])
    }

    package func readAll() throws -> [UInt8] {
        var result: [UInt8] = []
        while let piece = try read() { result += piece }
        return result
    }
}
