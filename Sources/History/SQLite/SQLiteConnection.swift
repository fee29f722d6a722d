internal import CSQLite
import Glibc

/// Sole owner of one `sqlite3` and its statements; the pointer stays in this type.
///
/// Opened without SQLite's own mutex, because only the queue of one store ever calls it.
@safe final class SQLiteConnection: SQLConnection {
    private let raw: OpaquePointer
    private let settings: SQLiteSettings
    /// By their text; as many as a controller uses, so that queries of every form cannot fill the memory.
    private var kept: [String: SQLiteStatement] = [:]
    private static let mostKept = 32

    /// Opens the handle; nothing is read yet.
    init(_ file: SQLiteFile, _ settings: SQLiteSettings) throws(HistoryError) {
        var opened: OpaquePointer?
        let status = unsafe sqlite3_open_v2(
            file.path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard let opened = unsafe opened else {
            throw HistoryError(.unavailable, .open, settings.name, "there is no memory for a handle")
        }
        guard status == SQLITE_OK else {
            let failure = unsafe HistoryError(status, in: opened, .open, settings.name)
            unsafe sqlite3_close_v2(opened)
            throw failure
        }
        unsafe raw = opened
        self.settings = settings
        unsafe sqlite3_busy_timeout(raw, settings.options.lockTimeout.wholeMilliseconds)
    }

    deinit {
        kept = [:]  // before the handle that they belong to
        unsafe sqlite3_close_v2(raw)
    }

    /// For messages.
    var name: String { settings.name }
    var lockTimeout: Duration { settings.options.lockTimeout }

    /// The file may have been moved or deleted, and what is written to it then is found by nobody.
    var isCurrent: Bool {
        var hasMoved: Int32 = 0
        let status = unsafe sqlite3_file_control(raw, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        return status == SQLITE_OK && hasMoved == 0
    }

    /// A transaction that could not be ended would swallow all that follows.
    var isUsable: Bool { unsafe sqlite3_get_autocommit(raw) != 0 }

    func rows(_ statement: SQLStatement, _ step: HistoryError.Step) throws(HistoryError) -> [SQLRow] {
        let fail = { [settings] (status: Int32) in unsafe HistoryError(status, in: self.raw, step, settings.name) }
        return try prepared(statement, fail).run(statement.values, fail: fail)
    }

    func write(_ statements: [SQLStatement], _ step: HistoryError.Step) throws(HistoryError) -> Int {
        _ = try rows("BEGIN IMMEDIATE", step)
        do throws(HistoryError) {
            var changed: Int64 = 0
            for statement in statements {
                _ = try rows(statement, step)
                changed += unsafe sqlite3_changes64(raw)
            }
            _ = try rows("COMMIT", step)
            return Int(changed)
        } catch {
            // SQLite has rolled back by itself after some errors; if this fails, `isUsable` tells.
            if !isUsable { _ = try? rows("ROLLBACK", step) }
            throw error
        }
    }

    func giveBackSpace() throws(HistoryError) -> Bool {
        let before = try number("PRAGMA freelist_count", .prune)
        guard before > 0 else { return false }
        _ = try rows("PRAGMA incremental_vacuum(256)", .prune)
        let after = try number("PRAGMA freelist_count", .prune)
        if after == 0 || after >= before {
            _ = try rows("PRAGMA wal_checkpoint(PASSIVE)", .prune)
            return false
        }
        return true
    }

    /// The one number that `statement` answers.
    func number(_ statement: SQLStatement, _ step: HistoryError.Step) throws(HistoryError) -> Int64 {
        // No row, or none with a number, is what these statements never answer; 0 is the cautious reading.
        let row = try rows(statement, step).first
        return (try? row?.integer(0)) ?? 0
    }

    private func prepared(
        _ statement: SQLStatement, _ fail: (Int32) -> HistoryError
    ) throws(HistoryError) -> SQLiteStatement {
        if let known = kept[statement.text] { return known }
        let isKept = kept.count < Self.mostKept
        let made = unsafe try SQLiteStatement(statement.text, in: raw, isKept: isKept, fail: fail)
        if isKept { kept[statement.text] = made }
        return made
    }
}

/// What a file is opened by.
struct SQLiteSettings: SQLSettings {
    let path: String
    let options: HistoryOptions

    var name: String { path }
}

extension Duration {
    /// For C; the nearest that 32 bits hold.
    fileprivate var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds.clampedThousandfold + attoseconds / 1_000_000_000_000_000)
    }
}

extension Int64 {
    fileprivate var clampedThousandfold: Int64 { Int64(Int32(clamping: self)) * 1_000 }
}
