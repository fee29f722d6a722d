internal import CPostgres

extension PostgresConnection {
    static var dialect: SQLDialect {
        SQLDialect(
            isFile: false, text: "TEXT COLLATE \"C\"",
            hasVersion: "SELECT count(*) FROM pg_class WHERE oid = to_regclass('reconcile_schema')",
            // Any number will do that all copies of this program agree on; this one spells `reconcil`.
            beginAlone: ["BEGIN", "SELECT pg_advisory_xact_lock(8243104023216089452)"], mark: [],
            skipLocked: " FOR UPDATE SKIP LOCKED")
    }

    static func open(_ settings: PostgresSettings) throws(HistoryError) -> PostgresConnection {
        let connection = try connect(settings)
        let version = unsafe PQserverVersion(connection.raw)
        guard version >= 100_000 else {
            throw HistoryError(
                .unsupported, .open, settings.name, "its version is \(version / 10_000)",
                hint: "use PostgreSQL 10 or later")
        }
        try connection.settle()
        return connection
    }

    /// Connects as the URL says, else as libpq's variables and files do; blocks for the time that is allowed for it.
    private static func connect(_ settings: PostgresSettings) throws(HistoryError) -> PostgresConnection {
        let options = settings.options
        // What stands before `dbname` is overruled by the URL, what stands behind overrules it.
        let parameters = [
            ("connect_timeout", String(max(2, options.connectTimeout.components.seconds))),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("fallback_application_name", "reconcile"), ("dbname", settings.address.url), ("client_encoding", "UTF8"),
        ]
        let raw = unsafe withCStrings(parameters.map { $0.0 } + [nil]) { names in
            unsafe withCStrings(parameters.map { $0.1 } + [nil]) { values in unsafe PQconnectdbParams(names, values, 1)
            }
        }
        guard let raw = unsafe raw else {
            throw HistoryError(.unavailable, .open, settings.name, "there is no memory for a connection")
        }
        let connection = unsafe PostgresConnection(taking: raw, settings)
        guard unsafe PQstatus(raw) == CONNECTION_OK else { throw connection.refusal() }
        return connection
    }

    /// Why there is no connection. libpq has no code for it, only whether a password was wanted.
    private func refusal() -> HistoryError {
        if unsafe PQconnectionNeedsPassword(raw) == 1 {
            return HistoryError(
                .denied, .open, settings.name, said, hint: "give the password in PGPASSWORD or in a passfile")
        }
        return HistoryError(
            .unavailable, .open, settings.name, said,
            hint: "check that the database is up, that it can be reached from here, and the credentials")
    }

    /// Limits of this session; what was acknowledged must be on disk, whatever the server's own setting is.
    private func settle() throws(HistoryError) {
        let options = settings.options
        let (longest, lock) = (options.statementTimeout.wholeMilliseconds, options.lockTimeout.wholeMilliseconds)
        let isReading = options.access == .reading ? "on" : "off"
        let row = try rows(
            """
            SELECT current_setting('server_encoding'), set_config('statement_timeout', \(.text(longest)), false), \
            set_config('idle_in_transaction_session_timeout', '60s', false), \
            set_config('lock_timeout', \(.text(lock)), false), \
            set_config('default_transaction_read_only', \(.text(isReading)), false), \
            set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' \
            ELSE current_setting('synchronous_commit') END, false)
            """, .open
        ).first
        // No text is no answer that says UTF8.
        let encoding = (try? row?.text(0)) ?? ""
        guard encoding == "UTF8" else {
            throw HistoryError(
                .unsupported, .open, settings.name, "its encoding is \(encoding)",
                hint: "make a database with ENCODING 'UTF8' TEMPLATE template0")
        }
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: String {
        let (seconds, attoseconds) = components
        return String(Int64(Int32(clamping: seconds)) * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
