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
        let found = try await client.resolve(kinds)
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
    private func writing<Answer>(_ kind: GroupVersionKind, _ body: () async throws -> Answer) async throws -> Answer {
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
    private func reading<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let error as KubeError {
            if error.concernsWholeServer { throw error }
            throw LiveReadError(isForbidden: error.code == .forbidden, description: error.description)
        }
    }
}

extension KubeCluster: WritableCluster {
    func apply(_ value: JSONValue, kind: GroupVersionKind, namespace: String) async throws {
        let resource = try resources.resource(for: kind)
        var options = ApplyOptions(fieldManager: FieldManager.name)
        options.force = true
        try await writing(kind) {
            _ = try await client.apply(value, to: resource, namespace: namespace.nonEmpty, options: options)
        }
    }

    func remove(
        _ fields: [JSONPointer], of kind: GroupVersionKind, namespace: String, name: String, resourceVersion: String
    ) async throws {
        let resource = try resources.resource(for: kind)
        var operations: [JSONValue] = [
            ["op": "test", "path": "/metadata/resourceVersion", "value": .string(resourceVersion)]
        ]
        // From the last place to the first, so that an index stays right until it is used.
        operations += fields.sorted().reversed().map { ["op": "remove", "path": .string($0.description)] }
        var options = WriteOptions()
        options.fieldManager = FieldManager.name
        let (patch, settings) = (JSONValue.array(operations), options)
        try await writing(kind) {
            _ = try await client.patch(
                patch, as: .json, resource, namespace: namespace.nonEmpty, name: name, options: settings)
        }
    }
}

extension String {
    /// The API's absent namespace is our empty one.
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
