import Glibc
import Synchronization

/// A PostgreSQL server of Debian's on a free port of loopback, in a directory of its own; it ends by itself after ten
/// minutes whatever happens.
final class PostgresServer: Sendable {
    static let user = "ada"
    static let password = "correct/horse@battery"
    /// As a URL has it.
    static let encodedPassword = "correct%2Fhorse%40battery"

    let port: Int
    /// Certificate of the CA that signed the server's; for `localhost`.
    let authority: String
    /// A CA that signed nothing here.
    let otherCA: String
    private let scratch: Scratch
    private let settings: [String]
    private let process = Mutex<pid_t>(0)

    /// One that tests share which do not stop it; ended when the process ends, since nothing else ends a static.
    static func shared() async throws -> PostgresServer { try await running.value }

    private static let running = Task {
        let server = try await PostgresServer()
        toBeEnded.withLock { $0 = server }
        atexit { PostgresServer.toBeEnded.withLock { $0?.end() } }
        return server
    }

    private static let toBeEnded = Mutex<PostgresServer?>(nil)

    private var data: String { scratch.file("server/data") }
    /// Where the Unix socket is; whoever comes that way is let in.
    private var socket: String { scratch.file("server") }

    init() async throws {
        scratch = try Scratch()
        port = try freePort()
        let place = scratch.file("server")
        authority = scratch.file("server/ca.pem")
        otherCA = scratch.file("server/other.pem")
        settings = [
            "-k", place, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=16MB",
            "-c", "max_connections=200", "-c", "ssl=on", "-c", "ssl_cert_file=\(place)/server.pem",
            "-c", "ssl_key_file=\(place)/server.key", "-c", "log_min_messages=fatal",
        ]
        try await Command.run(["mkdir", place])
        try Scratch.write(Self.password, to: scratch.file("server/password"))
        try await makeCertificate()
        if geteuid() == 0 { try await Command.run(["chown", "-R", Self.account, place]) }
        try await Command.run(
            try asServer("initdb") + [
                "-D", data, "-U", Self.user, "--pwfile", scratch.file("server/password"), "--auth-local=trust",
                "--auth-host=scram-sha-256", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8",
            ])
        try await start()
    }

    deinit { end() }

    /// The address of a database on it, with the password.
    func url(_ database: String) -> String {
        "postgresql://\(Self.user):\(Self.encodedPassword)@127.0.0.1:\(port)/\(database)"
    }

    /// Makes an empty database and returns its name.
    func makeDatabase(_ options: String = "") async throws -> String {
        let name = "history_\(UInt64.random(in: 0 ... .max))"
        try await query("CREATE DATABASE \(name) \(options)", in: "postgres")
        return name
    }

    /// What psql answers: a line for each row, columns with `|` between them.
    @discardableResult
    func query(_ sql: String, in database: String) async throws -> String {
        try await Command.run(tool(database) + ["-c", sql])
    }

    /// psql, by the socket.
    func tool(_ database: String) -> [String] {
        ["psql", "-h", socket, "-p", "\(port)", "-U", Self.user, "-d", database, "-v", "ON_ERROR_STOP=1", "-AtXq"]
    }

    func start() async throws { try await offPool { try self.startHere() } }

    private func startHere() throws {
        let log = open(scratch.file("server.log"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(log) }
        let words = ["timeout", "--kill-after=5", "600"] + (try asServer("postgres")) + ["-D", data] + settings
        let deadline = ContinuousClock.now + .seconds(60)
        var pid = try Command.start(words, output: log)
        while !isReady {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid {
                // What a killed server left behind is in use until its children have noticed.
                pid = try Command.start(words, output: log)
            }
            guard ContinuousClock.now < deadline else {
                kill(pid, SIGTERM)
                let log = try Scratch.read(scratch.file("server.log")).suffix(2000)
                throw Command.Failure(description: "PostgreSQL did not start: \(log)")
            }
            usleep(20_000)
        }
        process.withLock { $0 = pid }
    }

    /// Ends the server as the signal does: SIGINT in good order, SIGKILL at once.
    func stop(_ signal: Int32 = SIGINT) async throws { try await offPool { try self.stopHere(signal) } }

    private func stopHere(_ signal: Int32) throws {
        let text = try Scratch.read("\(data)/postmaster.pid")
        guard let leader = pid_t(text.prefix { $0.isNumber }), leader > 1 else { return }
        kill(leader, signal)
        process.withLock { pid in
            var status: Int32 = 0
            while pid > 0, waitpid(pid, &status, 0) < 0, errno == EINTR {}
            pid = 0
        }
    }

    private func end() {
        guard process.withLock({ $0 }) > 0 else { return }
        // Without its file the server has ended by itself.
        try? stopHere(SIGQUIT)
    }

    private var isReady: Bool {
        let tool = "/usr/lib/postgresql/\(Self.version)/bin/pg_isready"
        return (try? Command([tool, "-q", "-h", socket, "-p", "\(port)"]))?.status == 0
    }

    private static let version = Scratch.names(in: "/usr/lib/postgresql").compactMap { Int($0) }.max() ?? 0

    /// Who runs the server where the tests run as root, whom PostgreSQL refuses.
    private static let account = getpwnam("postgres") == nil ? "nobody" : "postgres"

    private func asServer(_ tool: String) throws -> [String] {
        let path = "/usr/lib/postgresql/\(Self.version)/bin/\(tool)"
        guard access(path, X_OK) == 0 else {
            throw Command.Failure(description: "\(tool) is not installed (hint: apt-get install postgresql)")
        }
        guard geteuid() == 0 else { return [path] }
        return ["setpriv", "--reuid", Self.account, "--clear-groups", path]
    }

    private func makeCertificate() async throws {
        let place = scratch.file("server")
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        for (file, name) in [(otherCA, "other"), (authority, "ca")] {
            try await Command.run(
                ["openssl", "req", "-x509", "-days", "2", "-subj", "/CN=\(name)", "-out", file, "-keyout"]
                    + ["\(place)/\(name).key"] + key)
        }
        try Scratch.write("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n", to: "\(place)/names")
        try await Command.run(
            ["openssl", "req", "-new", "-subj", "/CN=localhost", "-out", "\(place)/server.csr", "-keyout"]
                + ["\(place)/server.key"] + key)
        try await Command.run([
            "openssl", "x509", "-req", "-days", "2", "-in", "\(place)/server.csr", "-CA", authority, "-CAkey",
            "\(place)/ca.key", "-CAcreateserial", "-extfile", "\(place)/names", "-out", "\(place)/server.pem",
        ])
        chmod("\(place)/server.key", 0o600)
    }
}

/// A port of loopback that nobody listened on a moment ago.
func freePort() throws -> Int {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, size) == 0 && getsockname(listener, $0, &size) == 0
        }
    }
    guard isBound else { throw Command.Failure(description: "no free port on loopback") }
    return Int(UInt16(bigEndian: address.sin_port))
}
