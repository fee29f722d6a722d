package import ObjectModel

/// Which rows are wanted; a condition that is `nil` holds for all.
package struct HistoryQuery<Outcome: Sendable>: Sendable {
    package var environment: String?
    package var object: ObjectSelector?
    /// Rows from this moment on; an episode counts that began earlier and had not ended by then.
    package var since: Timestamp?
    /// Rows that began before this moment.
    package var until: Timestamp?
    package var outcome: Outcome?
    /// Rows that stand behind this one.
    package var after: HistoryCursor?
    /// From 1 to `HistoryPage.longest`; what lies outside is brought inside.
    package var limit = 100

    package init() {}
}

package typealias EpisodeQuery = HistoryQuery<DriftEpisode.Outcome>
package typealias ActionQuery = HistoryQuery<ActionRecord.Outcome>

/// Objects of one kind, or one object.
package struct ObjectSelector: Hashable, Sendable {
    package var kind: String
    /// `nil` for every group that has the kind; empty for the core group.
    package var group: String?
    /// `nil` for every object of the kind.
    package var name: Name?

    package struct Name: Hashable, Sendable {
        /// Empty for a cluster-scoped object.
        package var namespace: String
        package var name: String
    }

    /// Reads `Deployment`, `Deployment.apps/team-a/web`, `Deployment/team-a/web` and `Namespace/team-a`; the letters of
    /// kind and group count without their case.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !parts.contains("") else { return nil }
        let kind = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard !kind.contains("") else { return nil }
        self.kind = kind[0]
        group = kind.count > 1 ? kind[1] : nil
        switch parts.count {
        case 2: name = Name(namespace: "", name: parts[1])
        case 3: name = Name(namespace: parts[1], name: parts[2])
        default: name = nil
        }
    }

    package init(_ key: ObjectKey) {
        kind = key.groupKind.kind
        group = key.groupKind.group
        name = Name(namespace: key.namespace, name: key.name)
    }
}

/// A place between two rows, newest first; rows that come later stand before it.
package struct HistoryCursor: Hashable, Sendable, CustomStringConvertible {
    /// Microseconds since 1970.
    let time: Int64
    let id: RecordID

    init(time: Int64, id: RecordID) {
        self.time = time
        self.id = id
    }

    /// Reads what `description` writes.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let time = Int64(parts[0]), let id = RecordID(String(parts[1])) else { return nil }
        self.init(time: time, id: id)
    }

    /// For people to hand back, not to read.
    package var description: String { "\(time).\(id)" }
}

/// Some rows, newest first, and where the next ones begin.
package struct HistoryPage<Row: Hashable & Sendable>: Hashable, Sendable {
    package var rows: [Row]
    /// `nil` where there are no more.
    package var next: HistoryCursor?

    package init(rows: [Row], next: HistoryCursor?) {
        self.rows = rows
        self.next = next
    }

    /// The most rows that one page has.
    package static var longest: Int { 10_000 }
}
