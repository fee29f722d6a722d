import Glibc

/// Waits for a child that was started, reading what it prints.
struct ChildWatch {
    let pid: pid_t
    let limits: ChildProcess.Limits
    let output: Pipe
    let errors: Pipe

    /// How long a look at the child may wait for output: cancelling is seen after that at the latest.
    private static let tick: Int32 = 20
    /// How long a child that is asked to end may take before it is made to.
    private static let grace = Duration.milliseconds(500)

    /// Reads until the child has ended, and ends it when a limit is passed or `isOver` says so.
    ///
    /// The end of the child counts, not that of its output: a process that it left behind may keep that open.
    func untilEnd(_ isOver: () -> Bool) -> ChildProcess.End {
        let deadline = ContinuousClock.now + limits.time
        var end = ChildProcess.End(cause: .timedOut)
        var outputIsOpen = true
        var errorsAreOpen = true
        while true {
            waitForOutput(outputIsOpen, errorsAreOpen)
            let status = endedStatus()
            if outputIsOpen { outputIsOpen = drain(output.reading, into: &end.output, limit: limits.output + 1) }
            if errorsAreOpen { errorsAreOpen = drain(errors.reading, into: &end.errors, limit: limits.errors) }
            if end.output.count > limits.output {
                end.cause = .outputTooLarge
                end.output = []
            } else if let status {
                end.cause = status
                return end
            } else if isOver() {
                end.cause = .cancelled
            } else if ContinuousClock.now >= deadline {
                end.cause = .timedOut
            } else {
                continue
            }
            if status == nil { endGroup() }
            return end
        }
    }

    /// Returns when there is something to read, or after a tick; once both are closed, soon after the child ends.
    private func waitForOutput(_ outputIsOpen: Bool, _ errorsAreOpen: Bool) {
        // A negative descriptor is passed over by poll.
        var waits = [
            pollfd(fd: outputIsOpen ? output.reading : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errorsAreOpen ? errors.reading : -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&waits, nfds_t(waits.count), outputIsOpen || errorsAreOpen ? Self.tick : 1)
    }

    /// Reads what is there, keeping up to `limit` bytes; false once the other side is closed.
    private func drain(_ descriptor: Int32, into bytes: inout [UInt8], limit: Int) -> Bool {
        var page = [UInt8](repeating: 0, count: 16 << 10)
        let capacity = page.count
        // Bounded, so that a child that prints without end is seen to have run out of time.
        for _ in 0..<64 {
            let count = unsafe page.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress, capacity)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 && errno == EAGAIN }
            bytes += page[..<min(count, max(0, limit - bytes.count))]
        }
        return true
    }

    /// How the child ended; `nil` while it runs. It is gone, and its number free, once this has told.
    private func endedStatus() -> ChildProcess.Cause? {
        var status: Int32 = 0
        guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return nil }
        // WIFEXITED and WTERMSIG, which are macros: the low seven bits are the signal, the next byte the exit code.
        return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
    }

    /// Ends the child's group, by request first. The child is reaped last: until then its number is not another's.
    private func endGroup() {
        kill(-pid, SIGTERM)
        let deadline = ContinuousClock.now + Self.grace
        while !hasEnded, ContinuousClock.now < deadline { usleep(5_000) }
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }

    /// Whether the child has ended, leaving it to be waited for.
    private var hasEnded: Bool {
        var info = unsafe siginfo_t()
        return unsafe waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
    }
}
