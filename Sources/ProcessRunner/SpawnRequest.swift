import CSpawn
import Glibc

/// A call of `posix_spawn`: its strings, its file actions and its attributes.
struct SpawnRequest {
    private let process: ChildProcess
    private let output: Int32
    private let errors: Int32

    init(_ process: ChildProcess, output: Int32, errors: Int32) {
        self.process = process
        self.output = output
        self.errors = errors
    }

    /// Starts the program; the result is 0 or an `errno`.
    func start(_ pid: inout pid_t) -> Int32 {
        let variables = process.environment.map { "\($0)=\($1)" }.sorted()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // Whatever else this process has open, sockets to the API server among it, is not the child's.
        unsafe cspawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        setSignals(&attributes)
        return unsafe withCStrings(process.arguments) { arguments in
            unsafe withCStrings(variables) { variables in
                unsafe posix_spawn(&pid, process.program, &actions, &attributes, arguments, variables)
            }
        }
    }

    /// A group of its own, no signal blocked, none ignored.
    private func setSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    /// `texts` as C has a vector of strings, for as long as `body` runs.
    private func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let strings = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe strings.forEach { unsafe free($0) } }
        return unsafe strings.withUnsafeBufferPointer { buffer in
            // Never empty: the nil at the end is always there.
            guard let base = buffer.baseAddress else { preconditionFailure("a vector without its end") }
            return unsafe body(base)
        }
    }
}
