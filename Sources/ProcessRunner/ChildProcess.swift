import CSpawn
import Dispatch
import Glibc
import Synchronization

/// One program, run without a shell in a process group of its own: nothing on standard input, both outputs read up to a
/// limit, ended with all it started when it takes too long or is no longer wanted.
package struct ChildProcess: Sendable {
    package struct Limits: Sendable {
        package var time: Duration
        /// Bytes of standard output; more ends the program.
        package var output: Int
        /// Bytes of standard error that are kept: the first ones.
        package var errors: Int

        package init(time: Duration, output: Int, errors: Int) {
            self.time = time
            self.output = output
            self.errors = errors
        }
    }

    package enum Cause: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut
        case cancelled
        case outputTooLarge
        /// By `errno`.
        case notStarted(Int32)
    }

    package struct End: Sendable {
        package var cause: Cause
        package var output: [UInt8] = []
        package var errors: [UInt8] = []
    }

    /// A path; nothing is searched for.
    let program: String
    /// The name that the program is called by, then its arguments.
    let arguments: [String]
    /// All of it: nothing of this process's own is handed down.
    let environment: [String: String]
    private let limits: Limits

    package init(program: String, arguments: [String], environment: [String: String], limits: Limits) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.limits = limits
    }

    /// Runs the program on a thread that may block. Cancelling the task ends it.
    package func run() async -> End {
        let wish = Wish()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "child-process").async { continuation.resume(returning: runBlocking(wish)) }
            }
        } onCancel: {
            wish.isOver.store(true, ordering: .relaxed)
        }
    }

    /// Whether the result is still wanted.
    private final class Wish: Sendable {
        let isOver = Atomic<Bool>(false)
    }

    private func runBlocking(_ wish: Wish) -> End {
        guard let output = Pipe(), let errors = Pipe() else { return End(cause: .notStarted(errno)) }
        var pid: pid_t = 0
        let status = SpawnRequest(self, output: output.writing, errors: errors.writing).start(&pid)
        guard status == 0 else { return End(cause: .notStarted(status)) }
        output.closeWriting()
        errors.closeWriting()
        return ChildWatch(pid: pid, limits: limits, output: output, errors: errors).untilEnd { [wish] in
            wish.isOver.load(ordering: .relaxed)
        }
    }
}

/// A pipe that children do not inherit by accident. Its reading end does not block.
final class Pipe {
    let reading: Int32
    private(set) var writing: Int32

    /// `nil` with `errno` set where the system has none left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe cspawn_pipe(&ends) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(reading)
        closeWriting()
    }

    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }
}
