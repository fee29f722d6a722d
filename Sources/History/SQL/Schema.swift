/// The tables, and how a database comes to have them: docs/history.md describes every column.
struct Schema {
    /// Written into the database; a database with a higher one is refused.
    static let current = 1

    private let dialect: SQLDialect

    init(_ dialect: SQLDialect) { self.dialect = dialect }

    /// The version that a database has; 0 for one without tables.
    func version(_ connection: some SQLConnection) throws(HistoryError) -> Int {
        guard try number(dialect.hasVersion, connection) > 0 else { return 0 }
        return try number("SELECT coalesce(max(version), 0) FROM reconcile_schema", connection)
    }

    /// Refuses a newer database; brings an older one up to date, or refuses it where nothing may be changed.
    func settle<Connection: SQLConnection>(
        _ connection: Connection, _ settings: Connection.Settings
    ) throws(HistoryError) {
        let found = try version(connection)
        if found == Self.current { return }
        try refuseNewer(found, settings.name)
        guard settings.options.access == .writing else {
            throw found == 0
                ? HistoryError(.missing, .open, settings.name, "there is no history in it")
                : HistoryError(.olderSchema, .open, settings.name, "its schema is \(found), not \(Self.current)")
        }
        try migrate(connection, settings)
    }

    private func migrate<Connection: SQLConnection>(
        _ connection: Connection, _ settings: Connection.Settings
    ) throws(HistoryError) {
        for statement in dialect.beginAlone { _ = try connection.rows(statement, .migrate) }
        // Another program may have done it while this one waited.
        let found = try version(connection)
        try refuseNewer(found, settings.name)
        if found == 0 {
            for statement in dialect.mark + [versionTable] { _ = try connection.rows(statement, .migrate) }
        }
        for (place, step) in steps.enumerated() where place >= found {
            for statement in step { _ = try connection.rows(statement, .migrate) }
            let version = SQLValue.integer(Int64(place + 1))
            _ = try connection.rows("INSERT INTO reconcile_schema (version) VALUES (\(version))", .migrate)
        }
        _ = try connection.rows("COMMIT", .migrate)
        guard found < Self.current else { return }
        settings.options.onEvent(.migrated(name: settings.name, from: found, to: Self.current))
    }

    private func refuseNewer(_ found: Int, _ name: String) throws(HistoryError) {
        guard found > Self.current else { return }
        throw HistoryError(
            .newerSchema, .open, name, "it has schema \(found), and this program knows \(Self.current) and older ones")
    }

    private func number(_ statement: SQLStatement, _ connection: some SQLConnection) throws(HistoryError) -> Int {
        let rows = try connection.rows(statement, .open)
        // A version that is no number is none that this program wrote, so it counts as newer.
        guard let row = rows.first, let number = try? row.integer(0) else { return .max }
        return Int(number)
    }

    private var versionTable: SQLStatement { "CREATE TABLE reconcile_schema (version BIGINT NOT NULL PRIMARY KEY)" }

    /// The step at place N brings a database from version N to N + 1.
    private var steps: [[SQLStatement]] { [episodes + actions] }

    private var episodes: [SQLStatement] {
        let text = dialect.text
        return [
            """
            CREATE TABLE reconcile_episodes (
                id \(text) NOT NULL PRIMARY KEY, environment \(text) NOT NULL, api_group \(text) NOT NULL,
                kind \(text) NOT NULL, namespace \(text) NOT NULL, name \(text) NOT NULL, revision \(text) NOT NULL,
                verdict \(text) NOT NULL, paths \(text) NOT NULL, managers \(text) NOT NULL,
                started_at BIGINT NOT NULL, ended_at BIGINT, outcome \(text) NOT NULL)
            """,
            "CREATE INDEX reconcile_episodes_by_time ON reconcile_episodes (started_at, id)",
            "CREATE INDEX reconcile_episodes_by_environment ON reconcile_episodes (environment, started_at, id)",
            "CREATE INDEX reconcile_episodes_by_object ON reconcile_episodes (name, namespace, started_at, id)",
            "CREATE INDEX reconcile_episodes_by_end ON reconcile_episodes (ended_at)",
            "CREATE INDEX reconcile_episodes_by_environment_end ON reconcile_episodes (environment, ended_at)",
            """
            CREATE INDEX reconcile_episodes_open ON reconcile_episodes (environment, started_at, id)
            WHERE ended_at IS NULL
            """,
        ]
    }

    private var actions: [SQLStatement] {
        let text = dialect.text
        return [
            """
            CREATE TABLE reconcile_actions (
                id \(text) NOT NULL PRIMARY KEY, environment \(text) NOT NULL, api_group \(text) NOT NULL,
                kind \(text) NOT NULL, namespace \(text) NOT NULL, name \(text) NOT NULL, revision \(text) NOT NULL,
                plan_hash \(text) NOT NULL, action \(text) NOT NULL, outcome \(text) NOT NULL, detail \(text) NOT NULL,
                begun_at BIGINT NOT NULL, duration BIGINT NOT NULL)
            """,
            "CREATE INDEX reconcile_actions_by_time ON reconcile_actions (begun_at, id)",
            "CREATE INDEX reconcile_actions_by_environment ON reconcile_actions (environment, begun_at, id)",
            "CREATE INDEX reconcile_actions_by_object ON reconcile_actions (name, namespace, begun_at, id)",
        ]
    }
}
