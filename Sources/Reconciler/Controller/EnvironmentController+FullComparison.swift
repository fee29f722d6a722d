import Drift
import ObjectModel
import Synchronization

/// Proves the incremental comparison right: everything is read anew, and what comes out must be what is known.
extension EnvironmentController {
    /// How long a watch may take to tell what a list has shown already.
    private static let grace: Duration = .seconds(15)
    /// Between the first full comparisons of several environments.
    private static let spread = 0.2

    func compareFully() async {
        while !Task.isCancelled {
            do {
                try await pacing.sleep(options.fullComparisonInterval * (1 + Self.spread * pacing.jitter()))
                await findOrphans()
                let result = try await fullComparison()
                shared.withLock { shared in
                    shared.statistics.fullComparisons[result.mismatches == 0 ? "equal" : "different", default: 0] += 1
                    shared.statistics.lastFullComparison = pacing.wall()
                }
                tell(.verified(result))
                options.releaseMemory()
            } catch {
                guard !Task.isCancelled else { return }
                shared.withLock { $0.statistics.fullComparisons["failure", default: 0] += 1 }
                tell(.verified(FullComparison(objects: 0, mismatches: 0, duration: .zero, failures: ["\(error)"])))
            }
        }
    }

    /// Lists every watched kind whole, compares each object, and holds the outcome against what is known of it.
    func fullComparison() async throws -> FullComparison {
        let start = pacing.now()
        var result = FullComparison(objects: 0, mismatches: 0, duration: .zero, failures: [])
        var doubts: [Doubt] = []
        for id in shared.withLock({ $0.feeds.filter { !$0.value.isPolled }.keys }) {
            do {
                doubts += try await findDoubts(in: id, &result.objects)
            } catch let error as LiveReadError {
                result.failures.append(error.description)
            }
        }
        if !doubts.isEmpty { try await pacing.sleep(Self.grace) }
        for doubt in doubts {
            guard let detail = try await mismatch(doubt) else { continue }
            result.mismatches += 1
            shared.withLock { $0.statistics.mismatches += 1 }
            tell(.mismatch(doubt.object.key, detail: detail))
        }
        result.duration = pacing.now() - start
        return result
    }

    /// An object of which the list told something else than is known.
    private struct Doubt {
        var object: DesiredObject
        var listed: Observation
    }

    private func findDoubts(in id: KindFeed.ID, _ count: inout Int) async throws -> [Doubt] {
        guard let comparison = shared.withLock({ $0.basis?.comparison }) else { return [] }
        var doubts: [Doubt] = []
        var seen: Set<ObjectKey> = []
        _ = try await cluster.list(id.kind, in: id.scope, .all) { event in
            switch event {
            case .restarted:
                doubts = []
                seen = []
            case .object(let live):
                guard let key = id.key(of: live), let object = declared(id, live) else { return }
                seen.insert(key)
                let listed = Observation(
                    of: object, live: live, comparison: comparison, environment: environment.name)
                if !isKnown(listed) { doubts.append(Doubt(object: object, listed: listed)) }
            }
        }
        let keys = shared.withLock { declaredKeys(id, $0) }
        for key in keys where !seen.contains(key) {
            guard let object = shared.withLock({ $0.state.declared(key) }) else { continue }
            let absent = Observation(of: object, live: nil, comparison: comparison, environment: environment.name)
            if !isKnown(absent) { doubts.append(Doubt(object: object, listed: absent)) }
        }
        count += keys.count
        return doubts
    }

    private func isKnown(_ listed: Observation) -> Bool {
        let known = shared.withLock { $0.state.objects.read(listed.outcome.key) { $0.seen } ?? nil }
        return known?.resourceVersion == listed.resourceVersion && known?.uid == listed.uid
            && known?.outcome.verdict == listed.outcome.verdict && known?.outcome.changes == listed.outcome.changes
    }

    /// What is wrong with what is known, after the watch had its time; `nil` where it has caught up.
    ///
    /// The object is looked at once more: what changed meanwhile and is known by now was no mistake.
    private func mismatch(_ doubt: Doubt) async throws -> String? {
        let object = doubt.object
        let before = shared.withLock { $0.state.objects[object.key] }
        guard before?.desired.value == object.value,
            let live = try? await cluster.get(object.kind, namespace: object.key.namespace, name: object.key.name),
            let comparison = shared.withLock({ $0.basis?.comparison })
        else { return nil }
        let now = Observation(of: object, live: live, comparison: comparison, environment: environment.name)
        guard !isKnown(now), now.resourceVersion == doubt.listed.resourceVersion else { return nil }
        looked(at: object, live)
        let known = before?.seen?.outcome.verdict.rawValue ?? "not known"
        return "the watch left it \(known) at version '\(before?.seen?.resourceVersion ?? "")', a list shows it "
            + "\(now.outcome.verdict.rawValue) at '\(now.resourceVersion)': it was set right"
    }

    // MARK: Inventory

    /// Looks for objects of ours of kinds that Git has no more: in every kind that was ever applied, and where that is
    /// not known any more, in every kind that may be listed.
    func findOrphans() async {
        let (declared, applied, uids) = shared.withLock { shared in
            (Set(shared.feeds.keys.map(\.kind.groupKind)), shared.state.appliedKinds, shared.state.declaredUIDs)
        }
        let served = (try? await cluster.listableKinds()) ?? Array(applied)
        for kind in served where !declared.contains(kind.groupKind) {
            var seen: Set<ObjectKey> = []
            do {
                _ = try await cluster.list(kind, in: .cluster, .labelled(environment.name)) { event in
                    guard case .object(let live) = event, let orphan = Orphan(live), !uids.contains(orphan.uid)
                    else { return }
                    seen.insert(orphan.key)
                    shared.withLock { $0.state.observeUndeclared(live) }
                }
            } catch {
                // A kind that may not be listed cannot be pruned either; the next full comparison asks again.
                continue
            }
            let shown = seen
            shared.withLock { $0.state.keepOrphans(of: kind.groupKind, in: .cluster, seen: shown) }
        }
        workSignal.raise()
    }
}
