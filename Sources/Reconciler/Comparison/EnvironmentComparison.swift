package import Drift
import ObjectModel
package import OpenAPISchema

/// Compares everything that the repository gives for one environment with one cluster.
package struct EnvironmentComparison: Sendable {
    private let environment: Environment
    private let policy: DriftPolicy
    private let cluster: any LiveCluster
    private let confirmation: Confirmation

    package init(
        environment: Environment, policy: DriftPolicy, cluster: any LiveCluster, confirmation: Confirmation = .never
    ) {
        self.environment = environment
        self.policy = policy
        self.cluster = cluster
        self.confirmation = confirmation
    }

    /// Throws only where nothing can be said at all: the server is out of reach, or lets nobody in.
    package func run(_ loaded: LoadedManifests) async throws -> ComparisonResult {
        let kinds = Set(loaded.manifests.map(\.kind))
        let availability = try await cluster.availability(of: kinds)
        let state = DesiredState(
            loaded.manifests, defaultNamespace: environment.namespace ?? cluster.defaultNamespace,
            scope: { availability[$0]?.scope })
        let schema = try await schema(of: state, availability: availability)
        let comparison = ObjectComparison(
            schema: schema.table, policy: policy, autoscaled: Autoscaling.targets(in: state.objects))
        var objects = try await compare(state, availability: availability, with: comparison)
        objects = Self.withoutDoubtfulExtras(objects, loaded: loaded, state: state)
        if confirmation != .never { objects = try await confirmed(objects, state: state) }
        objects.sort { $0.key < $1.key }
        let lint = ManifestLint(schema: schema.table).findings(for: state.objects, outcomes: objects)
        let findings = loaded.findings + state.findings + schema.findings + lint
        let gaps = schema.gaps + Self.gaps(in: objects)
        let faults = (loaded.findings + state.findings).contains { $0.severity == .error }
        let use = IgnoreUse(
            policy.ignore, objects: state.objects, outcomes: objects, isWhole: gaps.isEmpty && !faults)
        return ComparisonResult(
            objects: objects, findings: findings.sorted(by: Finding.precedes), gaps: gaps, state: state,
            schema: schema.table, ignoreUse: use)
    }

    /// The server's types, and over them those of the CRDs in the same commit: what will hold once it is applied.
    private func schema(
        of state: DesiredState, availability: [GroupVersionKind: KindAvailability]
    ) async throws -> ServedSchema {
        let served = Set(availability.filter(\.value.isServed).keys)
        var schema = try await cluster.schema(of: served)
        for object in state.objects where object.kind.kind == "CustomResourceDefinition" {
            schema.table.merge(CRDReader.table(of: object.value))
        }
        schema.noteUntyped(among: served)
        return schema
    }

    private func compare(
        _ state: DesiredState, availability: [GroupVersionKind: KindAvailability], with comparison: ObjectComparison
    ) async throws -> [ObjectDrift] {
        let declared = Set(state.objects.compactMap { KindScope.declared(by: $0.value)?.0 })
        return try await withThrowingTaskGroup(of: [ObjectDrift].self) { group in
            for (kind, objects) in Dictionary(grouping: state.objects, by: \.kind) {
                switch availability[kind] {
                case .served(let scope)?:
                    let work = KindComparison(
                        kind: kind, scope: scope, objects: objects, cluster: cluster, comparison: comparison,
                        environment: environment.name)
                    group.addTask { try await work.run() }
                case .notServed?, nil:
                    let isComing = declared.contains(kind.groupKind)
                    let reason = Self.reason(availability[kind])
                    group.addTask {
                        objects.map { isComing ? comparison.drift(of: $0, live: nil) : .unknown($0, reason: reason) }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func reason(_ availability: KindAvailability?) -> String {
        guard case .notServed(let reason)? = availability else { return "the server was not asked for this kind" }
        return reason
    }

    /// What Git has twice is not extra; and where files could not be read, nothing is certain to be.
    private static func withoutDoubtfulExtras(
        _ objects: [ObjectDrift], loaded: LoadedManifests, state: DesiredState
    ) -> [ObjectDrift] {
        let repeated = Set(state.findings.filter { $0.severity == .error }.compactMap(\.object))
        let isWhole = !loaded.findings.contains { $0.severity == .error }
        return objects.compactMap { object in
            guard object.verdict == .extra else { return object }
            guard !repeated.contains(object.key) else { return nil }
            guard !isWhole else { return object }
            var doubtful = object
            doubtful.verdict = .unknown
            doubtful.reason = "Git may have it: not every file of the repository could be read"
            return doubtful
        }
    }

    /// A sentence for each reason that left objects undecided, with how many; reasons that differ in nothing but the
    /// object's name are one.
    private static func gaps(in objects: [ObjectDrift]) -> [String] {
        let undecided = Dictionary(grouping: objects.filter { $0.verdict == .unknown }) { object in
            (object.reason ?? "no reason given").replacing(object.key.name, with: "…")
        }
        return undecided.sorted { $0.key < $1.key }.map { _, objects in
            let first = objects[0]
            let others = objects.count - 1
            return "\(first.key): \(first.reason ?? "no reason given")"
                + (others > 0 ? " (and \(others) more for the same reason)" : "")
        }
    }

    private func confirmed(_ objects: [ObjectDrift], state: DesiredState) async throws -> [ObjectDrift] {
        let byKey = Dictionary(state.objects.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let dryRun = DryRunConfirmation(cluster: cluster, isRequired: confirmation == .always)
        return try await dryRun.confirm(objects, desired: byKey)
    }
}

/// Whether a local "different" is put before the server.
package enum Confirmation: String, Sendable, CaseIterable, Hashable { case never, auto, always }

/// What one comparison found.
package struct ComparisonResult: Sendable {
    /// By key.
    package var objects: [ObjectDrift]
    /// By place.
    package var findings: [Finding]
    package var gaps: [String]
    package var state: DesiredState
    package var schema: TypeTable
    package var ignoreUse: IgnoreUse

    /// 2 for mistakes in the repository, 3 for objects that could not be decided, 1 for drift, 0 for none.
    package var exitCode: Int32 {
        if findings.contains(where: { $0.severity == .error }) { return 2 }
        if !gaps.isEmpty { return 3 }
        return objects.allSatisfy { $0.verdict == .inSync } ? 0 : 1
    }
}
