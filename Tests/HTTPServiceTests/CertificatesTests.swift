import Glibc
import HTTPService
import LoopbackHTTP
import ProcessRunner
import Synchronization
import Testing

/// Over TLS only what is safe is spoken, and a renewed certificate is shown without a restart.
@Suite(.enabled(if: Shell.isInstalled("openssl"), "openssl is not installed"))
struct CertificatesTests {
    /// A certificate authority, and servers' certificates of it, in a directory of its own.
    private final class Authority: Sendable {
        let directory: String

        init() async throws {
            var template = Array("/tmp/reconcile-tls-tests.XXXXXX".utf8CString)
            try #require(mkdtemp(&template) != nil)
            directory = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
            try await Shell.run(
                """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=authority \
                -keyout ca.key -out ca.crt
                """, in: directory)
        }

        deinit {
            for name in ["ca.key", "ca.crt", "ca.srl"]
                + ["one", "two"].flatMap({ ["\($0).key", "\($0).crt", "\($0).csr"] })
                + ["tls.key", "tls.crt", "names"]
            {
                unlink("\(directory)/\(name)")
            }
            rmdir(directory)
        }

        /// Writes `NAME.crt` and `NAME.key` for 127.0.0.1.
        func issue(_ name: String) async throws {
            try await Shell.run(
                """
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=\(name) \
                -keyout \(name).key -out \(name).csr && echo subjectAltName=IP:127.0.0.1 > names && \
                openssl x509 -req -in \(name).csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -extfile names \
                -out \(name).crt
                """, in: directory)
        }

        func use(_ certificate: String, key: String) async throws {
            // Renamed into place, as a renewed Secret appears.
            try await Shell.run(
                "cp \(key).key new && mv new tls.key && cp \(certificate).crt new && mv new tls.crt", in: directory)
        }

        func server(onRefusal: @escaping @Sendable (HTTPServiceError) -> Void = { _ in }) throws -> HTTPServer {
            try echoServer {
                $0.certificate = .init(
                    certificateFile: "\(directory)/tls.crt", keyFile: "\(directory)/tls.key", onRefusal: onRefusal)
            }
        }

        /// What `openssl s_client` says of one request.
        func ask(_ server: HTTPServer, _ arguments: String = "") async throws -> String {
            try await Shell.run(
                """
                printf 'GET /over/tls HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' | \
                openssl s_client -connect 127.0.0.1:\(server.port) -CAfile ca.crt -verify_return_error \
                -verify_ip 127.0.0.1 -ign_eof \(arguments) 2>&1 || true
                """, in: directory)
        }
    }

    @Test func servesOverTLS() async throws {
        let authority = try await Authority()
        try await authority.issue("one")
        try await authority.use("one", key: "one")
        let server = try authority.server()
        defer { server.stop() }
        let words = try await authority.ask(server)
        #expect(words.contains("GET /over/tls  0"))
        #expect(words.contains("Verify return code: 0 (ok)"))
        #expect(words.contains("TLSv1.3"))
        #expect(try await authority.ask(server, "-tls1_2").contains("GET /over/tls  0"))
        // OpenSSL's own level would refuse the old version before it is sent.
        for version in ["-tls1_1", "-tls1"] {
            let words = try await authority.ask(server, "\(version) -cipher DEFAULT@SECLEVEL=0")
            #expect(words.contains("has read 0 bytes and written 1") && !words.contains("HTTP/1.1"), "\(words)")
        }
    }

    @Test func plainTextIsNotAnswered() async throws {
        let authority = try await Authority()
        try await authority.issue("one")
        try await authority.use("one", key: "one")
        let server = try authority.server()
        defer { server.stop() }
        let socket = try PlainSocket(port: server.port)
        try socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let words = socket.rest()
        #expect(!words.contains("HTTP/1.1"))
    }

