import KubeAPI
import ObjectModel
import Reconciler

/// The API server as the comparison's cluster.
struct KubeCluster: LiveCluster {
    let client: KubeClient
    let resources = ResourceMap()

    var name: String { "\(client.connection.name) (\(client.connection.server))" }
    var defaultNamespace: String { client.connection.namespace }

    func availability(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: KindAvailability] {
        let found = try await client.resolve(kinds, isRefresh: resources.takeRefresh())
        resources.set(found.compactMapValues { try? $0.get() })
        return found.mapValues { result in
            switch result {
            case .success(let resource): .served(resource.isNamespaced ? .namespaced : .cluster)
            case .failure(let error): .notServed("\(error.detail) (hint: \(error.hint))")
            }
        }
    }

    func schema(of kinds: Set<GroupVersionKind>) async throws -> ServedSchema {
        try await ServerSchema(client: client, resources: resources).types(of: kinds)
    }

    func list(
        _ kind: GroupVersionKind, in scope: ListScope, onEvent: (LiveListEvent) throws -> Void
    ) async throws {
        _ = try await list(kind, in: scope, .all, onEvent: onEvent)
    }

    func get(_ kind: GroupVersionKind, namespace: String, name: String) async throws -> JSONValue? {
        let resource = try resources.resource(for: kind)
        return try await reading {
            try await client.get(resource, namespace: namespace.nonEmpty, name: name)
        }
    }

    func dryRunApply(
        _ value: JSONValue, kind: GroupVersionKind, namespace: String, name: String
    ) async throws -> JSONValue {
        let resource = try resources.resource(for: kind)
        var options = ApplyOptions(fieldManager: FieldManager.name)
        options.force = true
        options.isDryRun = true
        return try await reading {
            try await writing(kind) {
                try await client.apply(value, to: resource, namespace: namespace.nonEmpty, options: options).object
            }
        }
    }

    /// A server quotes what it refuses: of a Secret, its words are left out.
    func writing<Answer>(_ kind: GroupVersionKind, _ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch var error as KubeError {
            let isSecret = kind.group.isEmpty && kind.kind == "Secret"
            guard isSecret, error.httpStatus != nil, ![.forbidden, .unauthorized, .notFound].contains(error.code)
            else { throw error }
            error.detail =
                "the server refused it (\(error.reason ?? error.code.rawValue)), in words that may quote its values"
            error.causes = []
            throw error
        }
    }

    /// What concerns one kind or object becomes a `LiveReadError`; what concerns the server or the caller stays.
    func reading<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let error as KubeError {
            if error.concernsWholeServer { throw error }
            var failure = LiveReadError(isForbidden: error.code == .forbidden, description: error.description)
            failure.isGone = error.code == .gone
            failure.isNotServed = error.code == .notServed || error.code == .notFound
            throw failure
        }
    }
}

extension String {
    /// The API's absent namespace is our empty one.
    var nonEmpty: String? { isEmpty ? nil : self }
}
