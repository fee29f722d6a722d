import ObjectModel

/// One change of one object, as watchers see it.
struct WatchEvent: Sendable {
    enum Kind: String, Sendable { case added = "ADDED", modified = "MODIFIED", deleted = "DELETED" }

    var revision: UInt64
    var resource: ResourceName
    var namespace: String
    var kind: Kind
    /// The object after the change; of a deleted one, its last state.
    var object: JSONValue
    /// Before the change; `nil` for a new object.
    var previous: JSONValue?
}

/// The last changes, oldest first; what is older than the window is gone.
struct WatchHistory: Sendable {
    private let limit: Int
    private var events: [WatchEvent] = []
    /// Changes up to this revision have left the window.
    private(set) var compacted: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    mutating func append(_ event: WatchEvent) {
        events.append(event)
        // Dropped in halves, so that appending stays cheap.
        guard events.count > 2 * limit else { return }
        let dropped = events.count - limit
        compacted = events[dropped - 1].revision
        events.removeFirst(dropped)
    }

    /// Forgets everything, as a server does whose store was compacted.
    mutating func compact(at revision: UInt64) {
        compacted = revision
        events.removeAll { $0.revision <= revision }
    }

    /// The changes after `revision`; `nil` where some of them are no longer known.
    func events(after revision: UInt64) -> ArraySlice<WatchEvent>? {
        guard revision >= compacted else { return nil }
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].revision <= revision { low = middle + 1 } else { high = middle }
        }
        return events[low...]
    }
}
