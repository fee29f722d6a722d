package import Drift
package import ObjectModel

/// Everything that the controller knows of one environment, and what follows from each thing that happens.
///
/// No clock, no network, no log: what happens is given to it, and what is to be told comes back.
package struct EnvironmentState: Sendable {
    package let environment: Environment
    /// `nil` until Git was read once.
    package private(set) var revision: Revision?
    package private(set) var objects: [ObjectKey: TrackedObject] = [:]
    package private(set) var orphans: [ObjectKey: Orphan] = [:]
    /// The objects about which something may have to be decided: those that are not settled.
    private var open: Set<ObjectKey> = []
    /// Kinds of which an object was ever applied.
    package private(set) var appliedKinds: Set<GroupVersionKind> = []
    package internal(set) var fights: FightDetector
    /// Why nothing is reverted now; `nil` where it may be.
    package var hold: Refusal?
    package var approvedPlan: String?
    private let modes: @Sendable (DesiredObject) -> ModeRules.Choice
    private let makeID: @Sendable () -> String

    /// What the repository gave at one commit.
    package struct Revision: Hashable, Sendable {
        package var commit: String
        package var ref: String?
        /// Why not every file could be read; `nil` where all were.
        package var incompleteReason: String?
        package var findings: [Finding]

        package init(commit: String, ref: String?, incompleteReason: String? = nil, findings: [Finding] = []) {
            self.commit = commit
            self.ref = ref
            self.incompleteReason = incompleteReason
            self.findings = findings
        }
    }

    /// What a person is told of: an episode of drift begins, goes on otherwise, or ends.
    package enum Change: Hashable, Sendable {
        case opened(Episode)
        case changed(Episode)
        case closed(Episode, Episode.End)
    }

    /// `makeID` gives an id that nobody has used before.
    package init(
        environment: Environment, fights: FightDetector = FightDetector(),
        modes: @escaping @Sendable (DesiredObject) -> ModeRules.Choice, makeID: @escaping @Sendable () -> String
    ) {
        self.environment = environment
        self.fights = fights
        self.modes = modes
        self.makeID = makeID
    }

    func mode(of object: DesiredObject) -> Environment.Mode { modes(object).mode }

    // MARK: Git

    /// Takes what Git says now; the answer is the objects that are to be looked at: new ones, and those that changed.
    ///
    /// An object that Git has dropped is forgotten; where it is live and ours it comes back as an orphan. Where the
    /// repository could not be read whole, what is missing from it is kept as it was.
    package mutating func adopt(
        _ state: DesiredState, revision: Revision, at wall: Int64
    ) -> (look: [ObjectKey], dropped: [TrackedObject], changes: [Change]) {
        var changes: [Change] = []
        var look: [ObjectKey] = []
        var kept: [ObjectKey: TrackedObject] = [:]
        kept.reserveCapacity(state.objects.count)
        for object in state.objects {
            guard var tracked = objects.removeValue(forKey: object.key) else {
                kept[object.key] = TrackedObject(object, healthTimeout: environment.healthTimeout)
                orphans[object.key] = nil
                look.append(object.key)
                continue
            }
            let isSame = tracked.desired.value == object.value && tracked.desired.kind == object.kind
            tracked.desired = object
            if !isSame {
                tracked.isRolledOut = false
                tracked.seen = nil
                tracked.rest = nil
                tracked.failures = 0
                look.append(object.key)
            }
            kept[object.key] = tracked
        }
        var dropped: [TrackedObject] = []
        for (key, tracked) in objects {
            if revision.incompleteReason != nil {
                kept[key] = tracked
            } else {
                if let episode = tracked.episode { changes.append(.closed(episode, .gitChanged)) }
                dropped.append(tracked)
            }
        }
        objects = kept
        open = Set(kept.values.lazy.filter { !$0.isSettled }.map(\.key))
        self.revision = revision
        return (look.sorted(), dropped.sorted { $0.key < $1.key }, changes)
    }

    // MARK: The cluster

    /// Takes one look at a declared object.
    package mutating func observe(_ seen: Observation, at now: Duration, wall: Int64) -> [Change] {
        guard var tracked = objects[seen.outcome.key] else { return [] }
        if let last = tracked.seen, Self.isOlder(seen, than: last) { return [] }
        let wasKnown = tracked.isKnown
        tracked.isKnown = true
        if seen.health.state != .waiting {
            tracked.waitingSince = nil
            tracked.diagnosis = nil
        } else if tracked.waitingSince == nil {
            tracked.waitingSince = now
        }
        tracked.seen = seen
        _ = tracked.deadline.judge(seen.health, at: now)
        let changes = episodeChanges(&tracked, seen, wasKnown: wasKnown, wall: wall)
        if seen.outcome.verdict == .inSync {
            tracked.isRolledOut = true
            tracked.failures = 0
            tracked.rest = nil
        }
        if seen.isOurs, !seen.uid.isEmpty { appliedKinds.insert(tracked.desired.kind) }
        store(tracked)
        return changes
    }

    private mutating func store(_ tracked: TrackedObject) {
        objects[tracked.key] = tracked
        if tracked.isSettled { open.remove(tracked.key) } else { open.insert(tracked.key) }
    }

    /// What a watch had under way before our own write was answered is old news.
    ///
    /// Resource versions of one object are decimal numbers that grow (KEP-5504); where one is not, the later look counts.
    private static func isOlder(_ seen: Observation, than last: Observation) -> Bool {
        guard seen.uid == last.uid, let new = UInt64(seen.resourceVersion), let old = UInt64(last.resourceVersion)
        else { return false }
        return new < old
    }

    private func episodeChanges(
        _ tracked: inout TrackedObject, _ seen: Observation, wasKnown: Bool, wall: Int64
    ) -> [Change] {
        let outcome = seen.outcome
        switch outcome.verdict {
        case .unknown, .terminating: return []
        case .inSync:
            guard let episode = tracked.episode, !tracked.isInHand else { return [] }
            tracked.episode = nil
            return [.closed(episode, .resolved)]
        case .drifted, .foreign, .missing, .extra, .conflict: break
        }
        if let episode = tracked.episode {
            let going = episode.going(on: seen)
            guard going != episode else { return [] }
            tracked.episode = going
            return [.changed(going)]
        }
        // What Git has changed and nobody has applied yet is no drift where it is about to be applied.
        let isRollout = !tracked.isRolledOut && (wasKnown || outcome.verdict == .missing)
        if isRollout, mode(of: tracked.desired) == .revert { return [] }
        let episode = Episode(id: makeID(), seen, since: wall)
        tracked.episode = episode
        return [.opened(episode)]
    }

    /// Goes on with episodes that an earlier run of the controller left open.
    package mutating func resume(_ episodes: [Episode]) {
        for episode in episodes where objects[episode.key]?.episode == nil { objects[episode.key]?.episode = episode }
    }

    /// Takes a live object that Git does not have. One that is not ours is no orphan (any more).
    package mutating func observeUndeclared(_ live: JSONValue) {
        guard let orphan = Orphan(live), objects[orphan.key] == nil else { return }
        guard OwnershipLabel.isOn(live, of: environment.name) else {
            orphans[orphan.key] = nil
            return
        }
        appliedKinds.insert(orphan.kind)
        orphans[orphan.key] = orphan
    }

    package mutating func forgetOrphan(_ key: ObjectKey) { orphans[key] = nil }

    /// Keeps of the orphans of `kind` in `scope` only those that a whole list has shown.
    package mutating func keepOrphans(of kind: GroupKind, in scope: ListScope, seen: Set<ObjectKey>) {
        orphans = orphans.filter { key, _ in
            guard key.groupKind == kind, scope.contains(key) else { return true }
            return seen.contains(key)
        }
    }

    package mutating func rememberAppliedKinds(_ kinds: some Sequence<GroupVersionKind>) {
        appliedKinds.formUnion(kinds)
    }

    package mutating func diagnose(_ key: ObjectKey, _ message: String?) { objects[key]?.diagnosis = message }

    /// Takes what was found out about an object's health beside the object, unless it has changed since.
    package mutating func take(_ health: Health, of key: ObjectKey, at version: String, now: Duration) {
        guard var tracked = objects[key], tracked.seen?.resourceVersion == version else { return }
        tracked.seen?.health = health
        _ = tracked.deadline.judge(health, at: now)
        if health.state != .waiting { tracked.waitingSince = nil }
        store(tracked)
    }

    // MARK: What is to be done

    /// What follows from everything above at `now`.
    package func plan(at now: Duration) -> Plan {
        var planner = Planner(
            environment: environment.name, revision: revision?.commit ?? "", prune: pruneGuard, mode: modes)
        planner.pruneMode = environment.mode
        planner.hold = hold
        planner.gate = waveGate(at: now)
        let unsettled = open.compactMap { objects[$0] }
        for tracked in unsettled {
            if let refusal = tracked.resting(at: now) { planner.rests[tracked.key] = refusal }
            if fights.isFighting(tracked.key, at: now) { planner.fights[tracked.key] = Self.fightDetail(tracked) }
        }
        return planner.plan(
            unsettled.lazy.compactMap(\.outcome), desired: { objects[$0]?.desired },
            orphans: orphans.values.sorted { $0.key < $1.key }, isOurs: { objects[$0]?.seen?.isOurs ?? true },
            isRolledOut: { objects[$0]?.isRolledOut ?? false })
    }

    private var pruneGuard: PruneGuard {
        let ours = objects.values.count { $0.seen?.isOurs == true && $0.seen?.uid.isEmpty == false }
        return PruneGuard(
            policy: environment.prune, desiredCount: objects.count, inventoryCount: ours + orphans.count,
            incompleteReason: revision?.incompleteReason)
    }

    private static func fightDetail(_ tracked: TrackedObject) -> String {
        let opponents = tracked.outcome?.changes.compactMap { $0.owner?.manager } ?? []
        let names = Set(opponents).sorted().joined(separator: ", ")
        return "\(names.isEmpty ? "somebody" : names) keeps changing it back: reverting has stopped"
    }

    /// Waves are rolled out one after the other: the lowest that has an object which is not applied, or not healthy,
    /// holds back the later ones.
    func waveGate(at now: Duration) -> WaveGate? {
        var lowest: TrackedObject?
        var waves: Set<Int> = []
        for tracked in objects.values {
            waves.insert(tracked.settings.wave)
            guard !isSettled(tracked, at: now) else { continue }
            let isLower = lowest.map { (tracked.settings.wave, tracked.key) < ($0.settings.wave, $0.key) } ?? true
            if isLower { lowest = tracked }
        }
        guard waves.count > 1, let lowest else { return nil }
        let wave = lowest.settings.wave
        return WaveGate(
            wave: wave, reason: "wave \(wave) is not done: \(lowest.key) \(Self.unsettledReason(lowest, at: now))")
    }

    private func isSettled(_ tracked: TrackedObject, at now: Duration) -> Bool {
        if !tracked.isRolledOut { return mode(of: tracked.desired) == .report }
        return tracked.seen?.health.state == .done
    }

    private static func unsettledReason(_ tracked: TrackedObject, at now: Duration) -> String {
        guard let seen = tracked.seen else { return "was not looked at yet" }
        return tracked.isRolledOut ? tracked.health(at: now).message : "is \(seen.outcome.verdict.rawValue)"
    }

    /// Begins the steps: until `release`, what happens to their objects is taken for what the steps did.
    package mutating func begin(_ steps: [PlanStep]) {
        for step in steps { objects[step.key]?.isInHand = true }
    }

    /// The steps are over. An episode whose object came right without us is ended.
    package mutating func release(_ steps: [PlanStep]) -> [Change] {
        steps.compactMap { step in
            guard var tracked = objects[step.key], tracked.isInHand else { return nil }
            tracked.isInHand = false
            defer { objects[step.key] = tracked }
            guard let episode = tracked.episode, tracked.outcome?.verdict == .inSync else { return nil }
            tracked.episode = nil
            return .closed(episode, .resolved)
        }
    }

    /// Takes what became of a step. `retryAfter` is for failures that may pass.
    package mutating func record(
        _ result: StepResult, at now: Duration, retryAfter: (_ failures: Int) -> Duration
    ) -> [Change] {
        guard var tracked = objects[result.key] else {
            if case .pruned(isGone: true) = result.outcome { orphans[result.key] = nil }
            return []
        }
        tracked.isInHand = false
        var changes: [Change] = []
        let version = result.resourceVersion.isEmpty ? tracked.seen?.resourceVersion ?? "" : result.resourceVersion
        switch result.outcome {
        case .applied, .created, .recreated:
            appliedKinds.insert(tracked.desired.kind)
            tracked.failures = 0
            tracked.rest = nil
            if let episode = tracked.episode {
                changes = [.closed(episode, .reverted)]
                tracked.episode = nil
                _ = fights.recordRevert(result.key, at: now)  // the next plan asks whether it is a fight
            }
            markConverged(&tracked, version: version)
        case .unchanged: break
        case .refused(let refusal):
            tracked.rest = .init(refusal: refusal, until: nil, resourceVersion: version)
        case .failed(let error):
            tracked.failures += 1
            let wait = retryAfter(tracked.failures)
            let seconds = max(1, wait.components.seconds)
            tracked.rest = .init(
                refusal: Refusal(.failedBefore, "\(error.description); retrying in \(seconds) s"), until: now + wait,
                resourceVersion: version)
        case .pruned: break
        }
        store(tracked)
        return changes
    }

    /// What was written is known before the watch tells it, so that nothing is done twice.
    private func markConverged(_ tracked: inout TrackedObject, version: String) {
        tracked.isRolledOut = true
        guard var seen = tracked.seen else { return }
        seen.outcome = ObjectDrift(
            key: seen.outcome.key, apiVersion: seen.outcome.apiVersion, verdict: .inSync,
            location: seen.outcome.location)
        seen.isOurs = true
        seen.resourceVersion = version
        if seen.uid.isEmpty { seen.health = .waiting("was just applied") }
        tracked.seen = seen
    }

    // MARK: Numbers

    /// Objects for each verdict, orphans as extra; every verdict has an entry.
    package var counts: [Verdict: Int] {
        var counts = Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0, 0) })
        for tracked in objects.values { counts[tracked.outcome?.verdict ?? .unknown, default: 0] += 1 }
        counts[.extra] = orphans.count
        return counts
    }
}

extension ListScope {
    func contains(_ key: ObjectKey) -> Bool {
        switch self {
        case .cluster: true
        case .namespace(let namespace): key.namespace == namespace
        }
    }
}
