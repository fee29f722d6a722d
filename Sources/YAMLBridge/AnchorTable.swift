import ObjectModel

/// What an alias puts in its place.
struct Anchor {
    let value: JSONValue
    /// The marks of everything below the anchored node; its own place is that of the alias.
    let innerMarks: [SourceMark]
    /// Levels of maps and lists, 0 for a scalar.
    let levels: Int
    /// Nodes, keys included.
    let nodes: Int
}

/// The anchors of one document by name. A name may be given again; an alias means the last one before it.
struct AnchorTable {
    enum Entry {
        /// Its node is still being read; `at` tells it from others of that name.
        case open(at: Int)
        case complete(Anchor)
    }

    private var entries: [String: Entry] = [:]

    subscript(name: String) -> Entry? { entries[name] }

    mutating func removeAll() { if !entries.isEmpty { entries.removeAll() } }

    mutating func open(_ name: String, at place: Int) { entries[name] = .open(at: place) }

    /// Completes the anchor that was opened at `place`, unless an inner one of that name came later.
    mutating func complete(_ name: String, at place: Int, _ anchor: Anchor) {
        guard case .open(at: place) = entries[name] else { return }
        entries[name] = .complete(anchor)
    }
}
