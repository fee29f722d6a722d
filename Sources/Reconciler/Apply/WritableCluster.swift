package import ObjectModel

/// The name under which we apply: what owns our fields.
package enum FieldManager {
    package static let name = "reconcile"
}

/// A cluster that may be changed: the port behind which the API client stands. Every write throws `WriteError`.
package protocol WritableCluster: LiveCluster {
    /// Server-side apply as `FieldManager.name`; the object as it is then. `force` takes fields over from others.
    func apply(_ value: JSONValue, kind: GroupVersionKind, namespace: String, force: Bool) async throws -> JSONValue

    /// Patches an object that is still at `resourceVersion`; another version is `changedMeanwhile`.
    func patch(
        _ operations: [PatchOperation], of kind: GroupVersionKind, namespace: String, name: String,
        resourceVersion: String
    ) async throws -> JSONValue

    /// Asks for the deletion of the object with this `uid`, and at this version where one is given; another is
    /// `changedMeanwhile`. Whether it is gone; `false` while finalizers keep it. One that is not there is gone.
    func delete(
        _ kind: GroupVersionKind, namespace: String, name: String, uid: String, resourceVersion: String?
    ) async throws -> Bool
}

/// One operation of a JSON patch (RFC 6902).
package enum PatchOperation: Hashable, Sendable {
    case remove(JSONPointer)
    case replace(JSONPointer, JSONValue)
}

/// A write that failed, with what a caller decides by.
package struct WriteError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// Other managers own fields; their names.
        case conflict(managers: [String])
        /// The object is not the one, or not at the version, that the write was for.
        case changedMeanwhile
        /// The server refuses what Git has; the same again fails again.
        case invalid
        case forbidden
        /// The kind or the namespace is not there, yet or any more.
        case notFound
        /// The server is out of reach or overloaded, and was asked again in vain.
        case unavailable
    }

    package var code: Code
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Whether the same write may succeed later without a change in Git.
    package var isTransient: Bool {
        switch code {
        case .changedMeanwhile, .notFound, .unavailable: true
        case .conflict, .invalid, .forbidden: false
        }
    }
}
