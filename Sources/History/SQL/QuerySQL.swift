import ObjectModel

/// A query as SQL: its conditions, newest first, one row more than is wanted.
enum QuerySQL {
    static func episodes(_ query: EpisodeQuery) -> SQLStatement {
        guard let since = query.since.map({ SQLValue.integer($0.microseconds) }) else {
            return episodes(query, "1 = 1", "started_at DESC, id DESC")
        }
        // What began since then, by the index of beginnings; what ended since then or did not, by the index of ends.
        // The plus keeps the other index out, which would be read from end to end for the few rows that are wanted.
        let parts = [
            episodes(query, "started_at >= \(since)", "started_at DESC, id DESC"),
            episodes(query, "ended_at >= \(since) AND +started_at < \(since)", "+started_at DESC, id DESC"),
            episodes(query, "ended_at IS NULL AND +started_at < \(since)", "+started_at DESC, id DESC"),
        ]
        var statement: SQLStatement = "SELECT * FROM (\(parts[0])) AS begun"
        statement.append(" UNION ALL SELECT * FROM (\(parts[1])) AS ended")
        statement.append(" UNION ALL SELECT * FROM (\(parts[2])) AS going")
        statement.append(" ORDER BY started_at DESC, id DESC LIMIT \(.integer(Int64(limit(query) + 1)))")
        return statement
    }

    private static func episodes(
        _ query: EpisodeQuery, _ condition: SQLStatement, _ order: SQLStatement
    ) -> SQLStatement {
        var statement: SQLStatement = "SELECT \(RecordSQL.episodeColumns) FROM reconcile_episodes WHERE \(condition)"
        if let time = query.until?.microseconds { statement.append(" AND started_at < \(.integer(time))") }
        statement.append(shared(query, outcome: query.outcome?.rawValue))
        if let cursor = query.after { statement.append(" AND (started_at, id) < \(place(cursor))") }
        statement.append(" ORDER BY \(order) LIMIT \(.integer(Int64(limit(query) + 1)))")
        return statement
    }

    static func actions(_ query: ActionQuery) -> SQLStatement {
        var statement: SQLStatement = "SELECT \(RecordSQL.actionColumns) FROM reconcile_actions WHERE 1 = 1"
        if let time = query.since?.microseconds { statement.append(" AND begun_at >= \(.integer(time))") }
        if let time = query.until?.microseconds { statement.append(" AND begun_at < \(.integer(time))") }
        statement.append(shared(query, outcome: query.outcome?.rawValue))
        if let cursor = query.after { statement.append(" AND (begun_at, id) < \(place(cursor))") }
        statement.append(" ORDER BY begun_at DESC, id DESC LIMIT \(.integer(Int64(limit(query) + 1)))")
        return statement
    }

    /// Open ones by the index that has no others.
    static func openEpisodes(_ environment: String, after cursor: HistoryCursor?, limit: Int) -> SQLStatement {
        var statement: SQLStatement = """
            SELECT \(RecordSQL.episodeColumns) FROM reconcile_episodes
            WHERE ended_at IS NULL AND environment = \(.shown(environment))
            """
        if let cursor { statement.append(" AND (started_at, id) < \(place(cursor))") }
        statement.append(" ORDER BY started_at DESC, id DESC LIMIT \(.integer(Int64(limit + 1)))")
        return statement
    }

    /// Deletes at most `limit` of the oldest rows that have nothing to do with the time from `time` on.
    static func prune(
        _ table: PrunedTable, before time: Int64, limit: Int, _ dialect: SQLDialect
    ) -> SQLStatement {
        let (time, limit) = (SQLValue.integer(time), SQLValue.integer(Int64(limit)))
        switch table {
        case .episodes:
            return """
                DELETE FROM reconcile_episodes WHERE id IN (SELECT id FROM reconcile_episodes \
                WHERE ended_at < \(time) ORDER BY ended_at LIMIT \(limit)\(dialect.skipLocked))
                """
        case .actions:
            return """
                DELETE FROM reconcile_actions WHERE id IN (SELECT id FROM reconcile_actions \
                WHERE begun_at < \(time) ORDER BY begun_at LIMIT \(limit)\(dialect.skipLocked))
                """
        }
    }

    enum PrunedTable { case episodes, actions }

    static func limit<Outcome>(_ query: HistoryQuery<Outcome>) -> Int {
        min(max(query.limit, 1), HistoryPage<DriftEpisode>.longest)
    }

    private static func shared<Outcome>(_ query: HistoryQuery<Outcome>, outcome: String?) -> SQLStatement {
        var conditions: SQLStatement = ""
        if let environment = query.environment { conditions.append(" AND environment = \(.shown(environment))") }
        if let object = query.object {
            conditions.append(" AND lower(kind) = \(.shown(object.kind.lowercased()))")
            if let group = object.group { conditions.append(" AND lower(api_group) = \(.shown(group.lowercased()))") }
            if let name = object.name {
                conditions.append(" AND namespace = \(.shown(name.namespace)) AND name = \(.shown(name.name))")
            }
        }
        if let outcome { conditions.append(" AND outcome = \(.text(outcome))") }
        return conditions
    }

    private static func place(_ cursor: HistoryCursor) -> SQLStatement {
        "(\(.integer(cursor.time)), \(.text(cursor.id.description)))"
    }
}
