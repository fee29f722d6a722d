internal import CPostgres

/// Sole owner of one `PGresult`.
@safe struct PostgresResult: ~Copyable {
    private let raw: OpaquePointer

    @unsafe init(taking raw: OpaquePointer) { unsafe self.raw = unsafe raw }

    deinit { unsafe PQclear(raw) }

    var status: ExecStatusType { unsafe PQresultStatus(raw) }

    /// `COMMIT`, `DELETE 12`.
    var command: String { unsafe PQcmdStatus(raw).flatMap { unsafe String(validatingCString: $0) } ?? "" }

    /// Rows that an INSERT, UPDATE or DELETE touched; 0 for anything else.
    var changedRows: Int {
        unsafe PQcmdTuples(raw).flatMap { unsafe String(validatingCString: $0) }.flatMap { Int($0) } ?? 0
    }

    /// Five letters of the SQL standard and PostgreSQL's appendix A; empty where the server said nothing.
    var state: String { unsafe rc_pq_sqlstate(raw).flatMap { unsafe String(validatingCString: $0) } ?? "" }

    /// The server's sentence, without the details, which may repeat a row.
    var message: String? { unsafe rc_pq_message(raw).flatMap { unsafe String(validatingCString: $0) } }

    var rows: [SQLRow] {
        let width = unsafe PQnfields(raw)
        let height = unsafe PQntuples(raw)
        return (0..<height).map { row in
            SQLRow(values: (0..<width).map { value(row, $0) })
        }
    }

    private func value(_ row: Int32, _ column: Int32) -> SQLValue {
        guard unsafe PQgetisnull(raw, row, column) == 0, let bytes = unsafe PQgetvalue(raw, row, column) else {
            return .null
        }
        let length = Int(unsafe PQgetlength(raw, row, column))
        return .text(unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self))
    }
}
