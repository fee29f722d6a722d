package import ObjectModel

/// One stretch of time in which one object was not as Git says.
///
/// It is handed over when it begins, again when more fields differ, and again when it ends; each time whole, so that no
/// state depends on an earlier one having been stored.
package struct DriftEpisode: Hashable, Sendable, Identifiable {
    /// How a stretch of drift came to its end.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// It has not.
        case open
        /// We applied what Git says.
        case reverted
        /// Somebody else made it as Git says.
        case resolved
        /// Git now says what the cluster has, or no longer has the object.
        case gitChanged
        /// It goes on as a later episode: the database could not be read when the controller began anew.
        case superseded
    }

    /// The end of an episode; once stored it is final.
    package struct Ending: Hashable, Sendable {
        package var outcome: Outcome
        package var at: Timestamp

        /// `nil` for `.open`, which is no end.
        package init?(_ outcome: Outcome, at time: Timestamp) {
            guard outcome != .open else { return nil }
            self.outcome = outcome
            at = time
        }
    }

    package let id: RecordID
    package let environment: String
    package let object: ObjectKey
    /// The commit that it differed from, as 40 hex digits; empty for files that are not in Git.
    package var revision: String
    /// `drifted`, `foreign`, `missing`, `extra`, `conflict`: the gravest it was.
    package var verdict: String
    /// Where it differed, in the form of `FieldPath`; never a value. Empty where the object as a whole does.
    package var paths: [String]
    /// Who wrote there, by the names of `managedFields`.
    package var managers: [String]
    /// Stored to the microsecond, as every time here.
    package let since: Timestamp
    package var ending: Ending?

    package init(
        id: RecordID, environment: String, object: ObjectKey, since: Timestamp, verdict: String = "drifted",
        revision: String = "", paths: [String] = [], managers: [String] = [], ending: Ending? = nil
    ) {
        self.id = id
        self.environment = environment
        self.object = object
        self.since = since
        self.verdict = verdict
        self.revision = revision
        self.paths = paths
        self.managers = managers
        self.ending = ending
    }

    package var outcome: Outcome { ending?.outcome ?? .open }
}
