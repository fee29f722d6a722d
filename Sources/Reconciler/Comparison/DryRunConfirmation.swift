import Drift
import ObjectModel

/// Puts every local "different" before the server: a field that a dry run would not change is no drift.
struct DryRunConfirmation {
    let cluster: any LiveCluster
    /// Whether a refused dry run is a failure; else what was found locally stands.
    let isRequired: Bool

    private static let width = 16

    /// `objects` in their order, each with what the server says of its changes.
    func confirm(_ objects: [ObjectDrift], desired: [ObjectKey: DesiredObject]) async throws -> [ObjectDrift] {
        let doubtful = objects.indices.filter { place in objects[place].changes.contains { $0.cause == .changed } }
        let outcomes = try await doubtful.mapInParallel(width: Self.width) { place in
            guard let object = desired[objects[place].key] else { return objects[place] }
            return try await confirm(objects[place], object)
        }
        var result = objects
        for (place, outcome) in zip(doubtful, outcomes) { result[place] = outcome }
        return result
    }

    private func confirm(_ outcome: ObjectDrift, _ object: DesiredObject) async throws -> ObjectDrift {
        do {
            let (kind, key) = (object.kind, object.key)
            async let found = cluster.get(kind, namespace: key.namespace, name: key.name)
            let applied = try await cluster.dryRunApply(
                object.value, kind: kind, namespace: key.namespace, name: key.name)
            guard let live = try await found else { return outcome }
            return refuted(outcome, live: live, applied: applied)
        } catch let error as LiveReadError {
            return isRequired ? .unknown(object, reason: "not confirmed: \(error.description)") : outcome
        }
    }

    private func refuted(_ outcome: ObjectDrift, live: JSONValue, applied: JSONValue) -> ObjectDrift {
        var result = outcome
        result.changes.removeAll { change in
            change.cause == .changed && applied.value(at: change.path) == live.value(at: change.path)
        }
        let count = outcome.changes.count - result.changes.count
        guard count > 0 else { return outcome }
        result.notes.append(
            "a dry run by the server changes nothing at \(count) differing field\(count == 1 ? "" : "s")")
        if result.changes.isEmpty {
            result.verdict = .inSync
        } else if result.changes.allSatisfy({ $0.cause == .foreign }) {
            result.verdict = .foreign
        }
        return result
    }
}
