package import Drift
package import ObjectModel

/// Everything that the controller knows of one environment, and what follows from each thing that happens.
///
/// No clock, no network, no log: what happens is given to it, and what is to be told comes back.
package struct EnvironmentState: Sendable {
    package let environment: Environment
    /// `nil` until Git was read once.
    package private(set) var revision: Revision?
    private(set) var objects: ObjectTable
    package private(set) var orphans: [ObjectKey: Orphan] = [:]
    /// Kinds of which an object was ever applied.
    package private(set) var appliedKinds: Set<GroupVersionKind> = []
    package internal(set) var fights: FightDetector
    /// Who had changed the objects that are fought over, before they were reverted for the last time.
    private var opponents: [ObjectKey: [String]] = [:]
    /// Why nothing is reverted now; `nil` where it may be.
    package var hold: Refusal?
    package var approvedPlan: String?
    private let modes: @Sendable (DesiredObject) -> ModeRules.Choice
    private let orphanMode: @Sendable (ObjectKey) -> Environment.Mode
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
        modes: ModeRules, makeID: @escaping @Sendable () -> String
    ) {
        self.environment = environment
        self.fights = fights
        self.modes = { modes.choice(for: $0.key, desired: $0.value) }
        orphanMode = { modes.mode(ofOrphan: $0) }
        self.makeID = makeID
        objects = ObjectTable { modes.choice(for: $0.key, desired: $0.value).mode }
    }

    /// What Git says of an object; `nil` for one that it does not have.
    package func declared(_ key: ObjectKey) -> DesiredObject? { objects.read(key) { $0.desired } }

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
        objects.reserve(state.objects.count)
        var packer = DocumentPacker()
        for object in state.objects {
            let packed = packer.pack(object.document, at: object.base)
            let isSame = objects.update(object.key) { $0.adopt(object, packed: packed) }
            if isSame == nil {
                objects.insert(TrackedObject(object, packed: packed, healthTimeout: environment.healthTimeout))
                orphans[object.key] = nil
            }
            if isSame != true { look.append(object.key) }
        }
        var dropped: [TrackedObject] = []
        if revision.incompleteReason == nil {
            dropped = objects.keepOnly(Set(state.objects.map(\.key)))
            changes = dropped.compactMap { tracked in tracked.episode.map { .closed($0, .gitChanged) } }
        }
        self.revision = revision
        return (look.sorted(), dropped, changes)
    }

    // MARK: The cluster

    /// Takes one look at a declared object.
    package mutating func observe(_ seen: Observation, at now: Duration, wall: Int64) -> [Change] {
        let key = seen.outcome.key
        if let last = objects[key]?.seen, Self.isOlder(seen, than: last) { return [] }
        let (makeID, modes) = (makeID, modes)
        let changes = objects.update(key) { tracked -> [Change] in
            tracked.take(seen, at: now)
            let changes = tracked.episodeChanges(seen, mode: { modes($0).mode }, makeID: makeID, wall: wall)
            tracked.isKnown = true
            if seen.outcome.verdict == .inSync {
                tracked.isRolledOut = true
                tracked.failures = 0
                tracked.rest = nil
            }
            return changes
        }
        guard let changes else { return [] }
        if !orphans.isEmpty, !seen.uid.isEmpty { orphans = orphans.filter { $0.value.uid != seen.uid } }
        if seen.isOurs, !seen.uid.isEmpty, let kind = objects.read(key, { $0.kind }) { appliedKinds.insert(kind) }
        return changes
    }

    /// What a watch had under way before our own write was answered is old news.
    ///
    /// Resource versions of one object are decimal numbers that grow (KEP-5504); where one is not, the later look counts.
    private static func isOlder(_ seen: Observation, than last: Observation) -> Bool {
        guard seen.uid == last.uid, let new = UInt64(seen.resourceVersion), let old = UInt64(last.resourceVersion)
        else { return false }
        return new < old
    }

    /// Goes on with episodes that an earlier run of the controller left open, once Git was read.
    ///
    /// Those that cannot go on are ended; those of objects that may stand where Git could not be read are left over.
    package mutating func resume(_ episodes: [Episode]) -> (changes: [Change], left: [Episode]) {
        var (changes, left): ([Change], [Episode]) = ([], [])
        for episode in episodes {
            let change = objects.update(episode.key) { tracked -> Change? in
                if let later = tracked.episode { return later.id == episode.id ? nil : .closed(episode, .superseded) }
                guard tracked.verdict != .inSync || tracked.isInHand else { return .closed(episode, .resolved) }
                tracked.episode = episode
                return nil
            }
            if let change {
                changes += [change].compactMap(\.self)
            } else if revision?.incompleteReason == nil {
                changes.append(.closed(episode, .gitChanged))
            } else {
                left.append(episode)
            }
        }
        return (changes, left)
    }

    /// Takes a live object that Git does not have. One that is not ours is no orphan (any more), nor is one that Git has in
    /// another group.
    package mutating func observeUndeclared(_ live: JSONValue) {
        guard let orphan = Orphan(live), objects[orphan.key] == nil else { return }
        guard OwnershipLabel.isOurs(live, of: environment.name), !isDeclared(uid: orphan.uid) else {
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

    package mutating func diagnose(_ key: ObjectKey, _ message: String?) {
        objects.update(key) { $0.diagnosis = message }
    }

    /// Takes what was found out about an object's health beside the object, unless it has changed since.
    package mutating func take(_ health: Health, of key: ObjectKey, at version: String, now: Duration) {
        objects.update(key) { tracked in
            guard tracked.seen?.resourceVersion == version else { return }
            tracked.seen?.health = health
            _ = tracked.deadline.judge(health, at: now)
            if health.state != .waiting { tracked.waitingSince = nil }
        }
    }

    // MARK: What is to be done

    /// What follows from everything above at `now`.
    package func plan(at now: Duration) -> Plan {
        var planner = Planner(
            environment: environment.name, revision: revision?.commit ?? "", prune: pruneGuard, mode: modes)
        planner.pruneMode = orphanMode
        planner.hold = hold
        planner.gate = waveGate(at: now)
        let unsettled = objects.open.compactMap { objects[$0] }
        for tracked in unsettled {
            if let refusal = tracked.resting(at: now) { planner.rests[tracked.key] = refusal }
            if fights.isFighting(tracked.key, at: now) { planner.fights[tracked.key] = fightDetail(tracked) }
        }
        return planner.plan(
            unsettled.lazy.compactMap(\.outcome), desired: declared,
            orphans: certainOrphans,
            isOurs: { objects.read($0) { $0.seen?.isOurs ?? true } ?? true },
            isRolledOut: { objects.read($0) { $0.isRolledOut } ?? false })
    }

    private var pruneGuard: PruneGuard {
        PruneGuard(
            policy: environment.prune, desiredCount: objects.count,
            inventoryCount: objects.inventoryCount + orphans.count, incompleteReason: revision?.incompleteReason)
    }

    private func fightDetail(_ tracked: TrackedObject) -> String {
        let owners = tracked.outcome?.changes.compactMap { $0.owner?.manager } ?? []
        let others = Set(owners + (opponents[tracked.key] ?? [])).subtracting([FieldManager.name])
        let names = others.sorted().joined(separator: ", ")
        return "\(names.isEmpty ? "somebody" : names) keeps changing it back: reverting has stopped"
    }

    /// Waves are rolled out one after the other: the lowest that has an object which is not applied, or not healthy,
    /// holds back the later ones.
    func waveGate(at now: Duration) -> WaveGate? {
        guard let first = objects.firstHoldingBack else { return nil }
        let wave = first.settings.wave
        return WaveGate(
            wave: wave, reason: "wave \(wave) is not done: \(first.key) \(Self.unsettledReason(first, at: now))")
    }

    private static func unsettledReason(_ tracked: TrackedObject, at now: Duration) -> String {
        guard let seen = tracked.seen else { return "was not looked at yet" }
        return tracked.isRolledOut ? tracked.health(at: now).message : "is \(seen.outcome.verdict.rawValue)"
    }

    /// Begins the steps: until `release`, what happens to their objects is taken for what the steps did.
    package mutating func begin(_ steps: [PlanStep]) {
        for step in steps { objects.update(step.key) { $0.isInHand = true } }
    }

    /// The steps are over. An episode whose object came right without us is ended.
    package mutating func release(_ steps: [PlanStep]) -> [Change] {
        steps.compactMap { step in
            let change = objects.update(step.key) { tracked -> Change? in
                guard tracked.isInHand else { return nil }
                tracked.isInHand = false
                guard let episode = tracked.episode, tracked.outcome?.verdict == .inSync else { return nil }
                tracked.episode = nil
                return .closed(episode, .resolved)
            }
            return change ?? nil
        }
    }

    /// Takes what became of a step. `retryAfter` is for failures that may pass.
    package mutating func record(
        _ result: StepResult, at now: Duration, retryAfter: (_ failures: Int) -> Duration
    ) -> [Change] {
        guard let kind = objects.read(result.key, { $0.kind }) else {
            if case .pruned(isGone: true) = result.outcome { orphans[result.key] = nil }
            return []
        }
        if result.hasWritten { appliedKinds.insert(kind) }
        let reverted = objects.update(result.key) { $0.take(result, at: now, retryAfter: retryAfter) }
        guard let episode = reverted ?? nil else { return [] }
        let isFought = fights.recordRevert(result.key, at: now)
        opponents[result.key] = isFought ? episode.managers.filter { $0 != FieldManager.name } : nil
        return [.closed(episode, .reverted)]
    }

    // MARK: Numbers

    /// Objects for each verdict, orphans as extra; every verdict has an entry.
    package var counts: [Verdict: Int] {
        var counts = Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0, objects.count(of: $0)) })
        counts[.unknown, default: 0] += objects.count(of: nil)
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
