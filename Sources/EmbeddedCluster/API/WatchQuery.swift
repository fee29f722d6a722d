import JSONText
import ObjectModel

/// What one watch is about, and how far it has come.
struct WatchQuery: Sendable {
    var resource: APIResource
    var namespace: String?
    /// One object only, as `kubectl get NAME -w` asks by a field selector.
    var selector: Selector
    /// What has been sent already.
    var revision: UInt64
    var sendsBookmarks: Bool
    var timeoutSeconds: Int?

    /// Lines of JSON for what changed since; moves `revision` on. `nil` where the history does not reach back so far.
    mutating func lines(_ state: ClusterState) -> [UInt8]? {
        guard let events = state.history.events(after: revision) else { return nil }
        var bytes: [UInt8] = []
        for event in events where event.resource == resource.name {
            guard namespace == nil || namespace == event.namespace, let (kind, object) = seen(event) else { continue }
            bytes += Self.line(kind.rawValue, state.converted(object, to: resource))
        }
        revision = max(revision, state.revision)
        return bytes
    }

    /// An object that comes to match is new to the watcher, one that no longer does is gone.
    private func seen(_ event: WatchEvent) -> (WatchEvent.Kind, JSONValue)? {
        let isNow = event.kind != .deleted && selector.matches(event.object)
        let wasBefore = event.previous.map(selector.matches) ?? false
        switch (wasBefore, isNow) {
        case (false, true): return (.added, event.object)
        case (true, true): return (.modified, event.object)
        case (true, false): return (.deleted, event.object)
        case (false, false): return nil
        }
    }

    /// The state as it is, for a watch that names no revision.
    func initialLines(_ state: ClusterState) -> [UInt8] {
        state.objects(resource.name, namespace: namespace).filter { selector.matches($0.object) }
            .flatMap { Self.line("ADDED", state.converted($0.object, to: resource)) }
    }

    func bookmark() -> [UInt8] {
        Self.line(
            "BOOKMARK",
            [
                "kind": .string(resource.kind.kind), "apiVersion": .string(resource.kind.apiVersion),
                "metadata": ["resourceVersion": .string(String(revision)), "creationTimestamp": nil],
            ])
    }

    static func line(_ type: String, _ object: JSONValue) -> [UInt8] {
        JSONText.write(["type": .string(type), "object": object]) + [UInt8(ascii: "\n")]
    }
}
