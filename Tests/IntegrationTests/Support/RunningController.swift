import Glibc
import JSONText
import ObjectModel
import Synchronization
import Testing

/// `reconcile run` on a Git repository of its own and the test-bed, until it is ended.
final class RunningController: Sendable {
    let scratch: Scratch
    let namespace: String
    private let id: pid_t
    private let logFile: String
    /// It was waited for: its id may be another process's by now.
    private let isOver = Atomic(false)

    /// With `address`, that is the repository's URL for the program, and its Git configuration says where it lies.
    init(
        _ git: GitFixture, at address: String? = nil, namespace: String, kubeconfig: String? = nil,
        poll: String = "1s", arguments: [String] = []
    ) async throws {
        scratch = try Scratch()
        self.namespace = namespace
        logFile = "\(scratch.path)/log"
        var words = [
            Reconcile.binary, "run", "--repository", address ?? git.url, "--namespace", namespace, "--poll", poll,
            "--listen", "127.0.0.1:0", "--log-level", "debug",
        ]
        words += arguments
        if let address {
            try scratch.write("[url \"\(git.url)\"]\n\tinsteadOf = \(address)\n", to: ".gitconfig")
        }
        let variables = [
            "XDG_CACHE_HOME": scratch.path, "KUBECONFIG": try kubeconfig ?? Testbed.kubeconfig(), "HOME": scratch.path,
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
        ]
        id = try Self.spawn(words, variables, log: logFile)
    }

    deinit { killHard() }

    private static func spawn(_ words: [String], _ variables: [String: String], log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // The end of the test's process is not seen by the program: it ends by itself after ten minutes at the latest.
        let arguments = (["timeout", "-s", "KILL", "600"] + words).map { strdup($0) } + [nil]
        let environment = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var id = pid_t()
        let refusal = posix_spawn(&id, "/usr/bin/timeout", &actions, &attributes, arguments, environment)
        guard refusal == 0 else { throw ProgramRun.Failure(description: "cannot start \(words): \(refusal)") }
        return id
    }

    /// The lines of its log, parsed; a line that is no JSON fails the test.
    func log() throws -> [JSONValue] {
        try Scratch.text(logFile).split(separator: "\n").map {
            try JSONText.read(Array($0.utf8), subject: "log")
        }
    }

    func reasons(about object: String? = nil) throws -> [String] {
        try log().filter { object == nil || $0["object"]?.string == object }.compactMap { $0["reason"]?.string }
    }

    /// For a failing expectation.
    var story: String { (try? Scratch.text(logFile).suffix(4000)).map(String.init) ?? "no log" }

    /// Sends `signal` to the program; `timeout`, which is its parent, hands it on.
    func send(_ signal: Int32) { kill(id, signal) }

    /// Kills the program itself at once, as a power cut would.
    func killHard() {
        guard !isOver.exchange(true, ordering: .relaxed) else { return }
        // The child first, by its parent's id; then the parent.
        let children = (try? Scratch.text("/proc/\(id)/task/\(id)/children")) ?? ""
        for child in children.split(separator: " ").compactMap({ pid_t($0) }) { kill(child, SIGKILL) }
        kill(id, SIGKILL)
        var status: Int32 = 0
        waitpid(id, &status, 0)
    }

    /// The most that the program itself ever had resident; `nil` where it has ended.
    func residentMebibytes() throws -> Int? {
        let children = (try? Scratch.text("/proc/\(id)/task/\(id)/children")) ?? ""
        guard let child = children.split(separator: " ").first else { return nil }
        let line = try Scratch.text("/proc/\(child)/status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 / 1024 }
    }

    /// The exit code after a SIGTERM; `nil` where it does not end in time.
    func terminate(within seconds: Int = 20) async throws -> Int32? {
        kill(id, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<(seconds * 20) {
            if waitpid(id, &status, WNOHANG) == id {
                isOver.store(true, ordering: .relaxed)
                return status & 0x7F == 0 ? status >> 8 & 0xFF : 128
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    /// The port of its pages, out of the log.
    func port() async throws -> Int {
        try await eventually("the port is told") {
            let line = try log().first { $0["reason"] == "Started" }?["message"]?.string
            return line.flatMap { $0.split(separator: " ").last.flatMap { Int($0) } }
        }
    }
}

/// Asks until there is an answer; fails after `seconds` with what was waited for.
func eventually<Answer>(
    _ what: String, within seconds: Int = 30, sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ answer: () async throws -> Answer?
) async throws -> Answer {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        if let found = try await answer() { return found }
        guard ContinuousClock.now < end else {
            Issue.record("not within \(seconds) s: \(what)", sourceLocation: sourceLocation)
            throw ProgramRun.Failure(description: what)
        }
        try await Task.sleep(for: .milliseconds(100))
    }
}
