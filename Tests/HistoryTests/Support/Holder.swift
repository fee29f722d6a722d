import Glibc

/// Another program with an open transaction; it lets go when it is told to, or at its end.
final class Holder: Sendable {
    private let pid: pid_t
    private let input: Int32

    /// One that has carried `sql` out inside a transaction.
    static func holding(_ database: TestDatabase, sql: String) async throws -> Holder {
        try await offPool { try Holder(database, sql: sql) }
    }

    private init(_ database: TestDatabase, sql: String) throws {
        let scratch = try Scratch()
        let (fifo, ready) = (scratch.file("input"), scratch.file("ready"))
        mkfifo(fifo, 0o600)
        let tool = database.tool.map { "'\($0)'" }.joined(separator: " ")
        let log = open(scratch.file("log"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(log) }
        pid = try Command.start(["timeout", "60", "sh", "-c", "exec \(tool) < \(fifo)"], output: log)
        input = open(fifo, O_WRONLY | O_CLOEXEC)
        let text =
            database.server == nil
            ? "BEGIN IMMEDIATE;\n\(sql);\n.shell touch \(ready)\n" : "BEGIN;\n\(sql);\n\\! touch \(ready)\n"
        _ = text.withCString { write(input, $0, strlen($0)) }
        let deadline = ContinuousClock.now + .seconds(30)
        while access(ready, F_OK) != 0 {
            guard ContinuousClock.now < deadline else {
                throw Command.Failure(description: "no transaction: \(try Scratch.read(scratch.file("log")))")
            }
            usleep(5_000)
        }
    }

    deinit {
        close(input)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }

    func letGo() { _ = "ROLLBACK;\n".withCString { write(input, $0, strlen($0)) } }
}
