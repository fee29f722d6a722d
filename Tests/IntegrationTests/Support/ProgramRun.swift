import Dispatch
import Glibc

/// One run of a program to its end: what it printed, and how it ended.
struct ProgramRun: Sendable {
    /// The exit code; 128 and the signal's number where one ended it.
    let code: Int32
    let outputBytes: [UInt8]
    let errors: String

    var output: String { String(decoding: outputBytes, as: UTF8.self) }
    /// For a failing expectation: all there is to know.
    var story: String { "exit \(code)\nstdout: \(output.prefix(4000))\nstderr: \(errors.prefix(4000))" }
    /// The deadline ended it.
    var isOverdue: Bool { code == 128 + SIGKILL }

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Runs `words` in `directory` with just the variables given, PATH and the C locale, `seconds` at most.
    ///
    /// Programs of all tests share few places, so that deadlines measure the program and not the queue before it.
    static func of(
        _ words: [String], in directory: String = "/", variables: [String: String] = [:], input: [UInt8] = [],
        seconds: Int = 60
    ) async throws -> ProgramRun {
        try await places.withPlace {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(
                        with: Result {
                            try run(words, in: directory, variables: variables, input: input, seconds: seconds)
                        })
                }
            }
        }
    }

    private static let places = Places(4)

    private static func run(
        _ words: [String], in directory: String, variables: [String: String], input: [UInt8], seconds: Int
    ) throws -> ProgramRun {
        let source = try NamelessFile(holding: input)
        let output = try NamelessFile()
        let errors = try NamelessFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in [source, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file.descriptor, Int32(target))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)  // threads that run tests may block signals, which a program would inherit
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let script = "cd \"$0\" && exec timeout -s KILL \(seconds) \"$@\""
        let arguments = (["sh", "-c", script, directory] + words).map { strdup($0) } + [nil]
        let environment = fixed.merging(variables) { $1 }.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var id = pid_t()
        let refusal = posix_spawn(&id, "/bin/sh", &actions, &attributes, arguments, environment)
        guard refusal == 0 else { throw Failure(description: "cannot start \(words): \(refusal)") }
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return ProgramRun(
            code: code, outputBytes: output.content(), errors: String(decoding: errors.content(), as: UTF8.self))
    }

    private static let fixed = [
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
        "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": "Ada Lovelace", "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada Lovelace", "GIT_COMMITTER_EMAIL": "ada@example.org",
    ]
}

/// At most so many at once; the others wait in line.
private actor Places {
    private var free: Int
    private var line: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func withPlace<Answer: Sendable>(_ body: @Sendable () async throws -> Answer) async throws -> Answer {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { line.append($0) } }
        defer { if line.isEmpty { free += 1 } else { line.removeFirst().resume() } }
        return try await body()
    }
}

/// A file without a name, so that nothing is left behind and no pipe can fill up.
private final class NamelessFile {
    let descriptor: Int32

    init(holding bytes: [UInt8] = []) throws {
        let name = "/tmp/reconcile-integration.\(UInt64.random(in: 0 ... .max))"
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        unlink(name)
        guard descriptor >= 0 else { throw ProgramRun.Failure(description: "no temporary file: \(errno)") }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw ProgramRun.Failure(description: "cannot write a temporary file: \(errno)") }
            rest = rest.dropFirst(count)
        }
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit { close(descriptor) }

    func content() -> [UInt8] {
        lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
