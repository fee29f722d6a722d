import Glibc
import Synchronization

/// An HTTP server on loopback that answers each path with exactly the bytes it is told, right or wrong.
final class HostileServer: Sendable {
    struct Request: Sendable {
        var path: String
        /// After the `?`; empty where there is none.
        var query: String
        /// Names in lower case.
        var headers: [String: String]
    }

    enum Answer: Sendable {
        /// A status, a content type and a body of the stated length.
        case whole(Int, String, String)
        /// A status, header fields as lines, and a body of the stated length.
        case headed(Int, [String], String)
        /// These bytes, then the end of the connection.
        case cut(String)
        /// A byte of a body without end each 200 ms.
        case drip
        /// Nothing, ever.
        case silence

        static func json(_ body: String) -> Answer { .whole(200, "application/json", body) }
        static func status(_ code: Int, _ reason: String, _ message: String) -> Answer {
            .whole(
                code, "application/json",
                #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"\#(reason)","message":"\#(message)","#
                    + #""code":\#(code)}"#)
        }
    }

    let port: Int
    private let listener: Int32
    private let answer: @Sendable (Request) -> Answer
    private let open = Mutex<Set<Int32>>([])
    private let isOver = Atomic(false)
    private let asked = Mutex<[Request]>([])

    /// In the order of their answers.
    var requests: [Request] { asked.withLock { $0 } }

    func forgetRequests() { asked.withLock { $0 = [] } }

    /// `answer` is given the path, without the query.
    convenience init(_ answer: @escaping @Sendable (String) -> Answer) throws {
        try self.init(answering: { answer($0.path) })
    }

    /// The same for answers that depend on more than the path.
    static func answering(_ answer: @escaping @Sendable (Request) -> Answer) throws -> HostileServer {
        try HostileServer(answering: answer)
    }

    private init(answering answer: @escaping @Sendable (Request) -> Answer) throws {
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutableBytes(of: &address) { bytes -> Bool in
            guard let generic = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(listener, generic, size) == 0 && listen(listener, 64) == 0
                && getsockname(listener, generic, &size) == 0
        }
        guard isBound else { throw ProgramRun.Failure(description: "no free port: \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
        startThread { [self] in acceptAll() }
    }

    /// Ends every connection; blocked readers end.
    ///
    /// Each descriptor is closed by the thread that reads from it: were it closed here, its number could be that of
    /// another server's socket by the time that thread uses it again.
    func stop() {
        isOver.store(true, ordering: .relaxed)
        shutdown(listener, Int32(SHUT_RDWR))
        open.withLock { for descriptor in $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }

    /// A kubeconfig for it, in `scratch`.
    func kubeconfig(in scratch: Scratch) throws -> String {
        try scratch.write(
            """
            apiVersion: v1
            kind: Config
            current-context: hostile
            clusters: [{name: hostile, cluster: {server: "http://127.0.0.1:\(port)"}}]
            contexts: [{name: hostile, context: {cluster: hostile, user: nobody}}]
            users: [{name: nobody, user: {}}]

            """, to: "kubeconfig-\(port)")
    }

    private func acceptAll() {
        while !isOver.load(ordering: .relaxed) {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            open.withLock { _ = $0.insert(descriptor) }
            startThread { [self] in
                serve(descriptor)
                open.withLock {
                    $0.remove(descriptor)
                    // A program that another test starts at this moment has the descriptor too, and would keep the
                    // connection open as long as it runs.
                    shutdown(descriptor, Int32(SHUT_RDWR))
                    close(descriptor)
                }
            }
        }
        close(listener)
    }

    private func serve(_ descriptor: Int32) {
        var pending = ""
        while let request = request(descriptor, &pending) {
            asked.withLock { $0.append(request) }
            switch answer(request) {
            case .whole(let code, let type, let body):
                guard send(Self.response(code, ["Content-Type: \(type)"], body), descriptor) else { return }
            case .headed(let code, let fields, let body):
                guard send(Self.response(code, fields, body), descriptor) else { return }
            case .cut(let bytes):
                _ = send(bytes, descriptor)
                return
            case .drip:
                _ = send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{", descriptor)
                while !isOver.load(ordering: .relaxed), send(" ", descriptor) { usleep(200_000) }
                return
            case .silence:
                while receive(descriptor) != nil {}
                return
            }
        }
    }

    private static func response(_ code: Int, _ fields: [String], _ body: String) -> String {
        let lines = ["HTTP/1.1 \(code) Said"] + fields + ["Content-Length: \(body.utf8.count)"]
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    /// The next request, which has no body.
    private func request(_ descriptor: Int32, _ pending: inout String) -> Request? {
        while true {
            if let end = pending.firstRange(of: "\r\n\r\n") {
                let lines = pending[..<end.lowerBound].split(separator: "\r\n")
                pending = String(pending[end.upperBound...])
                return Self.request(lines)
            }
            guard let text = receive(descriptor) else { return nil }
            pending += text
        }
    }

    private static func request(_ lines: [Substring]) -> Request {
        let words = lines.first?.split(separator: " ") ?? []
        let target = words.count > 1 ? words[1].split(separator: "?", maxSplits: 1) : []
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return Request(
            path: target.first.map(String.init) ?? "", query: target.count > 1 ? String(target[1]) : "",
            headers: headers)
    }

    private func receive(_ descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    private func send(_ text: String, _ descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// Blocking calls have no place on the threads of tasks, nor in a pool that has so many.
private func startThread(_ body: @escaping @Sendable () -> Void) {
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
    pthread_detach(id)
}
