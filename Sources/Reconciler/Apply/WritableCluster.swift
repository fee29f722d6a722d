package import ObjectModel

/// The name under which we apply: what owns our fields.
package enum FieldManager {
    package static let name = "reconcile"
}

/// A cluster that may be changed: the port behind which the API client stands.
package protocol WritableCluster: LiveCluster {
    /// Forced server-side apply as `FieldManager.name`.
    func apply(_ value: JSONValue, kind: GroupVersionKind, namespace: String) async throws

    /// Takes single fields out of an object that is still at `resourceVersion`; another version is a failure.
    func remove(
        _ fields: [JSONPointer], of kind: GroupVersionKind, namespace: String, name: String, resourceVersion: String
    ) async throws
}
