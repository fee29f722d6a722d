/// Whether an object does what it was applied for.
package struct Health: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Not yet, and it may still come.
        case waiting
        case done
        /// It will not come without a change.
        case failed
    }

    package private(set) var state: State
    /// What is waited for or has failed, on one line of bounded length; empty when done.
    package private(set) var message: String
    /// Grows while the object gets nearer to its goal: Pods that are updated, ready and so on. For `HealthDeadline`.
    package private(set) var progress: Int64

    package static let done = Health(state: .done, message: "", progress: 0)

    package static func waiting(_ message: String, progress: Int64 = 0) -> Health {
        Health(state: .waiting, message: line(message), progress: progress)
    }

    package static func failed(_ message: String) -> Health {
        Health(state: .failed, message: line(message), progress: 0)
    }

    private init(state: State, message: String, progress: Int64) {
        self.state = state
        self.message = message
        self.progress = progress
    }

    /// The same state with a better explanation: why the Pods of a workload do not start.
    package func explained(_ why: String) -> Health {
        guard state != .done, !why.isEmpty else { return self }
        return Health(state: state, message: Self.line("\(message): \(why)"), progress: progress)
    }

    /// What controllers write may have many lines and no end.
    private static func line(_ text: String) -> String {
        let limit = 600
        var line = ""
        var length = 0
        for character in text {
            if length == limit { return line + "…" }
            let isBlank =
                character.isWhitespace
                || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
            if isBlank, line.isEmpty || line.last == " " { continue }
            line.append(isBlank ? " " : character)
            length += 1
        }
        if line.last == " " { line.removeLast() }
        return line
    }
}
