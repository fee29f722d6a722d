/// The outcome for one object. The order is the order of summaries, from good to undecided.
package enum Verdict: String, Sendable, CaseIterable, Hashable {
    case inSync
    /// A field that Git sets, or that we once set and Git has removed, differs.
    case drifted
    /// Only fields that Git does not set were added, by a manager that the policy calls human.
    case foreign
    /// In Git and not live.
    case missing
    /// Ours, live, and no longer in Git.
    case extra
    /// Another applier claims fields that Git sets.
    case conflict
    /// Live, with a deletion timestamp.
    case terminating
    /// Could not be decided; the reason says why. Never counted as in sync.
    case unknown
}
