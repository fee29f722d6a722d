package import Drift
package import ObjectModel
import OpenAPISchema

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
        let basis = try await basis(for: loaded)
        let state = basis.state
        var objects = try await compare(basis)
        objects = Self.withoutDoubtfulExtras(objects, loaded: loaded, state: state)
        if confirmation != .never { objects = try await confirmed(objects, state: state) }
        objects.sort { $0.key < $1.key }
        let lint = ManifestLint(schema: basis.comparison.schema).findings(for: state.objects, outcomes: objects)
        let findings = loaded.findings + state.findings + basis.schema.findings + lint
        let gaps = basis.schema.gaps + Self.gaps(in: objects)
        let faults = (loaded.findings + state.findings).contains { $0.severity == .error }
        let use = IgnoreUse(
            policy.ignore, objects: state.objects, outcomes: objects, isWhole: gaps.isEmpty && !faults)
        return ComparisonResult(
            objects: objects, findings: findings.sorted(by: Finding.precedes), gaps: gaps, state: state,
            comparison: basis.comparison, ignoreUse: use)
    }

    /// Asks the cluster for what comparing needs: which kinds it has, and their types.
    package func basis(for loaded: LoadedManifests) async throws -> ComparisonBasis {
        let kinds = Set(loaded.manifests.map(\.kind))
        let availability = try await cluster.availability(of: kinds)
        let state = DesiredState(
            loaded.manifests, defaultNamespace: environment.namespace ?? cluster.defaultNamespace,
            scope: { availability[$0]?.scope })
        let schema = try await schema(of: state, availability: availability)
        let comparison = ObjectComparison(
            schema: schema.table, policy: policy, autoscaled: Autoscaling.targets(in: state.objects))
        return ComparisonBasis(state: state, availability: availability, comparison: comparison, schema: schema)
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

    private func compare(_ basis: ComparisonBasis) async throws -> [ObjectDrift] {
        try await withThrowingTaskGroup(of: [ObjectDrift].self) { group in
            for (kind, objects) in Dictionary(grouping: basis.state.objects, by: \.kind) {
                if case .served(let scope)? = basis.availability[kind] {
                    let work = KindComparison(
                        kind: kind, scope: scope, objects: objects, cluster: cluster, comparison: basis.comparison,
                        environment: environment.name)
                    group.addTask { try await work.run() }
                } else {
                    group.addTask { objects.map { basis.outcome(ofUnserved: $0) } }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
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
    /// With what the objects were compared.
    package var comparison: ObjectComparison
    package var ignoreUse: IgnoreUse

    /// 2 for mistakes in the repository, 3 for objects that could not be decided, 1 for drift, 0 for none.
    package var exitCode: Int32 {
        if findings.contains(where: { $0.severity == .error }) { return 2 }
        if !gaps.isEmpty { return 3 }
        return objects.allSatisfy { $0.verdict == .inSync } ? 0 : 1
    }
}

/// What every comparison of one revision with one cluster stands on.
package struct ComparisonBasis: Sendable {
    package var state: DesiredState
    /// Every kind of `state` has an entry.
    package var availability: [GroupVersionKind: KindAvailability]
    package var comparison: ObjectComparison
    /// What of the server's types is missing.
    let schema: ServedSchema
    /// Kinds that a definition in the same commit brings.
    private let declared: Set<GroupKind>

    init(
        state: DesiredState, availability: [GroupVersionKind: KindAvailability], comparison: ObjectComparison,
        schema: ServedSchema
    ) {
        self.state = state
        self.availability = availability
        self.comparison = comparison
        self.schema = schema
        declared = Set(state.objects.compactMap { KindScope.declared(by: $0.value)?.0 })
    }

    /// The same for those who keep the objects elsewhere.
    package var withoutObjects: ComparisonBasis {
        var basis = self
        basis.state.forgetObjects()
        return basis
    }

    /// The outcome for an object of a kind that the server does not have: missing where its definition comes with it.
    package func outcome(ofUnserved object: DesiredObject) -> ObjectDrift {
        if declared.contains(object.kind.groupKind) { return comparison.drift(of: object, live: nil) }
        guard case .notServed(let reason)? = availability[object.kind] else {
            return .unknown(object, reason: "the server was not asked for this kind")
        }
        return .unknown(object, reason: reason)
    }
}
