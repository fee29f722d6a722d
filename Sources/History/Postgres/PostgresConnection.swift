internal import CPostgres
import Glibc

/// Sole owner of one `PGconn`; the pointer stays in this type and its extensions.
///
/// libpq is used without blocking, so that a server which has stopped answering costs no more than a deadline. A
/// connection on which anything failed is not used again: closing it ends whatever was going on.
@safe final class PostgresConnection: SQLConnection {
    let raw: OpaquePointer
    let settings: PostgresSettings
    private(set) var isUsable = true

    /// Takes over an open connection.
    @unsafe init(taking raw: OpaquePointer, _ settings: PostgresSettings) {
        unsafe self.raw = unsafe raw
        self.settings = settings
        unsafe PQsetnonblocking(raw, 1)
        // libpq's own receiver writes what the server remarks to stderr.
        _ = unsafe PQsetNoticeReceiver(raw, { _, _ in }, nil)
    }

    deinit { unsafe PQfinish(raw) }

    /// Whether the server has not said goodbye while nothing was asked of it.
    var isCurrent: Bool {
        // The first look takes in what it said, the second sees that there is nothing more to come.
        unsafe PQconsumeInput(raw) == 1 && PQconsumeInput(raw) == 1 && PQstatus(raw) == CONNECTION_OK
    }

    func rows(_ statement: SQLStatement, _ step: HistoryError.Step) throws(HistoryError) -> [SQLRow] {
        try breakingOff { () throws(HistoryError) in
            let sent = unsafe withCValues(statement.values) { values in
                unsafe PQsendQueryParams(raw, statement.text, Int32(statement.values.count), nil, values, nil, nil, 0)
            }
            guard sent == 1 else { throw lost(step) }
            var rows: [SQLRow] = []
            while let result = try nextResult(step) {
                try check(result, step)
                rows += result.rows
            }
            return rows
        }
    }

    /// One round trip for all of them.
    func write(_ statements: [SQLStatement], _ step: HistoryError.Step) throws(HistoryError) -> Int {
        try breakingOff { () throws(HistoryError) in
            guard unsafe PQenterPipelineMode(raw) == 1 else { throw lost(step) }
            let sent = try send(["BEGIN"] + statements + ["COMMIT"], step)
            guard unsafe PQpipelineSync(raw) == 1 else { throw lost(step) }
            var changed = 0
            for place in 1...sent {
                let (rows, command) = try outcome(step)
                changed += rows
                // The server answers ROLLBACK to the COMMIT of a transaction that has failed.
                guard place < sent || command == "COMMIT" else {
                    throw HistoryError(.other, step, settings.name, "the server answered \(command) to COMMIT")
                }
            }
            guard let end = try nextResult(step), end.status == PGRES_PIPELINE_SYNC, unsafe PQexitPipelineMode(raw) == 1
            else { throw lost(step) }
            return changed
        }
    }

    /// PostgreSQL's autovacuum does it.
    func giveBackSpace() throws(HistoryError) -> Bool { false }

    /// Sends `statements` without waiting; each text is parsed once while it follows itself. The answer is how many
    /// results will come.
    ///
    /// The statement has no name, so that nothing of it outlives the transaction, whoever pools the connections.
    private func send(_ statements: [SQLStatement], _ step: HistoryError.Step) throws(HistoryError) -> Int {
        var parsed = ""
        var count = 0
        for statement in statements {
            if statement.text != parsed {
                guard unsafe PQsendPrepare(raw, "", statement.text, 0, nil) == 1 else { throw lost(step) }
                parsed = statement.text
                count += 1
            }
            let sent = unsafe withCValues(statement.values) { values in
                unsafe PQsendQueryPrepared(raw, "", Int32(statement.values.count), values, nil, nil, 0)
            }
            guard sent == 1 else { throw lost(step) }
            count += 1
        }
        return count
    }

    /// The result of one statement of a pipeline, and the end of it.
    private func outcome(_ step: HistoryError.Step) throws(HistoryError) -> (rows: Int, command: String) {
        guard let result = try nextResult(step) else { throw lost(step) }
        try check(result, step)
        let answer = (result.changedRows, result.command)
        guard try nextResult(step) == nil else { throw lost(step) }
        return answer
    }

    /// Marks the connection as broken where `body` fails.
    private func breakingOff<Answer>(_ body: () throws(HistoryError) -> Answer) throws(HistoryError) -> Answer {
        do {
            return try body()
        } catch {
            isUsable = false
            throw error
        }
    }
}
