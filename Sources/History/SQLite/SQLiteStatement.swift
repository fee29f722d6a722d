internal import CSQLite

/// Sole owner of one `sqlite3_stmt`, which must be gone before its connection is closed.
@safe final class SQLiteStatement {
    private let raw: OpaquePointer

    /// Compiles `text`; `isKept` for a statement that is used many times.
    init(_ text: String, in database: OpaquePointer, isKept: Bool, fail: (Int32) -> HistoryError) throws(HistoryError) {
        var made: OpaquePointer?
        let flags = UInt32(isKept ? SQLITE_PREPARE_PERSISTENT : 0)
        let status = unsafe sqlite3_prepare_v3(database, text, -1, flags, &made, nil)
        guard status == SQLITE_OK, let made = unsafe made else { throw fail(status) }
        unsafe raw = made
    }

    deinit { unsafe sqlite3_finalize(raw) }

    /// Runs it to its end with these values, and leaves it ready for the next run.
    func run(_ values: [SQLValue], fail: (Int32) -> HistoryError) throws(HistoryError) -> [SQLRow] {
        defer {
            unsafe sqlite3_reset(raw)
            unsafe sqlite3_clear_bindings(raw)
        }
        for (place, value) in values.enumerated() {
            let status = bind(value, at: Int32(place + 1))
            guard status == SQLITE_OK else { throw fail(status) }
        }
        let width = unsafe sqlite3_column_count(raw)
        var rows: [SQLRow] = []
        while true {
            let status = unsafe sqlite3_step(raw)
            switch status {
            case SQLITE_ROW: rows.append(SQLRow(values: (0..<width).map(column)))
            case SQLITE_DONE: return rows
            default: throw fail(status)  // before the reset, which may change the message
            }
        }
    }

    private func bind(_ value: SQLValue, at place: Int32) -> Int32 {
        switch value {
        case .null: unsafe sqlite3_bind_null(raw, place)
        case .integer(let number): unsafe sqlite3_bind_int64(raw, place, number)
        case .text(let text): unsafe rc_sqlite_bind_text(raw, place, text, UInt64(text.utf8.count))
        }
    }

    /// A value of the present row.
    private func column(_ place: Int32) -> SQLValue {
        switch unsafe sqlite3_column_type(raw, place) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(raw, place))
        case SQLITE_TEXT:
            guard let text = unsafe sqlite3_column_text(raw, place) else { return .null }
            let length = Int(unsafe sqlite3_column_bytes(raw, place))
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self))
        default: return .null  // a blob or a number with a fraction, which this program never writes
        }
    }
}
