import Synchronization

/// One line on a terminal for work that takes longer than half a second; gone when the work is done.
final class Progress: Sendable {
    private enum State { case waiting, shown, stopped }

    private let terminal: Terminal
    private let state = Mutex(State.waiting)

    init(_ text: String, on terminal: Terminal) {
        self.terminal = terminal
        guard terminal.isErrorTerminal else { return }
        Task { [self] in
            try await Task.sleep(for: .milliseconds(500))
            state.withLock { state in
                guard case .waiting = state else { return }
                terminal.tellInLine("\(text)…")
                state = .shown
            }
        }
    }

    func stop() {
        state.withLock { state in
            if case .shown = state { terminal.eraseLine() }
            state = .stopped
        }
    }
}
