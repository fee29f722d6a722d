package import Drift
package import ObjectModel

/// One object of Git as the controller follows it.
package struct TrackedObject: Sendable {
    package internal(set) var desired: DesiredObject {
        didSet { settings = ObjectSettings(desired.value) }
    }
    package private(set) var settings: ObjectSettings
    /// `nil` until the object was looked at since Git last changed it.
    package internal(set) var seen: Observation?
    /// Whether it was ever looked at.
    var isKnown = false
    /// A step is under way for it: what ends an episode now is the step.
    var isInHand = false
    /// Whether it was in sync at what Git says now: from then on a difference is drift, and no rollout.
    package internal(set) var isRolledOut = false
    /// Of the episode of drift that is open.
    package internal(set) var episode: Episode?
    /// Since when its health is waiting; `nil` where it is not.
    var waitingSince: Duration?
    var deadline: HealthDeadline
    /// Why a waiting object waits, as its Pods tell.
    package internal(set) var diagnosis: String?
    var rest: Rest?
    var failures = 0

    /// A time of being left alone.
    struct Rest: Sendable {
        var refusal: Refusal
        /// Over then; `nil` for one that ends only with a change.
        var until: Duration?
        /// Over as soon as the object has another version.
        var resourceVersion: String
    }

    init(_ desired: DesiredObject, healthTimeout: Duration) {
        self.desired = desired
        deadline = HealthDeadline(timeout: healthTimeout)
        settings = ObjectSettings(desired.value)
    }

    package var key: ObjectKey { desired.key }
    package var outcome: ObjectDrift? { seen?.outcome }
    /// Waiting for too long is a failure, and the Pods may know why.
    package func health(at now: Duration) -> Health {
        guard let seen else { return .waiting("was not looked at yet") }
        var deadline = deadline
        return deadline.judge(seen.health, at: now).explained(diagnosis ?? "")
    }

    /// In sync, and applied by us: nothing about it has to be decided.
    package var isSettled: Bool { seen?.outcome.verdict == .inSync && seen?.isOurs == true }

    /// Why the object is left alone at `now`; `nil` where it is not.
    func resting(at now: Duration) -> Refusal? {
        guard let rest else { return nil }
        if let until = rest.until, now >= until { return nil }
        if let seen, seen.resourceVersion != rest.resourceVersion, rest.until == nil { return nil }
        return rest.refusal
    }
}

/// A stretch of time in which one object was not what Git says.
package struct Episode: Hashable, Sendable {
    package enum End: String, Hashable, Sendable {
        /// We set it right.
        case reverted
        /// Somebody else did.
        case resolved
        /// Git changed so that it is no drift any more.
        case gitChanged
    }

    /// The same for every report of the episode.
    package var id: String
    package var key: ObjectKey
    package var apiVersion: String
    package var verdict: Verdict
    /// In path order.
    package var paths: [String]
    /// Sorted.
    package var managers: [String]
    /// Seconds since 1970.
    package var since: Int64
    package var location: SourceLocation?
    /// Of the object; empty where it is not there.
    package var uid: String

    init(id: String, _ seen: Observation, since: Int64) {
        let outcome = seen.outcome
        self.id = id
        uid = seen.uid
        key = outcome.key
        apiVersion = outcome.apiVersion
        verdict = outcome.verdict
        paths = outcome.changes.map(\.path.description)
        managers = Set(outcome.changes.compactMap { $0.owner?.manager }).sorted()
        self.since = since
        location = outcome.location
    }

    /// The same episode, with what differs now.
    func going(on seen: Observation) -> Episode { Episode(id: id, seen, since: since) }

    package init(
        id: String, key: ObjectKey, apiVersion: String, verdict: Verdict, paths: [String], managers: [String],
        since: Int64, location: SourceLocation? = nil, uid: String = ""
    ) {
        self.id = id
        self.key = key
        self.apiVersion = apiVersion
        self.verdict = verdict
        self.paths = paths
        self.managers = managers
        self.since = since
        self.location = location
        self.uid = uid
    }
}
