package import ObjectModel

/// One thing that was done to one object, or tried.
package struct ActionRecord: Hashable, Sendable, Identifiable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        /// Server-side apply of what Git says.
        case apply
        /// Deletion of what Git no longer has.
        case prune
        /// Deletion and creation, for a field that cannot be changed.
        case recreate
        /// Fields of ours that Git no longer sets were taken away.
        case remove
        /// Ownership of fields was taken over from a client-side apply.
        case adopt
    }

    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case succeeded
        /// The server or the network said no.
        case failed
        /// A policy, an owner or a limit said no, and nothing was tried.
        case refused
    }

    package let id: RecordID
    package let environment: String
    /// The commit that was applied, as 40 hex digits.
    package let revision: String
    /// Of the plan that it was a step of; empty where there was none.
    package let planHash: String
    package let object: ObjectKey
    package let action: Action
    package let outcome: Outcome
    /// Why it failed or was refused, in one line without any value of a Secret; cut at 4,096 bytes.
    package let detail: String
    /// When it was begun.
    package let at: Timestamp
    package let duration: Duration

    package init(
        id: RecordID, environment: String, object: ObjectKey, action: Action, outcome: Outcome, at time: Timestamp,
        duration: Duration = .zero, revision: String = "", planHash: String = "", detail: String = ""
    ) {
        self.id = id
        self.environment = environment
        self.object = object
        self.action = action
        self.outcome = outcome
        at = time
        self.duration = duration
        self.revision = revision
        self.planHash = planHash
        self.detail = Self.cut(detail, to: 4_096)
    }

    /// As much of `text` as `limit` bytes hold, with a mark where some is missing.
    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = ""
        var room = limit - 3
        for character in text {
            room -= character.utf8.count
            guard room >= 0 else { break }
            result.append(character)
        }
        return result + "…"
    }
}