    @Test func aRenewedPairIsShownToTheNextConnection() async throws {
        let authority = try await Authority()
        for name in ["one", "two"] { try await authority.issue(name) }
        try await authority.use("one", key: "one")
        let refusals = Mutex<[HTTPServiceError]>([])
        let server = try authority.server { error in refusals.withLock { $0.append(error) } }
        defer { server.stop() }
        #expect(try await authority.ask(server).contains("subject=CN = one"))
        // A pair that does not belong together is told once, and the old one serves on.
        try await authority.use("two", key: "one")
        for _ in 0..<2 { #expect(try await authority.ask(server).contains("subject=CN = one")) }
        #expect(refusals.withLock { $0.map(\.code) } == [.badCertificate])
        try await authority.use("two", key: "two")
        #expect(try await authority.ask(server).contains("subject=CN = two"))
        #expect(refusals.withLock { $0.count } == 1)
    }

    @Test func handshakesLeaveNothingBehind() async throws {
        let authority = try await Authority()
        try await authority.issue("one")
        try await authority.use("one", key: "one")
        let server = try authority.server()
        defer { server.stop() }
        func connectForAWhile() async throws -> Int {
            let words = try await Shell.run(
                "openssl s_time -connect 127.0.0.1:\(server.port) -CAfile ca.crt -new -time 2 2>&1",
                in: authority.directory)
            let count = words.split(separator: "\n").first { $0.contains(" connections in ") }?.prefix { $0.isNumber }
            return try #require(count.flatMap { Int($0) })
        }
        func connect() async throws -> Int {
            var count = 0
            while count < 100 { count += try await connectForAWhile() }
            return count
        }
        _ = try await connect()
        // Other suites take memory meanwhile: what is leaked is so in every round, also in the quietest.
        var bytesForEach: [Int] = []
        for _ in 0..<4 {
            let before = try residentBytes()
            let handshakes = try await connect()
            bytesForEach.append((try residentBytes() - before) / handshakes)
        }
        // A chain and a key that were not freed cost nearly 4 KiB.
        #expect(try #require(bytesForEach.min()) < 1_024, "\(bytesForEach) bytes for each handshake")
    }

    private func residentBytes() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        try #require(fgets(&line, Int32(line.count), file) != nil)
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
            separator: " ")
        return try #require(fields.count > 1 ? Int(fields[1]) : nil) * Int(getpagesize())
    }

    @Test func whatCannotBeUsedIsNamedAtTheStart() async throws {
        let authority = try await Authority()
        for name in ["one", "two"] { try await authority.issue(name) }
        let missing = #expect(throws: HTTPServiceError.self) { try authority.server() }
        #expect(
            missing?.description.hasPrefix("cannot use certificate '\(authority.directory)/tls.crt': No such file")
                == true)
        try await authority.use("one", key: "two")
        let mixed = #expect(throws: HTTPServiceError.self) { try authority.server() }
        #expect(mixed?.detail.contains("do not match") == true, "\(mixed?.description ?? "")")
        try await Shell.run("echo nonsense > tls.crt", in: authority.directory)
        #expect(throws: HTTPServiceError.self) { try authority.server() }
        try await Shell.run(": > tls.crt", in: authority.directory)
        #expect(throws: HTTPServiceError.self) { try authority.server() }
    }
}

/// Commands of a test.
enum Shell {
    struct Failure: Error { var words: String }

    @discardableResult
    static func run(_ script: String, in directory: String) async throws -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let child = ChildProcess(
            program: "/bin/bash", arguments: ["bash", "-c", "cd '\(directory)'; \(script)"],
            environment: ["PATH": path],
            limits: .init(time: .seconds(60), output: 1 << 20, errors: 1 << 16))
        let end = await child.run()
        let words = String(decoding: end.output + end.errors, as: UTF8.self)
        guard end.cause == .exited(0) else { throw Failure(words: "\(end.cause): \(words)") }
        return words
    }

    static func isInstalled(_ name: String) -> Bool {
        SearchPath(getenv("PATH").map { String(cString: $0) }).program(named: name) != nil
    }
}
