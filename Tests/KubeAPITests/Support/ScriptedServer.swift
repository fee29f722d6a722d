import Glibc
import Synchronization

/// A server on loopback that answers with exactly the bytes it is told, right or wrong, over plain HTTP/1.1.
///
/// One thread accepts, one more serves each connection; `stop` ends them all and waits. Requests are kept in order.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method: String
        var target: String
        /// Names in lower case.
        var headers: [String: String]
        var body: String
        /// Which connection it came on, from 1.
        var connection: Int
        var path: String { String(target.prefix { $0 != "?" }) }
    }

    /// What is done for one request, in order. After the last the connection waits for the next request.
    enum Step: Sendable {
        case send(String)
        /// One byte at a time, with a pause before each.
        case drip(String, pauseMilliseconds: UInt32)
        /// Sends nothing until the client goes away.
        case hang
        /// Ends the connection.
        case close
        /// Ends it with a reset instead of a FIN.
        case reset
    }

    private struct State {
        var requests: [Request] = []
        var connections: [Int32] = []
        var threads: [pthread_t] = []
        var openConnections = 0
        var sending = 0
    }

    let port: Int
    private let listener: Int32
    private let greeting: String?
    private let answer: @Sendable (Request) -> [Step]
    private let state = Mutex(State())
    private let acceptor = Mutex<pthread_t?>(nil)

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { state.withLock { $0.requests } }
    var connectionCount: Int { state.withLock { $0.connections.count } }
    /// Steps are being played; while no reader makes room, for long.
    var isSending: Bool { state.withLock { $0.sending > 0 } }
    var openConnections: Int { state.withLock { $0.openConnections } }

    /// `greeting` is sent on every new connection before anything was read.
    init(greeting: String? = nil, _ answer: @escaping @Sendable (Request) -> [Step]) throws {
        self.greeting = greeting
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let bound = withUnsafeMutableBytes(of: &address) { bytes -> Bool in
            guard let generic = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(listener, generic, size) == 0 && listen(listener, 64) == 0
                && getsockname(listener, generic, &size) == 0
        }
        guard bound else { throw ServerFailure(errno: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        acceptor.withLock { $0 = thread { [self] in acceptAll() } }
    }

    struct ServerFailure: Error { var errno: Int32 }

    func stop() {
        guard let id = acceptor.withLock({ $0.take() }) else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        pthread_join(id, nil)
        close(listener)
        let (open, threads) = state.withLock { ($0.connections, $0.threads) }
        for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        for thread in threads { pthread_join(thread, nil) }
        for descriptor in open { close(descriptor) }
    }

    private func acceptAll() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let number = state.withLock { state -> Int in
                state.connections.append(descriptor)
                state.openConnections += 1
                return state.connections.count
            }
            let id = thread { [self] in
                let connection = Connection(descriptor: descriptor, number: number)
                if let greeting { _ = connection.send(Array(greeting.utf8)) }
                connection.serve(
                    onSending: { isSending in state.withLock { $0.sending += isSending ? 1 : -1 } }
                ) { request in
                    state.withLock { $0.requests.append(request) }
                    return answer(request)
                }
                shutdown(descriptor, Int32(SHUT_RDWR))
                state.withLock { $0.openConnections -= 1 }
            }
            state.withLock { $0.threads.append(id) }
        }
    }
}

/// Starts a thread for `body`; blocking calls have no place on the tasks' own threads.
private func thread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var id = pthread_t()
    pthread_create(
        &id, nil,
        { context in
            if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }, Unmanaged.passRetained(Box(body)).toOpaque())
    return id
}

/// One connection: reads requests, plays the steps.
private final class Connection {
    let descriptor: Int32
    let number: Int
    var pending: [UInt8] = []

    init(descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    func serve(
        onSending: (Bool) -> Void, _ steps: (ScriptedServer.Request) -> [ScriptedServer.Step]
    ) {
        while let request = next() {
            onSending(true)
            defer { onSending(false) }
            for step in steps(request) {
                guard play(step) else { return }
            }
        }
    }

    private func play(_ step: ScriptedServer.Step) -> Bool {
        switch step {
        case .send(let text): return send(Array(text.utf8))
        case .drip(let text, let pause):
            for byte in text.utf8 {
                usleep(pause * 1000)
                guard send([byte]) else { return false }
            }
            return true
        case .hang:
            while receive() {}
            return false
        case .close: return false
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            // A duplicate of /dev/null takes the place of the socket, which is thereby closed and reset at once.
            let null = open("/dev/null", O_RDONLY)
            dup2(null, descriptor)
            close(null)
            return false
        }
    }

    func send(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let put = bytes[done...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard put > 0 else { return false }
            done += put
        }
        return true
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let got = recv(descriptor, &buffer, buffer.count, 0)
        guard got > 0 else { return false }
        pending += buffer[..<got]
        return true
    }

    private func next() -> ScriptedServer.Request? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let place = pending.firstRange(of: end) {
                let head = String(decoding: pending[..<place.lowerBound], as: UTF8.self)
                pending.removeSubrange(..<place.upperBound)
                return request(head)
            }
            guard receive() else { return nil }
        }
    }

    private func request(_ head: String) -> ScriptedServer.Request? {
        let lines = head.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = Int(headers["content-length"] ?? "0") ?? 0
        while pending.count < length {
            guard receive() else { return nil }
        }
        let body = String(decoding: pending[..<length], as: UTF8.self)
        pending.removeSubrange(..<length)
        return .init(
            method: String(words[0]), target: String(words[1]), headers: headers, body: body, connection: number)
    }
}
