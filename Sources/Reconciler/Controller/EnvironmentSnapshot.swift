package import Drift
package import ObjectModel

/// One environment at one moment, for everybody who shows it.
package struct EnvironmentSnapshot: Sendable {
    /// One object that is not as Git says, or not healthy.
    package struct Entry: Hashable, Sendable {
        package var drift: ObjectDrift
        package var health: Health
        /// Seconds since 1970; `nil` where no episode is open.
        package var since: Int64?
        /// Why it is left as it is; `nil` where a step is planned, or none is needed.
        package var refusal: Refusal?
    }

    package var environment: Environment
    package var cluster: String
    package var repository: String
    package var revision: EnvironmentState.Revision?
    /// Seconds since 1970: when every watched kind was last known to be current; `nil` before the first whole look.
    package var checkedAt: Int64?
    package var counts: [Verdict: Int]
    package var health: [Health.State: Int]
    /// Everything that is not in sync, by key, orphans as `extra`.
    package var entries: [Entry]
    /// Objects that are in sync and not healthy: what has failed first, then by key; of more than `unhealthyLimit` the
    /// first. `health` counts them all.
    package var unhealthy: [Entry]
    package var plan: Plan?
    package var planHash: String
    package var hold: Refusal?
    package var fighting: [ObjectKey]
    package var appliedKinds: [GroupVersionKind]
    package var watchedKinds: Int
    /// Seconds since 1970 of the episode that has lasted longest.
    package var oldestDrift: Int64?
    /// What went wrong last and what comes next; `nil` while all goes well.
    package var problem: Problem?
    package var statistics: ControllerStatistics

    package struct Problem: Hashable, Sendable {
        package enum Step: String, Hashable, Sendable { case fetch, load, watch, apply }
        package var step: Step
        package var message: String
        /// Seconds since 1970.
        package var retryAt: Int64
    }

    package static let unhealthyLimit = 200

    /// Orphans that nothing deletes, with why.
    package var protectedOrphans: [Entry] { entries.filter { $0.drift.verdict == .extra && $0.refusal != nil } }
}
