import Dispatch
import Glibc

/// One run of a program to its end.
struct Command {
    let status: Int32
    /// Standard output and standard error together.
    let output: String

    /// A tool that a test needs is not there, or said no; the test says so instead of passing.
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// What the program printed, without the line's end; fails unless it exits 0.
    @discardableResult
    static func run(_ words: [String]) async throws -> String {
        let command = try await offPool { try Command(words) }
        guard command.status == 0 else {
            throw Failure(description: "\(words.joined(separator: " ")): exit \(command.status): \(command.output)")
        }
        return command.output.last == "\n" ? String(command.output.dropLast()) : command.output
    }

    /// Blocks until the program has ended.
    init(_ words: [String]) throws {
        // A file without a name, and no pipe: a server that is started meanwhile would keep a pipe open.
        let name = "/tmp/reconcile-history-output.\(UInt64.random(in: 0 ... .max))"
        let answer = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard answer >= 0 else { throw Failure(description: "cannot make \(name)") }
        unlink(name)
        defer { close(answer) }
        let pid = try Self.start(words, output: answer)
        var result: Int32 = 0
        while waitpid(pid, &result, 0) < 0, errno == EINTR {}
        status = result & 0x7F == 0 ? (result >> 8) & 0xFF : -(result & 0x7F)
        lseek(answer, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = Glibc.read(answer, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        output = String(decoding: bytes, as: UTF8.self)
    }

    /// Starts a program with no variables but PATH; the caller waits for its end.
    static func start(_ words: [String], output: Int32) throws -> pid_t {
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in [input, output, output].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file, Int32(target))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)  // the threads that run tests block SIGTERM, and what they start would inherit that
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        let settings = ["LC_ALL=C.UTF-8", "TZ=UTC", "PATH=\(path)"]
        let arguments = words.map { strdup($0) } + [nil]
        let variables = settings.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid = pid_t()
        let refusal = posix_spawnp(&pid, words[0], &actions, &attributes, arguments, variables)
        guard refusal == 0 else {
            throw Failure(description: "\(words[0]) cannot be started: \(String(cString: strerror(refusal)))")
        }
        return pid
    }
}

/// Carries out what blocks on a thread of its own, since tests have few to share.
func offPool<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
}

/// Whether `condition` holds before `seconds` are over; looks again and again.
func holds(within seconds: Int = 60, _ condition: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return true
}
