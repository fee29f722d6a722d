package import ObjectModel

/// A cluster whose changes can be followed: the port behind which the API client's watches stand.
package protocol WatchableCluster: WritableCluster {
    /// Lists what `selector` takes; the answer is the resource version that a watch goes on from.
    func list(
        _ kind: GroupVersionKind, in scope: ListScope, _ selector: LiveSelector,
        onEvent: (LiveListEvent) throws -> Void
    ) async throws -> String

    /// Tells every change after `version` until the server ends the watch, which is normal. Throws `LiveReadError`,
    /// and what concerns the server as a whole.
    func watch(
        _ kind: GroupVersionKind, in scope: ListScope, _ selector: LiveSelector, from version: String,
        onEvent: (LiveWatchEvent) async throws -> Void
    ) async throws

    /// Follows the definitions of custom resources, by name alone, until the server ends the watch. The first call of
    /// `onChange` comes when the watch has begun.
    func watchDefinitions(onChange: (_ name: String?) async throws -> Void) async throws

    /// Forgets which kinds the server has, so that they are asked for anew.
    func forgetKinds()

    /// The kinds that can be listed and deleted, for finding what is ours wherever it is.
    func listableKinds() async throws -> [GroupVersionKind]

    /// The Pods that a selector takes, and the Events of one object: why something does not start.
    func pods(in namespace: String, labelSelector: String, limit: Int) async throws -> [JSONValue]
    func events(in namespace: String, about uid: String) async throws -> [JSONValue]

    /// The DaemonSets of one namespace: those of the GPU operator tell whether it is done.
    func daemonSets(in namespace: String) async throws -> [JSONValue]
}

/// Which objects of a kind are listed and watched.
package enum LiveSelector: Hashable, Sendable {
    case all
    /// Those that carry our label for this environment.
    case labelled(String)
}

package enum LiveWatchEvent: Sendable {
    case changed(JSONValue)
    case deleted(JSONValue)
    /// Nothing happened up to this resource version.
    case bookmark(String)
}
