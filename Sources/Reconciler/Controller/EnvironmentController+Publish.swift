import Drift
import ObjectModel
import Synchronization

extension EnvironmentController {
    /// A state that does not change is published again after this long, so that its age is seen to be small.
    private static let heartbeat: Duration = .seconds(60)
    /// A large state is much work for all who take part: it is published less often, by this for each object in it.
    private static let restPerObject: Duration = .microseconds(500)

    /// Publishes the state whenever it has changed, and not more often than `publishInterval`; the last one is `drain`'s.
    func publish() async {
        guard let publisher else { return }
        var backoff = Backoff(first: .milliseconds(400), cap: .seconds(30))
        while !Task.isCancelled {
            do {
                try await pacing.wait(for: publishSignal, atMost: Self.heartbeat)
                guard let count = try await publishOnce(to: publisher) else { return }
                backoff.reset()
                try await pacing.sleep(options.publishInterval + Self.restPerObject * count)
            } catch {
                guard !Task.isCancelled else { return }
                let wait = backoff.next(chance: pacing.jitter())
                tell(.publishFailed("\(error)", retryIn: wait))
                // Only a cancelled wait throws, which ends the loop by its condition.
                try? await pacing.sleep(wait)
                publishSignal.raise()
            }
        }
    }

    /// The number of objects in what was published; nil where the end has begun.
    private func publishOnce(to publisher: any StatusPublisher) async throws -> Int? {
        let mayPublish = shared.withLock { shared in
            shared.isPublishing = !shared.isEnding
            return shared.isPublishing
        }
        guard mayPublish else { return nil }
        defer {
            shared.withLock { $0.isPublishing = false }
            restSignal.raise()
        }
        let snapshot = snapshot()
        try await publisher.publish(snapshot)
        return snapshot.entries.count
    }

    /// Whether every object was looked at once.
    package var hasLooked: Bool { shared.withLock { checkedAt($0) != nil } }

    /// The environment as it is now.
    package func snapshot() -> EnvironmentSnapshot {
        shared.withLock { shared in
            var snapshot = summary(shared)
            let now = pacing.now()
            let objects = shared.state.objects
            let refusals = Dictionary(
                (shared.plan?.skips ?? []).map { ($0.key, $0.refusal) }, uniquingKeysWith: { first, _ in first })
            let orphans = shared.state.orphans
            snapshot.entries = (Array(objects.differing) + orphans.keys).sorted().compactMap { key in
                objects[key].map { Self.entry($0, refusals[key], at: now) }
                    ?? orphans[key].map { Self.entry($0, refusals[key]) }
            }
            snapshot.unhealthy = Self.unhealthy(objects, at: now).map { Self.entry($0, refusals[$0.key], at: now) }
            return snapshot
        }
    }

    /// The same without its objects, which costs little however many differ.
    package func summary() -> EnvironmentSnapshot { shared.withLock { summary($0) } }

    private func summary(_ shared: borrowing Shared) -> EnvironmentSnapshot {
        let objects = shared.state.objects
        let now = pacing.now()
        var health = Dictionary(uniqueKeysWithValues: Health.State.allCases.map { ($0, 0) })
        health[.done] = objects.count - objects.unhealthy.count
        for key in objects.unhealthy { objects.read(key) { health[$0.healthState(at: now), default: 0] += 1 } }
        return EnvironmentSnapshot(
            environment: environment, cluster: cluster.name, repository: source.name, revision: shared.state.revision,
            checkedAt: checkedAt(shared), counts: shared.state.counts, health: health, entries: [], unhealthy: [],
            plan: shared.plan, planHash: shared.planHash, hold: shared.state.hold, fighting: shared.fighting.sorted(),
            appliedKinds: shared.state.appliedKinds.sorted(), watchedKinds: Set(shared.feeds.keys.map(\.kind)).count,
            oldestDrift: objects.differing.lazy.compactMap { objects.read($0) { $0.episode?.since } ?? nil }.min(),
            problem: shared.problems.values.max { $0.retryAt < $1.retryAt }, statistics: shared.statistics)
    }

    /// Objects that are in sync and not healthy: what has failed first, then by key, no more than anybody reads.
    private static func unhealthy(_ objects: ObjectTable, at now: Duration) -> [TrackedObject] {
        let found = objects.unhealthy.lazy.compactMap { key in
            objects.read(key) { tracked -> (key: ObjectKey, hasFailed: Bool)? in
                let state = tracked.healthState(at: now)
                return tracked.verdict == .inSync && state != .done ? (tracked.key, state == .failed) : nil
            } ?? nil
        }
        return found.smallest(EnvironmentSnapshot.unhealthyLimit) {
            $0.hasFailed == $1.hasFailed ? $0.key < $1.key : $0.hasFailed
        }.compactMap { objects[$0.key] }
    }

    /// The feed that has not heard of the server for longest says how old the verdicts are.
    private func checkedAt(_ shared: borrowing Shared) -> Int64? {
        guard shared.basis != nil else { return nil }
        var oldest = pacing.now()
        for record in shared.feeds.values {
            guard let contact = record.contact else {
                if record.isPolled || record.hasReported { continue }
                return nil
            }
            oldest = min(oldest, contact)
        }
        return pacing.wall() - (pacing.now() - oldest).components.seconds
    }

    private static func entry(
        _ tracked: TrackedObject, _ refusal: Refusal?, at now: Duration
    ) -> EnvironmentSnapshot.Entry {
        let drift =
            tracked.outcome
            ?? ObjectDrift(
                key: tracked.key, apiVersion: tracked.kind.apiVersion, verdict: .unknown,
                location: tracked.desired.location(), reason: "it was not looked at yet")
        return EnvironmentSnapshot.Entry(
            drift: drift, health: tracked.health(at: now), since: tracked.episode?.since, refusal: refusal)
    }

    private static func entry(_ orphan: Orphan, _ refusal: Refusal?) -> EnvironmentSnapshot.Entry {
        let drift = ObjectDrift(
            key: orphan.key, apiVersion: orphan.kind.apiVersion, verdict: .extra, reason: refusal?.detail)
        return EnvironmentSnapshot.Entry(drift: drift, health: .done, since: nil, refusal: refusal)
    }
}

extension Sequence {
    /// The first `count` elements in order, without sorting the rest.
    fileprivate func smallest(_ count: Int, by precedes: (Element, Element) -> Bool) -> [Element] {
        var found: [Element] = []
        for element in self {
            if found.count == count, let last = found.last {
                guard precedes(element, last) else { continue }
                found.removeLast()
            }
            // Behind everything that does not follow it: the upper bound, by bisection.
            var (low, high) = (0, found.count)
            while low < high {
                let middle = (low + high) / 2
                if precedes(element, found[middle]) { high = middle } else { low = middle + 1 }
            }
            found.insert(element, at: low)
        }
        return found
    }
}
