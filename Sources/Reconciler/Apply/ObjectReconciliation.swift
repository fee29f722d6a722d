import Drift
import ObjectModel

/// Makes one object equal to Git: reads it, decides anew by what is there now, and writes as little as is needed.
///
/// Every part can be repeated after a crash: a step that was carried out finds nothing left to do.
struct ObjectReconciliation: Sendable {
    let cluster: any WritableCluster
    let comparison: ObjectComparison
    let applied: AppliedValue
    /// Managers of earlier appliers of the same repository, whose fields become ours.
    let appliers: [Glob]
    /// Throws `WriteError` where this process may not write any more.
    let fence: @Sendable () throws -> Void
    let pacing: Pacing

    /// How long a deleted object may take to go before it is made anew.
    private static let recreateDeadline: Duration = .seconds(60)

    struct Answer {
        var outcome: StepResult.Outcome
        var resourceVersion = ""
    }

    // MARK: Objects of Git

    func run(_ step: PlanStep, _ object: DesiredObject) async throws -> Answer {
        if step.action == .create, let answer = try await create(object) { return answer }
        let live = try await cluster.get(object.kind, namespace: object.key.namespace, name: object.key.name)
        guard let live else { return try await create(object) ?? Answer(outcome: .unchanged) }
        let fresh = comparison.drift(of: object, live: live)
        if let refusal = refusal(of: fresh, step) { return Answer(outcome: .refused(refusal)) }
        if step.action == .recreate { return try await recreate(object, live: live) }
        return try await update(object, live: live, fresh: fresh)
    }

    /// `nil` where the object turns out to be there, applied by others: then its owners have to be looked at.
    private func create(_ object: DesiredObject) async throws -> Answer? {
        try fence()
        do {
            let made = try await cluster.apply(
                sent(object, live: nil), kind: object.kind, namespace: object.key.namespace, force: false)
            return Answer(outcome: .created, resourceVersion: made.resourceVersion)
        } catch let error as WriteError {
            guard case .conflict = error.code else { throw error }
            return nil
        }
    }

    private func sent(_ object: DesiredObject, live: JSONValue?) -> JSONValue {
        QuantityText(schema: comparison.schema).written(applied.value(of: object, live: live), as: object.kind)
    }

    /// What has changed since the plan and forbids the step.
    private func refusal(of fresh: ObjectDrift, _ step: PlanStep) -> Refusal? {
        switch fresh.verdict {
        case .terminating: return Refusal(.terminating, fresh.reason ?? "its deletion is under way")
        case .unknown: return Refusal(.undecided, fresh.reason ?? "it could not be compared")
        case .conflict: return Refusal(.conflict, "another applier has taken fields over since the plan was made")
        default: break
        }
        guard step.needsApproval else { return nil }
        let planned = Set(step.changes.map(\.path))
        guard let news = fresh.changes.first(where: { !planned.contains($0.path) }) else { return nil }
        return Refusal(.undecided, "\(news.path) differs since the plan was approved: approve the next plan")
    }

    private func update(_ object: DesiredObject, live: JSONValue, fresh: ObjectDrift) async throws -> Answer {
        var live = live
        let migration = OwnershipMigration.operations(for: live, appliers: appliers)
        if !migration.isEmpty {
            try fence()
            live = try await patch(migration, object, live)
        }
        let needsApply =
            fresh.changes.contains { $0.cause != .foreign } || !migration.isEmpty
            || !OwnershipLabel.isOn(live, of: applied.environment)
        if needsApply {
            try fence()
            live = try await cluster.apply(
                sent(object, live: live), kind: object.kind, namespace: object.key.namespace, force: true)
        }
        let removed = try await removeAdditions(object, &live)
        let isChanged = needsApply || removed > 0 || fresh.verdict != .inSync
        let left = comparison.drift(of: object, live: live)
        if left.verdict != .inSync, !left.changes.isEmpty, left.changes.map(\.path) == fresh.changes.map(\.path) {
            return Answer(outcome: .refused(Self.ineffective(left)), resourceVersion: live.resourceVersion)
        }
        return Answer(
            outcome: isChanged ? .applied(removedFields: removed) : .unchanged, resourceVersion: live.resourceVersion)
    }

    /// Takes out what Git does not set and `live` still has.
    private func removeAdditions(_ object: DesiredObject, _ live: inout JSONValue) async throws -> Int {
        let left = comparison.drift(of: object, live: live)
        let paths = left.changes.filter { $0.cause == .foreign || $0.cause == .removed }.map(\.path)
        let pointers = Set(paths.compactMap { live.pointer(of: $0) })
        guard !pointers.isEmpty else { return 0 }
        try fence()
        // From the last place to the first, so that an index stays right until it is used.
        live = try await patch(pointers.sorted().reversed().map(PatchOperation.remove), object, live)
        return pointers.count
    }

    private func patch(
        _ operations: [PatchOperation], _ object: DesiredObject, _ live: JSONValue
    ) async throws -> JSONValue {
        try await cluster.patch(
            operations, of: object.kind, namespace: object.key.namespace, name: object.key.name,
            resourceVersion: live.resourceVersion)
    }

    private static func ineffective(_ left: ObjectDrift) -> Refusal {
        let path = left.changes[0].path
        let owner = left.changes[0].owner.map { ", \($0.manager) sets it back" } ?? ""
        return Refusal(.ineffective, "applying did not change \(path)\(owner)")
    }

    private func recreate(_ object: DesiredObject, live: JSONValue) async throws -> Answer {
        guard let uid = live["metadata"]?["uid"]?.string else { return Answer(outcome: .unchanged) }
        try fence()
        let (kind, key) = (object.kind, object.key)
        var isGone = try await cluster.delete(
            kind, namespace: key.namespace, name: key.name, uid: uid, resourceVersion: live.resourceVersion)
        let deadline = pacing.now() + Self.recreateDeadline
        while !isGone {
            guard pacing.now() < deadline else {
                throw WriteError(
                    .unavailable,
                    "cannot recreate '\(key)': it is deleted and not gone after 60 s "
                        + "(hint: look at its finalizers)")
            }
            try await pacing.sleep(.milliseconds(200))
            let now = try await cluster.get(kind, namespace: key.namespace, name: key.name)
            isGone = now?["metadata"]?["uid"]?.string != uid
        }
        let made = try await create(object)
        return Answer(outcome: .recreated, resourceVersion: made?.resourceVersion ?? "")
    }

    // MARK: Objects that Git has no more

    func prune(_ step: PlanStep) async throws -> Answer {
        let key = step.key
        // The guards looked at the object a while ago: what it says now counts, and the deletion is for that version.
        let live = try await cluster.get(step.kind, namespace: key.namespace, name: key.name)
        guard let live, live["metadata"]?["uid"]?.string == step.uid else { return Answer(outcome: .unchanged) }
        guard OwnershipLabel.isOurs(live, of: applied.environment) else { return Answer(outcome: .unchanged) }
        if let kept = Orphan(live)?.keptBy { return Answer(outcome: .refused(Refusal(.annotation, kept))) }
        try fence()
        let isGone = try await cluster.delete(
            step.kind, namespace: key.namespace, name: key.name, uid: step.uid, resourceVersion: live.resourceVersion)
        return Answer(outcome: .pruned(isGone: isGone))
    }
}

extension JSONValue {
    /// `metadata.resourceVersion`; empty where there is none.
    var resourceVersion: String { self["metadata"]?["resourceVersion"]?.string ?? "" }
}
