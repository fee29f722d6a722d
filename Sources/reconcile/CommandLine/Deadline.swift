import Glibc
import Reconciler

/// Ends the process with an error when its answer takes too long, whatever it waits for at that moment.
struct Deadline: Sendable {
    private static let longest = 86_400
    private let task: Task<Void, Never>

    /// Begins now; `seconds` is as the user wrote it.
    init(seconds text: String, verb: String, _ terminal: Terminal) throws(UsageError) {
        guard let seconds = Int(text), (1...Self.longest).contains(seconds) else {
            throw UsageError(
                "--timeout is '\(text)'", verb: verb, hint: "give whole seconds from 1 to \(Self.longest)")
        }
        task = Task.detached {
            // Cancelled: the answer came in time.
            guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
            let error = ReconcileError(
                .live, step: "finish", subject: "reconcile \(verb)",
                detail: "there is no whole answer after \(seconds) s",
                hint: "allow more time with --timeout, or see with --verbose what takes long")
            terminal.tell(error.description)
            exit(2)
        }
    }

    func stop() { task.cancel() }
}
