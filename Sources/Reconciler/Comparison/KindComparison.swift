import Drift
import ObjectModel

/// Compares every object of one kind: reads them by plan, and more narrowly where the server forbids the wider read.
struct KindComparison {
    let kind: GroupVersionKind
    let scope: KindScope?
    let objects: [DesiredObject]
    let cluster: any LiveCluster
    let comparison: ObjectComparison
    /// Names the objects that are ours.
    let environment: String

    /// Lists and GETs that one kind has under way at once.
    private static let width = 12

    /// The outcome of each object, and of each that is ours and not in Git; in no order.
    func run() async throws -> [ObjectDrift] {
        switch ReadPlan(objects, scope: scope) {
        case .listCluster: try await listCluster()
        case .listNamespaces(let namespaces): try await listEach(namespaces)
        case .getEach: try await getEach(objects)
        }
    }

    // MARK: Lists

    private func listCluster() async throws -> [ObjectDrift] {
        try await list(.cluster, expecting: objects) {
            guard scope != .cluster else { return try await getEach(objects) }
            return try await listEach(Set(objects.map(\.key.namespace)).sorted())
        }
    }

    private func listEach(_ namespaces: [String]) async throws -> [ObjectDrift] {
        let byNamespace = Dictionary(grouping: objects, by: \.key.namespace)
        let outcomes = try await namespaces.mapInParallel(width: Self.width) { namespace in
            let expected = byNamespace[namespace] ?? []
            return try await list(.namespace(namespace), expecting: expected) { try await getEach(expected) }
        }
        return outcomes.flatMap(\.self)
    }

    /// What is forbidden goes to `narrower`; what fails otherwise leaves unknown what was not yet seen.
    private func list(
        _ scope: ListScope, expecting expected: [DesiredObject],
        orIfForbidden narrower: () async throws -> [ObjectDrift]
    ) async throws -> [ObjectDrift] {
        var matcher = ListMatcher(expected: expected, comparison: comparison, environment: environment)
        do {
            try await cluster.list(kind, in: scope) { matcher.take($0) }
        } catch let error as LiveReadError where error.isForbidden {
            return try await narrower()
        } catch let error as LiveReadError {
            return matcher.outcomes { .unknown($0, reason: error.description) }
        }
        return matcher.outcomes { comparison.drift(of: $0, live: nil) }
    }

    // MARK: Single objects

    private func getEach(_ wanted: [DesiredObject]) async throws -> [ObjectDrift] {
        try await wanted.mapInParallel(width: Self.width) { object in
            do {
                let live = try await cluster.get(kind, namespace: object.key.namespace, name: object.key.name)
                return comparison.drift(of: object, live: live)
            } catch let error as LiveReadError {
                return .unknown(object, reason: error.description)
            }
        }
    }
}

extension ObjectDrift {
    static func unknown(_ object: DesiredObject, reason: String) -> ObjectDrift {
        ObjectDrift(
            key: object.key, apiVersion: object.kind.apiVersion, verdict: .unknown, location: object.location(),
            reason: reason)
    }
}
