import Glibc
import ObjectModel
import OpenAPISchema
import Reconciler
import YAMLBridge

/// An export (`kubectl get -o yaml`, single objects or lists) as the comparison's cluster.
struct Snapshot: LiveCluster {
    let name: String
    let defaultNamespace: String
    /// In several versions, where the export has an object more than once; the last one first.
    private let objects: [ObjectKey: [JSONValue]]
    private let table: TypeTable
    private let scopes: [GroupKind: KindScope]

    /// Reads a file, or every `.yaml`, `.yml` and `.json` below a directory.
    init(path: String, namespace: String?) throws {
        name = path
        var objects: [ObjectKey: [JSONValue]] = [:]
        var isEmptyOnPurpose = false
        var table = BuiltinSchema.table
        var scopes: [GroupKind: KindScope] = [:]
        for file in try LocalFile.manifests(at: path) {
            let reading = YAMLReader.read(try LocalFile.read(file), file: file, limits: Self.limits)
            if let error = reading.errors.first { throw error }
            // `kubectl get` writes a list without items where there is nothing.
            if reading.documents.contains(where: { $0.value["items"]?.array?.isEmpty == true }) {
                isEmptyOnPurpose = true
            }
            for object in reading.documents.flatMap({ Self.items(of: $0.value) }) {
                guard let key = Self.key(of: object) else { continue }
                objects[key, default: []].insert(object, at: 0)
                table.merge(CRDReader.table(of: object))
                if let (kind, scope) = KindScope.declared(by: object) { scopes[kind] = scope }
            }
        }
        guard isEmptyOnPurpose || !objects.isEmpty else {
            throw ReconcileError(
                .input, step: "read the export", subject: path, detail: "it holds no object",
                hint: "write it with 'kubectl get … -o yaml --show-managed-fields'")
        }
        self.objects = objects
        self.table = table
        self.scopes = scopes
        defaultNamespace = namespace ?? Self.onlyNamespace(of: objects.keys) ?? "default"
    }

    /// An export may be larger than any manifest: as large as a file may be that is read whole.
    private static let limits = YAMLLimits(bytes: 512 << 20, depth: 256, aliasedNodes: 1_000_000, errors: 100)

    /// An export of one namespace was taken from where manifests without one would go.
    private static func onlyNamespace(of keys: some Sequence<ObjectKey>) -> String? {
        let namespaces = Set(keys.map(\.namespace).filter { !$0.isEmpty })
        return namespaces.count == 1 ? namespaces.first : nil
    }

    private static func items(of value: JSONValue) -> [JSONValue] {
        guard let kind = value["kind"]?.string, kind.hasSuffix("List"), let items = value["items"]?.array else {
            return value.isNull ? [] : [value]
        }
        return items.flatMap(items(of:))
    }

    private static func key(of object: JSONValue) -> ObjectKey? {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
            let name = object["metadata"]?["name"]?.string
        else { return nil }
        return ObjectKey(
            groupKind: GroupVersionKind(apiVersion: apiVersion, kind: kind).groupKind,
            namespace: object["metadata"]?["namespace"]?.string ?? "", name: name)
    }

    /// Every kind counts as served: an export does not say what the server had.
    func availability(of wanted: Set<GroupVersionKind>) async throws -> [GroupVersionKind: KindAvailability] {
        var result: [GroupVersionKind: KindAvailability] = [:]
        for kind in wanted { result[kind] = .served(scope(of: kind.groupKind)) }
        return result
    }

    /// By the built-in kinds, the definitions in the export, then where the export has such objects.
    private func scope(of kind: GroupKind) -> KindScope? {
        if let known = KindScope.builtin(kind) ?? scopes[kind] { return known }
        guard let example = objects.keys.first(where: { $0.groupKind == kind }) else { return nil }
        return example.namespace.isEmpty ? .cluster : .namespaced
    }

    func schema(of kinds: Set<GroupVersionKind>) async throws -> ServedSchema { ServedSchema(table) }

    func list(
        _ kind: GroupVersionKind, in scope: ListScope, onEvent: (LiveListEvent) throws -> Void
    ) async throws {
        for (key, versions) in objects where key.groupKind == kind.groupKind {
            if case .namespace(let namespace) = scope, key.namespace != namespace { continue }
            if let value = Self.asked(versions, for: kind) { try onEvent(.object(value)) }
        }
    }

    /// The object in the version that is asked for, else in the one that there is.
    private static func asked(_ versions: [JSONValue], for kind: GroupVersionKind) -> JSONValue? {
        versions.first { $0["apiVersion"]?.string == kind.apiVersion } ?? versions.first
    }

    func get(_ kind: GroupVersionKind, namespace: String, name: String) async throws -> JSONValue? {
        let key = ObjectKey(groupKind: kind.groupKind, namespace: namespace, name: name)
        return Self.asked(objects[key] ?? [], for: kind)
    }

    func dryRunApply(
        _ value: JSONValue, kind: GroupVersionKind, namespace: String, name: String
    ) async throws -> JSONValue {
        throw LiveReadError(isForbidden: true, description: "an export cannot be asked for a dry run")
    }
}
