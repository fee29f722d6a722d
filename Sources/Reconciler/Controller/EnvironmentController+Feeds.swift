import Drift
import ObjectModel
import Synchronization

extension EnvironmentController {
    /// Kinds that live in at most this many namespaces are watched there, others in the whole cluster.
    private static let fewNamespaces = 6

    /// Decides anew which feeds are wanted: the declared kinds that are served, in as narrow a scope as is cheap.
    func planFeeds() {
        shared.withLock { shared in
            guard let basis = shared.basis else { return }
            var wanted: [KindFeed.ID: FeedRecord] = [:]
            for (kind, namespaces) in shared.namespaces {
                guard case .served(let scope)? = basis.availability[kind] else { continue }
                for id in Self.feeds(kind, scope, namespaces, isNarrow: shared.narrowed.contains(kind)) {
                    wanted[id] = shared.feeds[id] ?? FeedRecord()
                }
            }
            shared.replaceFeeds(wanted)
        }
        feedSignal.raise()
    }

    private static func feeds(
        _ kind: GroupVersionKind, _ scope: KindScope?, _ namespaces: Set<String>, isNarrow: Bool
    ) -> [KindFeed.ID] {
        guard scope == .namespaced, isNarrow || namespaces.count <= fewNamespaces else {
            return [KindFeed.ID(kind: kind, scope: .cluster)]
        }
        return namespaces.sorted().map { KindFeed.ID(kind: kind, scope: .namespace($0)) }
    }

    /// Runs a task for each wanted feed, and ends those that are wanted no more.
    func runFeeds() async {
        await withDiscardingTaskGroup { group in
            var running: [KindFeed.ID: Signal] = [:]
            while !Task.isCancelled {
                let wanted = Set(shared.withLock { $0.feeds.keys })
                for (id, stop) in running where !wanted.contains(id) {
                    stop.raise()
                    running[id] = nil
                }
                for id in wanted where running[id] == nil {
                    let stop = Signal()
                    running[id] = stop
                    group.addTask { await self.runFeed(id, until: stop) }
                }
                // Throws only when cancelled, which ends the loop by its condition.
                try? await feedSignal.wait()
            }
            group.cancelAll()
        }
    }

    private func runFeed(_ id: KindFeed.ID, until stop: Signal) async {
        let feed = KindFeed(id: id, cluster: cluster, sink: self, pacing: pacing, environment: environment.name)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed.run() }
            group.addTask { try? await stop.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Notices definitions that come, change or go: the kinds and schemas of custom resources are asked for anew.
    func followDefinitions() async {
        var backoff = Backoff(first: .milliseconds(400), cap: .seconds(30))
        while !Task.isCancelled {
            do {
                // Without custom kinds the right to read definitions is not needed, nor asked for in vain.
                while !hasCustomKinds { try await definitionSignal.wait() }
                try await cluster.watchDefinitions { name in
                    backoff.reset()
                    guard let name, self.concernsUs(definition: name) else { return }
                    self.rebase()
                }
            } catch {
                guard !Task.isCancelled else { return }
            }
            try? await pacing.sleep(backoff.next(chance: pacing.jitter()))
        }
    }

    private var hasCustomKinds: Bool {
        shared.withLock { $0.basis?.availability.keys.contains(where: \.isCustom) ?? false }
    }

    /// `clusterpolicies.nvidia.com` concerns an environment that has an object of that group.
    private func concernsUs(definition name: String) -> Bool {
        let group = name.split(separator: ".", maxSplits: 1).last.map(String.init) ?? ""
        return shared.withLock { shared in
            shared.basis?.availability.keys.contains { $0.group == group } ?? false
        }
    }

    /// Asks the cluster for its kinds and types anew.
    func rebase() {
        cluster.forgetKinds()
        shared.withLock { shared in
            shared.mustRebase = true
            shared.failedLoad = nil
        }
        gitSignal.raise()
    }
}

// MARK: What feeds tell

extension EnvironmentController: FeedSink {
    var pollInterval: Duration { .seconds(30) }

    func mayList(_ id: KindFeed.ID) -> Bool { shared.withLock { $0.feeds[id]?.isPolled != true } }

    /// By label once every declared object that is there carries it; until then, and where nothing is applied, all.
    func selector(for id: KindFeed.ID) -> LiveSelector {
        shared.withLock { shared in
            guard environment.mode == .revert, let record = shared.feeds[id], record.contact != nil,
                record.strays.isEmpty, record.hasPresent
            else { return .all }
            return .labelled(environment.name)
        }
    }

    func declared(_ id: KindFeed.ID) -> [DesiredObject] {
        shared.withLock { shared in declaredKeys(id, shared).sorted().compactMap(shared.state.declared) }
    }

    func declaredKeys(_ id: KindFeed.ID, _ shared: borrowing Shared) -> [ObjectKey] {
        shared.state.objects.keys.filter(id.covers)
    }

    func declared(_ id: KindFeed.ID, _ live: JSONValue) -> DesiredObject? {
        guard let key = id.key(of: live) else { return nil }
        return shared.withLock { $0.state.declared(key) }
    }

    func listBegan(_ id: KindFeed.ID) { shared.withLock { $0.update(id) { $0.listed = [] } } }

    func listed(_ id: KindFeed.ID, _ live: JSONValue) {
        guard let key = id.key(of: live) else { return }
        shared.withLock { $0.update(id) { $0.listed.insert(key) } }
        take(id, key, live)
    }

