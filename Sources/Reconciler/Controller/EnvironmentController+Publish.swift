import Drift
import ObjectModel
import Synchronization

extension EnvironmentController {
    /// A state that does not change is published again after this long, so that its age is seen to be small.
    private static let heartbeat: Duration = .seconds(60)

    /// Publishes the state whenever it has changed, and not more often than `publishInterval`.
    func publish() async {
        guard let publisher else { return }
        var backoff = Backoff(first: .milliseconds(400), cap: .seconds(30))
        while !Task.isCancelled {
            do {
                try await pacing.wait(for: publishSignal, atMost: Self.heartbeat)
                try await publisher.publish(snapshot())
                backoff.reset()
                try await pacing.sleep(options.publishInterval)
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

    /// The environment as it is now.
    package func snapshot() -> EnvironmentSnapshot {
        let shared = shared.withLock { $0 }
        let state = shared.state
        let now = pacing.now()
        let refusals = Dictionary(
            (shared.plan?.skips ?? []).map { ($0.key, $0.refusal) }, uniquingKeysWith: { first, _ in first })
        var entries: [EnvironmentSnapshot.Entry] = []
        var unhealthy: [EnvironmentSnapshot.Entry] = []
        var health = Dictionary(uniqueKeysWithValues: Health.State.allCases.map { ($0, 0) })
        for tracked in state.objects.values {
            let entry = Self.entry(tracked, refusals[tracked.key], at: now)
            health[entry.health.state, default: 0] += 1
            if entry.drift.verdict != .inSync {
                entries.append(entry)
            } else if entry.health.state != .done {
                unhealthy.append(entry)
            }
        }
        entries += state.orphans.values.map { Self.entry($0, refusals[$0.key]) }
        return EnvironmentSnapshot(
            environment: environment, cluster: cluster.name, repository: source.name, revision: state.revision,
            checkedAt: checkedAt(shared), counts: state.counts, health: health,
            entries: entries.sorted { $0.drift.key < $1.drift.key },
            unhealthy: unhealthy.sorted { $0.drift.key < $1.drift.key }, plan: shared.plan, planHash: shared.planHash,
            hold: state.hold, fighting: shared.fighting.sorted(), appliedKinds: state.appliedKinds.sorted(),
            watchedKinds: Set(shared.feeds.keys.map(\.kind)).count,
            problem: shared.problems.values.max { $0.retryAt < $1.retryAt }, statistics: shared.statistics)
    }

    /// The feed that has not heard of the server for longest says how old the verdicts are.
    private func checkedAt(_ shared: Shared) -> Int64? {
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
                key: tracked.key, apiVersion: tracked.desired.kind.apiVersion, verdict: .unknown,
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
