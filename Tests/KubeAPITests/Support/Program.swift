import Glibc

/// A program that runs beside a test, with its standard output to read; ended when the last reference goes.
final class Program {
    private let id: pid_t
    private let output: UnsafeMutablePointer<FILE>

    struct Failure: Error { var what: String }

    /// `script` is for the shell, which `exec`s what is to be ended.
    init(shell script: String) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(what: "pipe: \(errno)") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        var id = pid_t()
        let arguments: [String] = ["/bin/sh", "-c", script]
        let words = arguments.map { strdup($0) }
        defer { words.forEach { free($0) } }
        let status = posix_spawn(&id, "/bin/sh", &actions, nil, words + [nil], environ)
        close(ends[1])
        guard status == 0, let stream = fdopen(ends[0], "r") else { throw Failure(what: "spawn: \(status)") }
        self.id = id
        output = stream
    }

    deinit {
        kill(id, SIGKILL)
        waitpid(id, nil, 0)
        fclose(output)
    }

    /// The next line of the output; `nil` at its end.
    func line() -> String? {
        var text: UnsafeMutablePointer<CChar>?
        var size = 0
        defer { free(text) }
        guard getline(&text, &size, output) > 0, let text else { return nil }
        return String(cString: text)
    }

    /// Runs `script` to its end; throws where that is not a success.
    static func run(_ script: String) throws {
        let program = try Program(shell: script)
        var words = ""
        while let line = program.line() { words += line }
        var status: Int32 = 0
        guard waitpid(program.id, &status, 0) == program.id, status == 0 else {
            throw Failure(what: "\(script): \(status) \(words)")
        }
    }

    static func isInstalled(_ name: String) -> Bool { (try? run("command -v \(name) >/dev/null")) != nil }
}
