import ObjectModel

/// Rows of the two tables, to and from records.
enum RecordSQL {
    static let episodeColumns: SQLStatement = """
        id, environment, api_group, kind, namespace, name, revision, verdict, paths, managers, started_at, ended_at, outcome
        """

    static let actionColumns: SQLStatement = """
        id, environment, api_group, kind, namespace, name, revision, plan_hash, action, outcome, detail, begun_at, duration
        """

    /// Stores a record that may be there already.
    static func insert(_ record: HistoryRecord) -> SQLStatement {
        switch record {
        case .episode(let episode): insert(episode)
        case .action(let action): insert(action)
        }
    }

    /// An open episode takes its new state; one that has ended stays as it is, whoever comes late.
    private static func insert(_ episode: DriftEpisode) -> SQLStatement {
        """
        INSERT INTO reconcile_episodes (\(episodeColumns)) VALUES (\(identity(episode.id, episode.environment)), \
        \(object(episode.object)), \(.shown(episode.revision)), \(.shown(episode.verdict)), \(list(episode.paths)), \
        \(list(episode.managers)), \(.integer(episode.since.microseconds)), \
        \(.optional(episode.ending?.at.microseconds)), \(.text(episode.outcome.rawValue))) \
        ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, verdict = excluded.verdict, \
        paths = excluded.paths, managers = excluded.managers, ended_at = excluded.ended_at, outcome = excluded.outcome \
        WHERE reconcile_episodes.ended_at IS NULL
        """
    }

    private static func insert(_ action: ActionRecord) -> SQLStatement {
        """
        INSERT INTO reconcile_actions (\(actionColumns)) VALUES (\(identity(action.id, action.environment)), \
        \(object(action.object)), \(.shown(action.revision)), \(.shown(action.planHash)), \
        \(.text(action.action.rawValue)), \(.text(action.outcome.rawValue)), \(.shown(action.detail)), \
        \(.integer(action.at.microseconds)), \(.integer(action.duration.microseconds))) \
        ON CONFLICT (id) DO NOTHING
        """
    }

    private static func identity(_ id: RecordID, _ environment: String) -> SQLStatement {
        "\(.text(id.description)), \(.shown(environment))"
    }

    private static func object(_ key: ObjectKey) -> SQLStatement {
        """
        \(.shown(key.groupKind.group)), \(.shown(key.groupKind.kind)), \(.shown(key.namespace)), \(.shown(key.name))
        """
    }

    /// A list of texts as one JSON text.
    private static func list(_ texts: [String]) -> SQLValue {
        .shown(JSONValue.array(texts.map(JSONValue.string)).jsonText)
    }

    static func episode(_ row: SQLRow) throws(SQLRow.Mismatch) -> DriftEpisode {
        guard let id = RecordID(try row.text(0)) else { throw SQLRow.Mismatch(column: 0) }
        guard let outcome = DriftEpisode.Outcome(rawValue: try row.text(12)) else { throw SQLRow.Mismatch(column: 12) }
        let end = try row.optionalInteger(11).map(Timestamp.init(microseconds:))
        return DriftEpisode(
            id: id, environment: try row.text(1), object: try object(row),
            since: Timestamp(microseconds: try row.integer(10)), verdict: try row.text(7), revision: try row.text(6),
            paths: try list(row, 8), managers: try list(row, 9),
            ending: end.flatMap { DriftEpisode.Ending(outcome, at: $0) })
    }

    static func action(_ row: SQLRow) throws(SQLRow.Mismatch) -> ActionRecord {
        guard let id = RecordID(try row.text(0)) else { throw SQLRow.Mismatch(column: 0) }
        guard let action = ActionRecord.Action(rawValue: try row.text(8)) else { throw SQLRow.Mismatch(column: 8) }
        guard let outcome = ActionRecord.Outcome(rawValue: try row.text(9)) else { throw SQLRow.Mismatch(column: 9) }
        return ActionRecord(
            id: id, environment: try row.text(1), object: try object(row), action: action, outcome: outcome,
            at: Timestamp(microseconds: try row.integer(11)), duration: .microseconds(try row.integer(12)),
            revision: try row.text(6), planHash: try row.text(7), detail: try row.text(10))
    }

    private static func object(_ row: SQLRow) throws(SQLRow.Mismatch) -> ObjectKey {
        ObjectKey(
            groupKind: GroupKind(group: try row.text(2), kind: try row.text(3)), namespace: try row.text(4),
            name: try row.text(5))
    }

    private static func list(_ row: SQLRow, _ column: Int) throws(SQLRow.Mismatch) -> [String] {
        guard let elements = SmallJSON.read(try row.text(column))?.array else { throw SQLRow.Mismatch(column: column) }
        return elements.compactMap(\.string)
    }
}

extension Duration {
    /// Whole microseconds, the rest dropped; the nearest that 64 bits hold.
    fileprivate var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
}
