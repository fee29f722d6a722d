import KubeAPI
import ObjectModel
import Reconciler

/// The API server as the cluster that is changed.
extension KubeCluster: WritableCluster {
    func apply(
        _ value: JSONValue, kind: GroupVersionKind, namespace: String, force: Bool
    ) async throws -> JSONValue {
        var options = ApplyOptions(fieldManager: FieldManager.name)
        options.force = force
        let settings = options
        return try await changing(kind) { resource in
            try await client.apply(value, to: resource, namespace: namespace.nonEmpty, options: settings).object
        }
    }

    func patch(
        _ operations: [PatchOperation], of kind: GroupVersionKind, namespace: String, name: String,
        resourceVersion: String
    ) async throws -> JSONValue {
        var list: [JSONValue] = [
            ["op": "test", "path": "/metadata/resourceVersion", "value": .string(resourceVersion)]
        ]
        list += operations.map(\.json)
        var options = WriteOptions()
        options.fieldManager = FieldManager.name
        let (patch, settings) = (JSONValue.array(list), options)
        return try await changing(kind) { resource in
            do {
                return try await client.patch(
                    patch, as: .json, resource, namespace: namespace.nonEmpty, name: name, options: settings
                ).object
            } catch let error as KubeError where error.isFailedTest {
                throw WriteError(.changedMeanwhile, error.description)
            }
        }
    }

    func delete(
        _ kind: GroupVersionKind, namespace: String, name: String, uid: String, resourceVersion: String?
    ) async throws -> Bool {
        var options = DeleteOptions()
        options.uid = uid
        options.resourceVersion = resourceVersion
        options.propagation = .background
        let settings = options
        return try await changing(kind) { resource in
            do {
                let left = try await client.delete(
                    resource, namespace: namespace.nonEmpty, name: name, options: settings)
                guard case .none = left else { return false }
                return true
            } catch let error as KubeError where error.code == .notFound && error.reason == "NotFound" {
                return true
            }
        }
    }

    /// What the server refuses becomes a `WriteError`; a cancelled task stays one.
    private func changing<Answer>(
        _ kind: GroupVersionKind, _ body: (APIResource) async throws -> Answer
    ) async throws -> Answer {
        let resource: APIResource
        do throws(LiveReadError) {
            resource = try resources.resource(for: kind)
        } catch {
            throw WriteError(.notFound, error.description)
        }
        do {
            return try await writing(kind) { try await body(resource) }
        } catch let error as KubeError {
            try Task.checkCancellation()
            throw WriteError(error)
        }
    }
}

extension PatchOperation {
    fileprivate var json: JSONValue {
        switch self {
        case .remove(let pointer): ["op": "remove", "path": .string(pointer.description)]
        case .replace(let pointer, let value):
            ["op": "replace", "path": .string(pointer.description), "value": value]
        }
    }
}

extension KubeError {
    /// A JSON patch whose `test` does not hold: 422 without a field that is wrong, or 409.
    fileprivate var isFailedTest: Bool {
        if code == .conflict { return true }
        return (code == .invalid || code == .badRequest) && causes.isEmpty && detail.contains("testing value")
    }
}

extension WriteError {
    fileprivate init(_ error: KubeError) {
        let code: Code =
            switch error.code {
            case .conflict: error.managers.isEmpty ? .changedMeanwhile : .conflict(managers: error.managers)
            case .alreadyExists: .changedMeanwhile
            case .invalid, .badRequest, .tooLarge: .invalid
            case .forbidden, .unauthorized: .forbidden
            case .notFound, .notServed, .gone: .notFound
            case .tooManyRequests, .serverError, .redirected, .malformedResponse, .webPage, .unreachable,
                .connectionLost,
                .tls, .timeout, .cancelled, .badConnection:
                .unavailable
            }
        self.init(code, error.description)
    }
}

extension KubeError {
    /// The managers that an apply conflicts with, out of its causes: `conflict with "kubectl" using apps/v1`.
    fileprivate var managers: [String] {
        let names = causes.filter { $0.reason == "FieldManagerConflict" }.map { cause in
            cause.message.split(separator: "\"", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
                ?? cause.message
        }
        return Set(names).sorted()
    }
}
