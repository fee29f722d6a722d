import Glibc

/// A program that runs until the test is done with it; it ends by itself after five minutes whatever happens.
package final class Server: Sendable {
    private let pid: pid_t

    /// Starts `words`, whose output goes to `log`, and waits until `isUp`.
    package init(_ words: [String], environment: [String: String] = [:], log: String, isUp: () -> Bool) throws {
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer {
            close(input)
            close(output)
        }
        pid = try spawn(
            ["timeout", "--kill-after=2", "300"] + words, in: "/", environment: environment, input: input,
            output: output)
        let deadline = ContinuousClock.now + .seconds(20)
        while !isUp() {
            var status: Int32 = 0
            let ended = waitpid(pid, &status, WNOHANG) == pid
            guard !ended, ContinuousClock.now < deadline else {
                if !ended { stop() }
                let said = (try? Command.run(["tail", "-n", "20", log])) ?? ""
                throw Command.Failure(description: "\(words.joined(separator: " ")) did not start: \(said)")
            }
            usleep(10_000)
        }
    }

    deinit { stop() }

    /// `timeout` hands the signal on to everything it started.
    private func stop() {
        kill(pid, SIGTERM)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }
}

/// A listening TCP socket on loopback, whose connections the kernel accepts and nobody ever answers.
package final class SilentServer: Sendable {
    package let port: Int
    private let socket: Int32
    private let clients: [Int32]

    /// With `isFull`, not even a connection is completed: the queue is taken up by connections of our own.
    package init(isFull: Bool = false) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listening = socket
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, size) == 0 && listen(listening, isFull ? 0 : 16) == 0
                    && getsockname(listening, $0, &size) == 0
            }
        }
        guard isBound else { throw Command.Failure(description: "cannot listen on loopback") }
        port = Int(UInt16(bigEndian: address.sin_port))
        clients = (0..<(isFull ? 4 : 0)).map { _ in
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            let client = Glibc.socket(AF_INET, kind, 0)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(client, $0, size) }
            }
            return client
        }
    }

    /// A client has connected.
    package var hasConnection: Bool {
        var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) > 0
    }

    deinit {
        for client in clients { close(client) }
        close(socket)
    }
}

/// A port of loopback that nobody listened on a moment ago.
package func freePort() throws -> Int { try SilentServer().port }

/// True if something on loopback takes connections at `port`.
package func isListening(_ port: Int) -> Bool {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
