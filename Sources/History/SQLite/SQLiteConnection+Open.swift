import Glibc

extension SQLiteConnection {
    /// `PRAGMA application_id` of every history: the letters `reco`.
    private static let applicationID: Int64 = 0x7265_636F

    /// Files up to this many bytes are checked with their indexes against their tables, larger ones without.
    private static let wholeCheckLimit: Int64 = 64 << 20

    static var dialect: SQLDialect {
        SQLDialect(
            isFile: true, text: "TEXT",
            hasVersion: "SELECT count(*) FROM sqlite_master WHERE name = 'reconcile_schema'",
            beginAlone: ["BEGIN IMMEDIATE"], mark: ["PRAGMA application_id = 0x7265636F"], skipLocked: "")
    }

    static func open(_ settings: SQLiteSettings) throws(HistoryError) -> SQLiteConnection {
        let named = SQLiteFile(path: settings.path)
        guard settings.options.access == .writing else {
            guard named.exists else { throw HistoryError(.missing, .open, settings.name, "there is no such file") }
            let connection = try SQLiteConnection(try named.resolved(), settings)
            try connection.settleForReading()
            return connection
        }
        return try openForWriting(named, settings)
    }

    /// Other programs may do the same at the same time: what one of them moves away between two steps is tried anew.
    private static func openForWriting(
        _ named: SQLiteFile, _ settings: SQLiteSettings
    ) throws(HistoryError) -> SQLiteConnection {
        var failure = HistoryError(.busy, .open, settings.name, "other programs move it away again and again")
        var wasMoved = false
        for _ in 0..<10 {
            do throws(HistoryError) {
                switch try attempt(named, settings, wasMoved: wasMoved) {
                case .opened(let connection): return connection
                case .moved: wasMoved = true
                case .overtaken: continue
                }
            } catch {
                guard error.code == .missing else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private enum Attempt {
        case opened(SQLiteConnection)
        /// The damaged file has another name now.
        case moved
        /// Another program has given the damaged file another name.
        case overtaken
    }

    private static func attempt(
        _ named: SQLiteFile, _ settings: SQLiteSettings, wasMoved: Bool
    ) throws(HistoryError) -> Attempt {
        let isMade = !named.exists
        try named.make()
        let file = try named.resolved()
        if !wasMoved, isMade || file.isEmpty {
            settings.options.onEvent(.begun(path: settings.name, wasEmptyFile: !isMade))
        }
        let connection = try SQLiteConnection(file, settings)
        do throws(HistoryError) {
            try connection.settleForWriting()
            return .opened(connection)
        } catch {
            guard connection.isCurrent else { return .overtaken }
            // A second damaged file in a row means that the disk cannot be trusted with a third.
            guard error.code == .corrupt, !wasMoved else { throw error }
            try refuseOtherFiles(file, error)
            guard let aside = try file.moveAside(if: { connection.isCurrent }) else { return .overtaken }
            settings.options.onEvent(.movedAside(path: settings.name, to: aside, detail: error.detail))
            return .moved
        }
    }

    /// A mistyped path must not move somebody's text file away.
    private static func refuseOtherFiles(_ file: SQLiteFile, _ error: HistoryError) throws(HistoryError) {
        guard ![".db", ".sqlite", ".sqlite3"].contains(where: file.path.hasSuffix) else { return }
        throw HistoryError(
            .unsupported, .open, error.subject, error.detail,
            hint: "name another file, or one that ends in .db, which is moved aside when it is damaged")
    }

    private func settleForReading() throws(HistoryError) {
        try settleHandle()
        guard try isOurs() else { throw HistoryError(.missing, .open, name, "there is no history in it") }
        _ = try rows("PRAGMA query_only = ON", .open)
    }

    private func settleForWriting() throws(HistoryError) {
        try settleHandle()
        // Only a file without tables can still take this.
        if try !isOurs() { _ = try rows("PRAGMA auto_vacuum = INCREMENTAL", .open) }
        try setWriteAheadLog()
        _ = try rows("PRAGMA synchronous = FULL", .open)
        _ = try rows("PRAGMA journal_size_limit = 16777216", .open)
        try check()
    }

    private func settleHandle() throws(HistoryError) {
        _ = try rows("PRAGMA trusted_schema = OFF", .open)
        _ = try rows("PRAGMA cell_size_check = ON", .open)
    }

    /// False for a database without tables; throws for another program's.
    private func isOurs() throws(HistoryError) -> Bool {
        if try isMarked() { return true }
        if try number("SELECT count(*) FROM sqlite_master", .open) == 0 { return false }
        // Tables come with the mark in one transaction; another of us may have made them between the two looks.
        guard try isMarked() else {
            throw HistoryError(.unsupported, .open, name, "it is another program's database")
        }
        return true
    }

    private func isMarked() throws(HistoryError) -> Bool {
        try number("PRAGMA application_id", .open) == Self.applicationID
    }

    /// SQLite does not wait by itself when two programs set this at once.
    private func setWriteAheadLog() throws(HistoryError) {
        let deadline = ContinuousClock.now + lockTimeout
        while true {
            do throws(HistoryError) {
                let row = try rows("PRAGMA journal_mode = WAL", .open).first
                guard let mode = try? row?.text(0), mode == "wal" else {
                    throw HistoryError(
                        .unsupported, .open, name, "this file system cannot hold a write-ahead log",
                        hint: "put it on a local disk, or use PostgreSQL")
                }
                return
            } catch {
                guard error.code == .busy, ContinuousClock.now < deadline else { throw error }
                usleep(10_000)
            }
        }
    }

    private func check() throws(HistoryError) {
        let size = try number("PRAGMA page_count", .check) * (try number("PRAGMA page_size", .check))
        let answer =
            size <= Self.wholeCheckLimit
            ? try rows("PRAGMA integrity_check(1)", .check) : try rows("PRAGMA quick_check(1)", .check)
        // An answer that is no text is none that says "ok".
        let words = (try? answer.first?.text(0)) ?? "no answer"
        guard words == "ok" else { throw HistoryError(.corrupt, .check, name, words.replacing("\n", with: " ")) }
    }
}
