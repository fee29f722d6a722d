import Drift
package import ObjectModel

/// The custom resource `Environment` of one snapshot: what `kubectl get environments` shows.
///
/// deploy/base/crds has the schema; conditions follow kstatus: `Ready`, `Reconciling`, `Stalled`.
package enum EnvironmentResource {
    package static let kind = GroupVersionKind(group: "reconcile.dev", version: "v1alpha1", kind: "Environment")
    /// As many as are listed one by one; the DriftReports have all.
    private static let listed = 100

    /// The object to be applied to its status. `previous` is what the server has, for the times of transitions.
    package static func object(
        of snapshot: EnvironmentSnapshot, namespace: String, reports: [String], previous: JSONValue?, now: Int64
    ) -> JSONValue {
        let generation = previous?["metadata"]?["generation"]?.integer ?? 1
        var status = JSONObject()
        status["observedGeneration"] = .integer(generation)
        if let revision = snapshot.revision {
            status["revision"] = .string(revision.commit)
            status["ref"] = revision.ref.map(JSONValue.string)
        }
        status["repository"] = .string(snapshot.repository)
        status["path"] = .string(snapshot.environment.path)
        status["cluster"] = .string(snapshot.cluster)
        status["mode"] = .string(snapshot.environment.mode.rawValue)
        status["suspended"] = .bool(snapshot.hold != nil)
        status["lastChecked"] = snapshot.checkedAt.map { .string(Timestamp(seconds: $0).wireText) }
        addCounts(snapshot, to: &status)
        status["appliedKinds"] = .array(snapshot.appliedKinds.map { .string($0.description) })
        status["plan"] = plan(snapshot)
        status["protectedOrphans"] = .array(snapshot.protectedOrphans.prefix(listed).map(orphan))
        status["reports"] = .array(reports.map(JSONValue.string))
        let conditions = EnvironmentCondition.all(of: snapshot).map { condition in
            condition.json(previous: previous?["status"]?["conditions"]?.array ?? [], generation: generation, now: now)
        }
        status["conditions"] = .array(conditions)
        return [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
            "metadata": ["name": .string(snapshot.environment.name), "namespace": .string(namespace)],
            "status": .object(status),
        ]
    }

    private static func addCounts(_ snapshot: EnvironmentSnapshot, to status: inout JSONObject) {
        var objects = JSONObject()
        objects["total"] = .integer(Int64(snapshot.counts.values.reduce(0, +)))
        for verdict in Verdict.allCases { objects[verdict.rawValue] = .integer(Int64(snapshot.counts[verdict] ?? 0)) }
        status["objects"] = .object(objects)
        status["drifted"] = .integer(Int64(snapshot.driftedCount))
        status["foreign"] = .integer(Int64(snapshot.counts[.foreign] ?? 0))
        var health = JSONObject()
        for state in Health.State.allCases { health[state.rawValue] = .integer(Int64(snapshot.health[state] ?? 0)) }
        status["health"] = .object(health)
    }

    /// The plan that waits for a person; `nil` where none does.
    private static func plan(_ snapshot: EnvironmentSnapshot) -> JSONValue? {
        guard let plan = snapshot.plan, !plan.approvalReasons.isEmpty, snapshot.hold == nil else { return nil }
        let summary = plan.summary + ": " + plan.approvalReasons.joined(separator: "; ")
        return [
            "hash": .string(snapshot.planHash), "steps": .integer(Int64(plan.steps.count)),
            "refused": .integer(Int64(plan.skips.count)),
            "summary": .string(summary.prefix(scalars: 4096)),
        ]
    }

    private static func orphan(_ entry: EnvironmentSnapshot.Entry) -> JSONValue {
        var object = ObjectReference.members(of: entry.drift)
        object["reason"] = entry.refusal.map { .string($0.detail.prefix(scalars: 1024)) }
        return .object(object)
    }
}

extension EnvironmentSnapshot {
    /// Objects that are not what Git says: drifted, missing or in conflict.
    package var driftedCount: Int {
        [Verdict.drifted, .missing, .conflict].reduce(0) { $0 + (counts[$1] ?? 0) }
    }
}

/// How the custom resources name an object.
enum ObjectReference {
    static func members(of drift: ObjectDrift) -> JSONObject {
        var object = JSONObject()
        object["apiVersion"] = .string(drift.apiVersion)
        object["kind"] = .string(drift.key.groupKind.kind)
        if !drift.key.namespace.isEmpty { object["namespace"] = .string(drift.key.namespace) }
        object["name"] = .string(drift.key.name)
        return object
    }
}
