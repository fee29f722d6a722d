import Drift
package import ObjectModel

/// Makes the cluster equal to what a comparison found in Git: applies what is missing or differs, and takes out what
/// was added by hand. Deletes nothing.
package struct Revert: Sendable {
    private let cluster: any WritableCluster
    private let environment: String
    /// Requests under way at once.
    private static let width = 8

    package init(cluster: any WritableCluster, environment: String) {
        self.cluster = cluster
        self.environment = environment
    }

    /// What became of one object.
    package struct Step: Sendable {
        package enum Outcome: Sendable {
            case applied
            /// The fields were taken out.
            case removed(Int)
            case failed(String)
        }

        package var key: ObjectKey
        package var outcome: Outcome
    }

    /// Reverts every object that is not in sync, in apply order; a failed stage stops the later ones.
    package func run(_ result: ComparisonResult) async throws -> [Step] {
        let byKey = Dictionary(result.state.objects.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let wanted = result.objects.filter { [.missing, .drifted, .foreign].contains($0.verdict) }
        let stages = Dictionary(grouping: wanted) { ApplyOrder($0.key.groupKind) }
        var steps: [Step] = []
        for stage in ApplyOrder.allCases {
            let outcomes = try await (stages[stage] ?? []).mapInParallel(width: Self.width) { outcome -> [Step] in
                guard let object = byKey[outcome.key] else { return [] }
                return try await revert(outcome, object)
            }.joined()
            steps += outcomes.sorted { $0.key < $1.key }
            let hasFailed = outcomes.contains { if case .failed = $0.outcome { true } else { false } }
            if hasFailed { break }
        }
        return steps
    }

    private func revert(_ outcome: ObjectDrift, _ object: DesiredObject) async throws -> [Step] {
        do {
            var steps: [Step] = []
            if outcome.verdict == .missing || outcome.changes.contains(where: { $0.cause == .changed }) {
                let value = OwnershipLabel.adding(environment, to: Self.placed(object))
                try await cluster.apply(value, kind: object.kind, namespace: object.key.namespace)
                steps.append(Step(key: object.key, outcome: .applied))
            }
            let removed = try await removeAdditions(outcome, object)
            if removed > 0 { steps.append(Step(key: object.key, outcome: .removed(removed))) }
            return steps
        } catch let error as CancellationError {
            throw error
        } catch {
            return [Step(key: object.key, outcome: .failed("\(error)"))]
        }
    }

    /// Takes out what Git does not set; the object is read again, since the apply before has changed it.
    private func removeAdditions(_ outcome: ObjectDrift, _ object: DesiredObject) async throws -> Int {
        let paths = outcome.changes.filter { $0.cause == .foreign || $0.cause == .removed }.map(\.path)
        guard !paths.isEmpty else { return 0 }
        let key = object.key
        let live = try await cluster.get(object.kind, namespace: key.namespace, name: key.name)
        guard let live, let version = live["metadata"]?["resourceVersion"]?.string else { return 0 }
        let pointers = paths.compactMap { live.pointer(of: $0) }
        guard !pointers.isEmpty else { return 0 }
        try await cluster.remove(
            pointers, of: object.kind, namespace: key.namespace, name: key.name, resourceVersion: version)
        return pointers.count
    }

    /// With the namespace that the environment gave it.
    private static func placed(_ object: DesiredObject) -> JSONValue {
        guard var value = object.value.object, var metadata = value["metadata"]?.object else { return object.value }
        metadata["namespace"] = object.key.namespace.isEmpty ? nil : .string(object.key.namespace)
        value["metadata"] = .object(metadata)
        value["status"] = nil
        return .object(value)
    }
}