    func listEnded(_ id: KindFeed.ID, isWhole: Bool) -> [DesiredObject] {
        let unseen = shared.withLock { shared -> [DesiredObject] in
            guard let record = shared.feeds[id] else { return [] }
            let seen = record.listed
            shared.update(id) { record in
                record.listed = []
                record.contact = pacing.now()
                record.hasReported = true
            }
            shared.state.keepOrphans(of: id.kind.groupKind, in: id.scope, seen: seen)
            return declaredKeys(id, shared).filter { !seen.contains($0) }.sorted().compactMap(shared.state.declared)
        }
        if isWhole { for object in unseen { looked(at: object, nil) } }
        note(.watch, nil)
        workSignal.raise()
        publishSignal.raise()
        return unseen
    }

    func listForbidden(_ id: KindFeed.ID) {
        shared.withLock { shared in
            if id.scope == .cluster, shared.basis?.availability[id.kind]?.scope == .namespaced {
                shared.narrowed.insert(id.kind)
            } else {
                shared.update(id) { $0.isPolled = true }
            }
        }
        planFeeds()
    }

    func changed(_ id: KindFeed.ID, _ live: JSONValue) {
        contact(id)
        guard let key = id.key(of: live) else { return }
        if take(id, key, live, isEvent: true) { workSignal.raise() }
        publishSignal.raise()
    }

    func deleted(_ id: KindFeed.ID, _ live: JSONValue) {
        contact(id)
        guard let key = id.key(of: live) else { return }
        if let object = shared.withLock({ $0.state.declared(key) }) {
            looked(at: object, nil)
        } else {
            shared.withLock { $0.state.forgetOrphan(key) }
        }
        workSignal.raise()
        publishSignal.raise()
    }

    func contact(_ id: KindFeed.ID) { shared.withLock { $0.update(id) { $0.contact = pacing.now() } } }

    func looked(at object: DesiredObject, _ live: JSONValue?) {
        guard let comparison = shared.withLock({ $0.basis?.comparison }) else { return }
        store(
            Observation(of: object, live: live, comparison: comparison, environment: environment.name),
            isLabelled: live.map { OwnershipLabel.isOn($0, of: environment.name) } ?? true)
        workSignal.raise()
        publishSignal.raise()
    }

    func cannotLook(at object: DesiredObject, reason: String) {
        store(Observation(unknown: .unknown(object, reason: reason)), isLabelled: true)
        publishSignal.raise()
    }

    func watchEnded(_ id: KindFeed.ID, reason: String) {
        shared.withLock { $0.statistics.watchRestarts[reason, default: 0] += 1 }
        tell(.watchEnded(id.kind, reason: reason))
    }

    func feedFailed(_ id: KindFeed.ID, _ failure: FeedFailure, retryIn wait: Duration) {
        shared.withLock { shared in
            shared.statistics.watchRestarts[failure.cause.rawValue, default: 0] += 1
            shared.update(id) { $0.hasReported = true }
        }
        tell(.feedFailed(id.kind, failure, retryIn: wait))
        switch failure.cause {
        case .server: note(.watch, failure.description, retryIn: wait)
        case .notServed: rebase()
        case .forbidden: break
        }
        workSignal.raise()
    }

    /// Whether there is something to be decided now.
    @discardableResult
    private func take(_ id: KindFeed.ID, _ key: ObjectKey, _ live: JSONValue, isEvent: Bool = false) -> Bool {
        let (object, comparison) = shared.withLock { ($0.state.declared(key), $0.basis?.comparison) }
        guard let object, let comparison else {
            shared.withLock { $0.state.observeUndeclared(live) }
            return OwnershipLabel.isOn(live, of: environment.name)
        }
        let seen = Observation(of: object, live: live, comparison: comparison, environment: environment.name)
        store(seen, isLabelled: OwnershipLabel.isOn(live, of: environment.name), isEvent: isEvent)
        return seen.outcome.verdict != .inSync || !seen.isOurs
    }

    private func store(_ seen: Observation, isLabelled: Bool, isEvent: Bool = false) {
        let key = seen.outcome.key
        let changes = shared.withLock { shared in
            let changes = shared.state.observe(seen, at: pacing.now(), wall: pacing.wall())
            shared.noteSeen(key, isPresent: !seen.uid.isEmpty, isLabelled: isLabelled)
            if isEvent, case .opened? = changes.first, let changedAt = seen.driftedAt {
                shared.statistics.detection.add(.seconds(max(0, pacing.wall() - changedAt)))
            }
            return changes
        }
        tell(changes, health: seen.health)
    }
}

extension KindFeed.ID {
    func covers(_ key: ObjectKey) -> Bool { kind.groupKind == key.groupKind && scope.contains(key) }

    /// `nil` for what has no name, which no server sends.
    func key(of live: JSONValue) -> ObjectKey? {
        guard let name = live["metadata"]?["name"]?.string else { return nil }
        return ObjectKey(groupKind: kind.groupKind, namespace: live["metadata"]?["namespace"]?.string ?? "", name: name)
    }
}

extension GroupVersionKind {
    /// Not of a group that the API server itself has. Custom kinds have such names too: `gateway.networking.k8s.io`.
    var isCustom: Bool { group.contains(".") && !Self.ownGroups.contains(group) }

    /// Those with a dot, from `k8s.io/api`, apiextensions-apiserver and kube-aggregator.
    private static let ownGroups: Set<String> = Set(
        [
            "admissionregistration", "apiextensions", "apiregistration", "authentication", "authorization",
            "certificates", "coordination", "discovery", "events", "flowcontrol.apiserver", "internal.apiserver",
            "networking", "node", "rbac.authorization", "resource", "scheduling", "storage", "storagemigration",
        ].map { "\($0).k8s.io" })
}
