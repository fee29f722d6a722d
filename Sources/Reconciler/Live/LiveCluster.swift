package import ObjectModel

/// The cluster as something to be read: the port behind which the API client, or an export, stands.
package protocol LiveCluster: Sendable {
    /// For reports and messages: the context and server, or the export's path.
    var name: String { get }
    /// For namespaced objects that neither name a namespace nor stand in an environment with one.
    var defaultNamespace: String { get }

    /// What the server says of each of `kinds`; every one has an entry.
    func availability(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: KindAvailability]

    /// The types of `kinds`, all of them served; a kind without a published schema is left out.
    func schema(of kinds: Set<GroupVersionKind>) async throws -> ServedSchema

    /// Every object of `kind` in `scope`, one by one, each with apiVersion and kind. Throws `LiveReadError`.
    func list(
        _ kind: GroupVersionKind, in scope: ListScope, onEvent: (LiveListEvent) throws -> Void
    ) async throws

    /// One object; `nil` where there is none. Throws `LiveReadError`.
    func get(_ kind: GroupVersionKind, namespace: String, name: String) async throws -> JSONValue?

    /// What the object would be after a forced server-side apply of `value`, without applying it.
    func dryRunApply(
        _ value: JSONValue, kind: GroupVersionKind, namespace: String, name: String
    ) async throws -> JSONValue
}

/// Whether the server has a kind.
package enum KindAvailability: Hashable, Sendable {
    /// `nil` where it is not known whether objects live in a namespace: then manifests are taken at their word.
    case served(KindScope?)
    /// A sentence that says what is served instead, or what is missing.
    case notServed(String)

    package var scope: KindScope? {
        guard case .served(let scope) = self else { return nil }
        return scope
    }

    package var isServed: Bool {
        guard case .served = self else { return false }
        return true
    }
}

package enum ListScope: Hashable, Sendable {
    case cluster
    case namespace(String)
}

package enum LiveListEvent: Sendable {
    case object(JSONValue)
    /// The list begins again; what came before is void.
    case restarted
}

/// A read that failed in a way that concerns its kind or namespace, not the whole comparison.
package struct LiveReadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The server refused by its rules: a narrower read may be allowed.
    package var isForbidden: Bool
    /// The server has forgotten the state that was to be gone on from: list again.
    package var isGone = false
    /// The kind itself is not there any more.
    package var isNotServed = false
    package var description: String

    package init(isForbidden: Bool, description: String) {
        self.isForbidden = isForbidden
        self.description = description
    }
}
