package import Drift
package import ObjectModel

/// One object of Git as the controller follows it.
package struct TrackedObject: Sendable {
    package let key: ObjectKey
    package private(set) var kind: GroupVersionKind
    private var packed: PackedDocument
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
    /// As what the object is counted; the table's own.
    var mark: ObjectTable.Mark?

    /// A time of being left alone.
    struct Rest: Sendable {
        var refusal: Refusal
        /// Over then; `nil` for one that ends only with a change.
        var until: Duration?
        /// Over as soon as the object has another version.
        var resourceVersion: String
    }

    init(_ desired: DesiredObject, packed: PackedDocument, healthTimeout: Duration) {
        key = desired.key
        kind = desired.kind
        self.packed = packed
        deadline = HealthDeadline(timeout: healthTimeout)
        settings = ObjectSettings(desired.value)
    }

    /// Unpacked for each look: what Git says is needed in full only while it is compared.
    package var desired: DesiredObject {
        let document = packed.document
        return DesiredObject(kind: kind, key: key, value: document.value, document: document)
    }

    /// Takes what Git says now; whether that is the same as before, apart from where it stands.
    mutating func adopt(_ desired: DesiredObject, packed: PackedDocument) -> Bool {
        let isSame = kind == desired.kind && self.packed.hasValue(of: packed)
        self.packed = packed
        guard !isSame else { return true }
        kind = desired.kind
        settings = ObjectSettings(desired.value)
        isRolledOut = false
        seen = nil
        rest = nil
        failures = 0
        return false
    }

    package var outcome: ObjectDrift? { seen?.outcome }
    /// `nil` until the object was looked at.
    var verdict: Verdict? { seen?.outcome.verdict }

    func healthState(at now: Duration) -> Health.State {
        guard let seen else { return .waiting }
        guard seen.health.state == .waiting, let end = deadline.end else { return seen.health.state }
        return now >= end ? .failed : .waiting
    }

    /// Waiting for too long is a failure, and the Pods may know why.
    package func health(at now: Duration) -> Health {
        guard let seen else { return .waiting("was not looked at yet") }
        var deadline = deadline
        return deadline.judge(seen.health, at: now).explained(diagnosis ?? "")
    }

    /// Why the object is left alone at `now`; `nil` where it is not.
    func resting(at now: Duration) -> Refusal? {
        guard let rest else { return nil }
        if let until = rest.until, now >= until { return nil }
        if let seen, seen.resourceVersion != rest.resourceVersion, rest.until == nil { return nil }
        return rest.refusal
    }
}

extension TrackedObject {
    /// Takes one look at the object.
    mutating func take(_ look: Observation, at now: Duration) {
        if look.health.state != .waiting {
            waitingSince = nil
            diagnosis = nil
        } else if waitingSince == nil {
            waitingSince = now
        }
        seen = look
        _ = deadline.judge(look.health, at: now)
    }

    /// What the look means for the episode of drift. To be asked before the object is known, or rolled out, by it.
    mutating func episodeChanges(
        _ look: Observation, mode: (DesiredObject) -> Environment.Mode, makeID: () -> String, wall: Int64
    ) -> [EnvironmentState.Change] {
        switch look.outcome.verdict {
        case .unknown, .terminating: return []
        case .inSync:
            guard let ended = episode, !isInHand else { return [] }
            episode = nil
            return [.closed(ended, .resolved)]
        case .drifted, .foreign, .missing, .extra, .conflict: break
        }
        if let episode {
            let going = episode.going(on: look)
            guard going != episode else { return [] }
            self.episode = going
            return [.changed(going)]
        }
        // What Git has changed and nobody has applied yet is no drift where it is about to be applied.
        let isRollout = !isRolledOut && (isKnown || look.outcome.verdict == .missing)
        if isRollout, mode(desired) == .revert { return [] }
        let begun = Episode(id: makeID(), look, since: wall)
        episode = begun
        return [.opened(begun)]
    }

    /// Takes what became of a step; the episode that it has ended.
    mutating func take(
        _ result: StepResult, at now: Duration, retryAfter: (_ failures: Int) -> Duration
    ) -> Episode? {
        isInHand = false
        let version = result.resourceVersion.isEmpty ? seen?.resourceVersion ?? "" : result.resourceVersion
        switch result.outcome {
        case .applied, .created, .recreated:
            failures = 0
            rest = nil
            markConverged(version: version)
            defer { episode = nil }
            return episode
        case .refused(let refusal):
            rest = Rest(refusal: refusal, until: nil, resourceVersion: version)
        case .failed(let error):
            failures += 1
            let wait = retryAfter(failures)
            let seconds = max(1, wait.components.seconds)
            rest = Rest(
                refusal: Refusal(.failedBefore, "\(error.description); retrying in \(seconds) s"), until: now + wait,
                resourceVersion: version)
        case .unchanged, .pruned: break
        }
        return nil
    }

    /// What was written is known before the watch tells it, so that nothing is done twice.
    private mutating func markConverged(version: String) {
        isRolledOut = true
        guard var look = seen else { return }
        look.outcome = ObjectDrift(
            key: look.outcome.key, apiVersion: look.outcome.apiVersion, verdict: .inSync,
            location: look.outcome.location)
        look.isOurs = true
        look.resourceVersion = version
        if look.uid.isEmpty { look.health = .waiting("was just applied") }
        seen = look
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
        /// It goes on as a later episode: nobody could say of this one when that began.
        case superseded
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
