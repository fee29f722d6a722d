import ObjectModel
import OpenAPISchema
import Reconciler
import Synchronization
import YAMLBridge

/// A cluster that holds the objects of YAML texts, with the built-in kinds and those of its definitions.
final class ClusterOfTexts: WritableCluster {
    let name = "texts"
    let defaultNamespace = "default"
    private let objects: [JSONValue]
    private let forbidden: Set<String>
    private let calls = Mutex<[String]>([])

    /// Reading one of the kinds in `forbidden` is refused.
    init(_ text: String, forbidden: Set<String> = []) {
        objects = YAMLReader.read(Array(text.utf8), file: "live.yaml").documents.map(\.value).filter { !$0.isNull }
        self.forbidden = forbidden
    }

    /// `apply KIND NAME` and `dry run KIND NAME`, in order.
    var writes: [String] { calls.withLock(\.self) }

    func availability(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: KindAvailability] {
        let declared = Dictionary(objects.compactMap(KindScope.declared), uniquingKeysWith: { first, _ in first })
        return Dictionary(
            uniqueKeysWithValues: kinds.map { kind in
                let scope = KindScope.builtin(kind.groupKind) ?? declared[kind.groupKind]
                return (kind, scope.map { .served($0) } ?? .notServed("no such kind"))
            })
    }

    func schema(of kinds: Set<GroupVersionKind>) async throws -> ServedSchema { ServedSchema(BuiltinSchema.table) }

    func list(
        _ kind: GroupVersionKind, in scope: ListScope, onEvent: (LiveListEvent) throws -> Void
    ) async throws {
        for object in try found(kind) {
            if case .namespace(let wanted) = scope, object["metadata"]?["namespace"]?.string != wanted { continue }
            try onEvent(.object(object))
        }
    }

    func get(_ kind: GroupVersionKind, namespace: String, name: String) async throws -> JSONValue? {
        try found(kind).first {
            $0["metadata"]?["name"]?.string == name && ($0["metadata"]?["namespace"]?.string ?? "") == namespace
        }
    }

    func dryRunApply(
        _ value: JSONValue, kind: GroupVersionKind, namespace: String, name: String
    ) async throws -> JSONValue {
        calls.withLock { $0.append("dry run \(kind.kind) \(name)") }
        return value
    }

    func apply(
        _ value: JSONValue, kind: GroupVersionKind, namespace: String, force: Bool
    ) async throws -> JSONValue {
        calls.withLock { $0.append("apply \(kind.kind) \(value["metadata"]?["name"]?.string ?? "")") }
        return value
    }

    func patch(
        _ operations: [PatchOperation], of kind: GroupVersionKind, namespace: String, name: String,
        resourceVersion: String
    ) async throws -> JSONValue {
        calls.withLock { $0.append("patch \(kind.kind) \(name)") }
        return try await get(kind, namespace: namespace, name: name) ?? .null
    }

    func delete(
        _ kind: GroupVersionKind, namespace: String, name: String, uid: String, resourceVersion: String?
    ) async throws -> Bool {
        calls.withLock { $0.append("delete \(kind.kind) \(name)") }
        return true
    }

    private func found(_ kind: GroupVersionKind) throws -> [JSONValue] {
        guard !forbidden.contains(kind.kind) else {
            throw LiveReadError(isForbidden: true, description: "\(kind.kind) is forbidden")
        }
        return objects.filter { $0["apiVersion"]?.string == kind.apiVersion && $0["kind"]?.string == kind.kind }
    }
}
