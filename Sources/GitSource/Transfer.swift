internal import CGit2
import Dispatch
import Glibc
import Synchronization

/// How long and how much a transfer may take before it is given up.
package struct TransferLimits: Hashable, Sendable {
    /// Until a connection stands.
    package var connect = Duration.seconds(10)
    /// Without a byte in either direction; Git's own servers send a sign of life every five seconds.
    package var silence = Duration.seconds(30)
    /// Until all is done.
    package var total = Duration.seconds(900)
    /// What is received, in bytes.
    package var bytes = 4 << 30

    package init() {}
}

/// One use of a remote, which another thread can stop at any moment.
///
/// libgit2 1.5 has no time limits and blocks in recv(2), libssh2 in poll(2). Both wake when the socket is shut down,
/// so that is how a transfer is stopped: no thread is left behind.
final class Transfer: Sendable {
    /// Why a transfer was stopped.
    enum Stop: Hashable, Sendable {
        case cancelled, connectTimeout, silence, total, bytes
    }

    private struct State {
        var sockets: Set<Int32> = []
        /// Those of `sockets` whose connection stands; before that the kernel's count of silence means nothing.
        var connected: Set<Int32> = []
        var stop: Stop?
    }

    /// The transfer that runs on this thread; libgit2's socket constructor has no other way to learn it.
    @TaskLocal static var current: Transfer?

    let limits: TransferLimits
    private let state = Mutex(State())
    private let began = ContinuousClock.now

    init(limits: TransferLimits) { self.limits = limits }

    /// Runs `body`, which calls libgit2, under the watch of a timer.
    func run<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
        timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
        timer.setEventHandler { self.watch() }
        timer.activate()
        defer { timer.cancel() }
        let outcome: Swift.Result<Result, Failure> = Self.$current.withValue(self) {
            do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    var stopped: Stop? { state.withLock { $0.stop } }

    /// Stops the transfer; the first reason stays.
    func stop(_ reason: Stop) {
        state.withLock { state in
            state.stop = state.stop ?? reason
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    /// Takes a socket under watch; false if the transfer is stopped already.
    func watch(_ socket: Int32) -> Bool {
        state.withLock { state in
            guard state.stop == nil else { return false }
            state.sockets.insert(socket)
            return true
        }
    }

    /// From now on silence counts.
    func connected(_ socket: Int32) { state.withLock { _ = $0.connected.insert(socket) } }

    /// Closes a socket, so that no later one of the same number is shut down in its place.
    func close(_ socket: Int32) {
        state.withLock { state in
            state.sockets.remove(socket)
            state.connected.remove(socket)
            _ = Glibc.close(socket)
        }
    }

    /// The error of a transfer that was stopped; nil if it was not.
    func stopError(_ step: GitError.Step, _ subject: String) -> GitError? {
        switch stopped {
        case nil: nil
        case .cancelled: GitError(.cancelled, step, subject, "it was cancelled")
        case .connectTimeout: GitError(.timeout, step, subject, "no connection within \(limits.connect)")
        case .silence: GitError(.timeout, step, subject, "the server sent nothing for \(limits.silence)")
        case .total: GitError(.timeout, step, subject, "it took longer than \(limits.total)")
        case .bytes:
            GitError(
                .tooLarge, step, subject, "the server sent more than \(sizeText(limits.bytes))",
                hint: "use a repository that holds the configuration only")
        }
    }

    private func watch() {
        if ContinuousClock.now - began > limits.total { return stop(.total) }
        let sockets = state.withLock { $0.stop == nil ? $0.connected : [] }
        guard !sockets.isEmpty else { return }
        let quiet = sockets.allSatisfy { socket in
            let idle = reconcile_socket_idle(socket)
            return idle >= 0 && .milliseconds(idle) > limits.silence
        }
        if quiet { stop(.silence) }
    }
}
