import KubeAPI
import ObjectModel
import OpenAPISchema
import Reconciler

/// The API server as the comparison's cluster.
struct KubeCluster: LiveCluster {
    let client: KubeClient
    let resources = ResourceMap()

    var name: String { "\(client.connection.name) (\(client.connection.server))" }
    var defaultNamespace: String { client.connection.namespace }

    func availability(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: KindAvailability] {
        let found = try await client.resolve(kinds)
        resources.set(found.compactMapValues { try? $0.get() })
        return found.mapValues { result in
            switch result {
            case .success(let resource): .served(resource.isNamespaced ? .namespaced : .cluster)
            case .failure(let error): .notServed("\(error.detail) (hint: \(error.hint))")
            }
        }
    }

    func schema(of kinds: Set<GroupVersionKind>) async throws -> TypeTable {
        try await ServerSchema(client: client, resources: resources).table(of: kinds)
    }

    func list(
        _ kind: GroupVersionKind, in scope: ListScope, onEvent: (LiveListEvent) throws -> Void
    ) async throws {
        var options = ListOptions()
        if case .namespace(let namespace) = scope { options.namespace = namespace }
        let resource = try resources.resource(for: kind)
        _ = try await reading {
            try await client.list(resource, options) { event in
                switch event {
                case .item(let value): try onEvent(.object(value))
                case .restarted: try onEvent(.restarted)
                }
            }
        }
    }

    func get(_ kind: GroupVersionKind, namespace: String, name: String) async throws -> JSONValue? {
        let resource = try resources.resource(for: kind)
        return try await reading {
            do {
                return try await client.get(resource, namespace: namespace.isEmpty ? nil : namespace, name: name)
            } catch let error as KubeError where error.code == .notFound {
                return nil
            }
        }
    }

    func dryRunApply(
        _ value: JSONValue, kind: GroupVersionKind, namespace: String, name: String
    ) async throws -> JSONValue {
        let resource = try resources.resource(for: kind)
        var options = ApplyOptions()
        options.isForced = true
        options.isDryRun = true
        return try await reading {
            try await client.apply(
                value, to: resource, namespace: namespace.isEmpty ? nil : namespace, name: name, options)
        }
    }

    /// What concerns one kind or object becomes a `LiveReadError`; what concerns the server or the caller stays.
    private func reading<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let error as KubeError {
            switch error.code {
            case .unauthorized, .tls, .cancelled, .badConnection: throw error
            default: throw LiveReadError(isForbidden: error.code == .forbidden, description: error.description)
            }
        }
    }
}
