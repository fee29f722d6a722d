import ObjectModel

/// The store over either database: the same tables, the same SQL, on a queue of its own, because both block.
actor SQLHistoryStore<Connection: SQLConnection>: HistoryStore {
    /// Rows that one transaction deletes, and that one answer for `openEpisodes` has.
    private static var batch: Int { 500 }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    nonisolated var name: String { settings.name }

    private let executor = QueueExecutor(label: "history")
    private let settings: Connection.Settings
    private var connection: Connection?

    init(_ settings: Connection.Settings) { self.settings = settings }

    func prepare() throws(HistoryError) { _ = try opened() }

    func record(_ batch: [HistoryRecord]) throws(HistoryError) {
        guard !batch.isEmpty else { return }
        let connection = try opened()
        _ = try keeping { () throws(HistoryError) in try connection.write(batch.map(RecordSQL.insert), .write) }
    }

    func episodes(_ query: EpisodeQuery) throws(HistoryError) -> HistoryPage<DriftEpisode> {
        let rows = try read(QuerySQL.episodes(query), RecordSQL.episode)
        return page(rows, limit: QuerySQL.limit(query)) { ($0.since, $0.id) }
    }

    func actions(_ query: ActionQuery) throws(HistoryError) -> HistoryPage<ActionRecord> {
        let rows = try read(QuerySQL.actions(query), RecordSQL.action)
        return page(rows, limit: QuerySQL.limit(query)) { ($0.at, $0.id) }
    }

    func openEpisodes(environment: String) throws(HistoryError) -> [DriftEpisode] {
        var found: [DriftEpisode] = []
        var cursor: HistoryCursor?
        repeat {
            let statement = QuerySQL.openEpisodes(environment, after: cursor, limit: Self.batch)
            let next = page(try read(statement, RecordSQL.episode), limit: Self.batch) { ($0.since, $0.id) }
            found += next.rows
            cursor = next.next
        } while cursor != nil
        return found
    }

    func prune(olderThan time: Timestamp) async throws(HistoryError) -> PruneCount {
        var count = PruneCount()
        count.episodes = try await prune(.episodes, before: time.microseconds)
        count.actions = try await prune(.actions, before: time.microseconds)
        while !Task.isCancelled, try giveBackSpace() { await Task.yield() }
        return count
    }

    func close() { connection = nil }

    /// Yields between the transactions, so that records which arrive meanwhile are stored meanwhile.
    private func prune(_ table: QuerySQL.PrunedTable, before time: Int64) async throws(HistoryError) -> Int {
        let statement = QuerySQL.prune(table, before: time, limit: Self.batch, Connection.dialect)
        var total = 0
        while !Task.isCancelled {
            let connection = try opened()
            let count = try keeping { () throws(HistoryError) in try connection.write([statement], .prune) }
            total += count
            if count < Self.batch { break }
            await Task.yield()
        }
        return total
    }

    private func giveBackSpace() throws(HistoryError) -> Bool {
        let connection = try opened()
        return try keeping { () throws(HistoryError) in try connection.giveBackSpace() }
    }

    /// The connection, made anew where there is none or it leads elsewhere by now.
    private func opened() throws(HistoryError) -> Connection {
        if let connection {
            if connection.isCurrent { return connection }
            if Connection.dialect.isFile { settings.options.onEvent(.replaced(path: settings.name)) }
            self.connection = nil
        }
        let made = try Connection.open(settings)
        try Schema(Connection.dialect).settle(made, settings)
        connection = made
        return made
    }

    /// Carries `body` out and, where that fails, gives up a connection that is not fit for more.
    private func keeping<Answer>(_ body: () throws(HistoryError) -> Answer) throws(HistoryError) -> Answer {
        do {
            return try body()
        } catch {
            if let connection, !connection.isUsable || error.code == .corrupt { self.connection = nil }
            throw error
        }
    }

    private func read<Row>(
        _ statement: SQLStatement, _ make: (SQLRow) throws(SQLRow.Mismatch) -> Row
    ) throws(HistoryError) -> [Row] {
        let connection = try opened()
        let rows = try keeping { () throws(HistoryError) in try connection.rows(statement, .read) }
        do throws(SQLRow.Mismatch) {
            var records: [Row] = []
            for row in rows { records.append(try make(row)) }
            return records
        } catch {
            throw HistoryError(
                .unsupported, .read, name, "column \(error.column + 1) of a row holds what this program never writes",
                hint: "find out who else writes into these tables")
        }
    }

    /// The page that `rows`, with perhaps one more than `limit`, begin with.
    private func page<Row>(
        _ rows: [Row], limit: Int, _ place: (Row) -> (Timestamp, RecordID)
    ) -> HistoryPage<Row> {
        let kept = Array(rows.prefix(limit))
        guard rows.count > limit, let last = kept.last else { return HistoryPage(rows: kept, next: nil) }
        let (time, id) = place(last)
        return HistoryPage(rows: kept, next: HistoryCursor(time: time.microseconds, id: id))
    }
}
