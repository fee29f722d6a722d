import Drift
import ObjectModel
import Synchronization

extension EnvironmentController {
    /// Asks Git what the ref names, at each interval and whenever a push tells, and loads what is new.
    func followGit() async {
        var fetchBackoff = Backoff(first: .milliseconds(400), cap: .seconds(30))
        // A commit that could not be loaded will hardly be better soon; another one is loaded at once.
        var loadBackoff = Backoff(first: .seconds(1), cap: .seconds(300))
        while !Task.isCancelled {
            var wait = options.pollInterval * (0.9 + 0.2 * pacing.jitter())
            do {
                let commit = try await source.fetch()
                fetchBackoff.reset()
                noteFetch(commit)
                if let failure = await load(commit, retryIn: { loadBackoff.next(chance: pacing.jitter()) }) {
                    wait = min(wait, max(failure, .milliseconds(100)))
                } else {
                    loadBackoff.reset()
                }
                options.releaseMemory()
            } catch {
                guard !Task.isCancelled else { return }
                wait = min(fetchBackoff.next(chance: pacing.jitter()), max(options.pollInterval, .seconds(1)))
                noteFetchFailure(error, retryIn: wait)
            }
            // Only a cancelled wait throws, which ends the loop by its condition.
            try? await pacing.wait(for: gitSignal, atMost: wait)
        }
    }

    private func noteFetch(_ commit: FetchedCommit) {
        let isNew = shared.withLock { shared in
            shared.statistics.fetches["success", default: 0] += 1
            shared.statistics.lastFetch = pacing.wall()
            return shared.commit?.id != commit.id
        }
        note(.fetch, nil)
        tell(.fetched(commit, isNew: isNew))
    }

    private func noteFetchFailure(_ error: any Error, retryIn wait: Duration) {
        shared.withLock { $0.statistics.fetches["failure", default: 0] += 1 }
        note(.fetch, "\(error)", retryIn: wait)
        tell(.fetchFailed("\(error)", retryIn: wait))
    }

    /// Loads `commit` where it is new, or where the cluster's kinds have changed. Where that fails the answer is the time
    /// until it is to be tried again, which has been told.
    private func load(_ commit: FetchedCommit, retryIn: () -> Duration) async -> Duration? {
        let start = pacing.now()
        let rest = shared.withLock { shared -> Duration? in
            guard shared.basis == nil || shared.commit?.id != commit.id || shared.mustRebase else { return .zero }
            if let failed = shared.failedLoad, failed.commit == commit.id, start < failed.until {
                return failed.until - start
            }
            shared.mustRebase = false
            shared.failedLoad = nil
            return nil
        }
        if let rest { return rest == .zero ? nil : rest }
        do {
            let loaded = try await source.manifests(at: commit)
            let comparison = EnvironmentComparison(
                environment: environment, policy: configuration.policy, cluster: cluster)
            let basis = try await comparison.basis(for: loaded)
            let changed = await adopt(basis, loaded, commit)
            note(.load, nil)
            tell(
                .loaded(
                    commit: commit.id, objects: basis.state.objects.count, changed: changed,
                    duration: pacing.now() - start, findings: loaded.findings + basis.state.findings))
            return nil
        } catch {
            guard !Task.isCancelled else { return nil }
            let wait = retryIn()
            shared.withLock { shared in
                shared.mustRebase = true
                shared.failedLoad = (commit.id, pacing.now() + wait)
            }
            note(.load, "\(error)", retryIn: wait)
            tell(.loadFailed(commit: commit.id, "\(error)", retryIn: wait))
            return wait
        }
    }

    /// The number of objects that are read again.
    private func adopt(_ basis: ComparisonBasis, _ loaded: LoadedManifests, _ commit: FetchedCommit) async -> Int {
        let findings = loaded.findings + basis.state.findings
        let mistake = findings.first { $0.severity == .error }
        let revision = EnvironmentState.Revision(
            commit: commit.id, ref: commit.ref,
            incompleteReason: mistake.map { "not every file could be read: \($0.message)" },
            findings: findings.sorted(by: Finding.precedes))
        let (look, dropped, changes) = shared.withLock { shared in
            let isRebase = shared.commit?.id == commit.id
            let isFirst = shared.basis == nil
            let adopted = shared.state.adopt(basis.state, revision: revision, at: pacing.wall())
            shared.basis = basis.withoutObjects
            shared.namespaces = basis.state.objects.reduce(into: [:]) {
                $0[$1.kind, default: []].insert($1.key.namespace)
            }
            shared.commit = commit
            let resumed = shared.resume()
            // A definition that has changed may change the meaning of every object of its kind.
            let keys = Set(adopted.look)
            let look = basis.state.objects.filter { keys.contains($0.key) || (isRebase && $0.kind.isCustom) }
            let served = look.filter { basis.availability[$0.kind]?.isServed == true }
            return (isFirst ? [] : served, adopted.dropped, adopted.changes + resumed)
        }
        tell(changes)
        observeUnserved(basis)
        planFeeds()
        definitionSignal.raise()
        await lookAgain(at: look, dropped)
        workSignal.raise()
        publishSignal.raise()
        return look.count
    }

    /// Objects of kinds that the server does not have are decided without it.
    private func observeUnserved(_ basis: ComparisonBasis) {
        for object in basis.state.objects where basis.availability[object.kind]?.isServed != true {
            let seen = Observation(unknown: basis.outcome(ofUnserved: object))
            tell(shared.withLock { $0.state.observe(seen, at: pacing.now(), wall: pacing.wall()) })
        }
    }

    /// Nothing of a live object is kept, so that what Git has changed is read again; what it has dropped may be ours.
    private func lookAgain(at objects: [DesiredObject], _ dropped: [TrackedObject]) async {
        // Neither body throws.
        _ = try? await objects.mapInParallel(width: options.width) { object in await self.look(at: object) }
        _ = try? await dropped.filter { $0.seen?.uid.isEmpty == false }.mapInParallel(width: options.width) { tracked in
            let (kind, key) = (tracked.kind, tracked.key)
            // One that cannot be read now comes back with the next full comparison.
            guard let live = try? await self.cluster.get(kind, namespace: key.namespace, name: key.name) else { return }
            self.shared.withLock { $0.state.observeUndeclared(live) }
        }
    }

    private func look(at object: DesiredObject) async {
        do {
            let live = try await cluster.get(object.kind, namespace: object.key.namespace, name: object.key.name)
            looked(at: object, live)
        } catch {
            cannotLook(at: object, reason: "\(error)")
        }
    }
}
