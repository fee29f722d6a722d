internal import CPostgres
import Glibc

extension PostgresConnection {
    /// The next result of what was sent, or `nil` where one statement's results end; waits no longer than is allowed
    /// for one statement.
    func nextResult(_ step: HistoryError.Step) throws(HistoryError) -> PostgresResult? {
        let deadline = ContinuousClock.now + settings.options.statementTimeout + .seconds(2)
        while true {
            let unsent = unsafe PQflush(raw)
            guard unsent >= 0 else { throw lost(step) }
            if unsafe PQisBusy(raw) == 0 { break }
            try waitForServer(wantsToSend: unsent > 0, until: deadline, step)
            guard unsafe PQconsumeInput(raw) == 1 else { throw lost(step) }
        }
        guard let result = unsafe PQgetResult(raw) else { return nil }
        return unsafe PostgresResult(taking: result)
    }

    private func waitForServer(
        wantsToSend: Bool, until deadline: ContinuousClock.Instant, _ step: HistoryError.Step
    ) throws(HistoryError) {
        let left = deadline - .now
        guard left > .zero else {
            throw HistoryError(.timeout, step, settings.name, "the server does not answer")
        }
        let events = Int16(POLLIN) | (wantsToSend ? Int16(POLLOUT) : 0)
        var descriptor = pollfd(fd: unsafe PQsocket(raw), events: events, revents: 0)
        guard descriptor.fd >= 0 else { throw lost(step) }
        let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
        _ = unsafe poll(&descriptor, 1, Int32(clamping: milliseconds))
    }

    /// Throws what the server refused.
    func check(_ result: borrowing PostgresResult, _ step: HistoryError.Step) throws(HistoryError) {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_PIPELINE_SYNC: return
        default: break
        }
        guard let message = result.message else { throw lost(step) }
        let (code, hint) = Self.meaning(result.state)
        throw HistoryError(code, step, settings.name, settings.address.masking(message), hint: hint)
    }

    /// The connection broke, in libpq's words.
    func lost(_ step: HistoryError.Step) -> HistoryError { HistoryError(.unavailable, step, settings.name, said) }

    /// What libpq said last, in one line and without the password.
    var said: String {
        let text = unsafe PQerrorMessage(raw).flatMap { unsafe String(validatingCString: $0) } ?? ""
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == "\t" || $0 == " " } }
        return lines.isEmpty ? "the connection broke" : settings.address.masking(lines.joined(separator: "; "))
    }

    /// What a SQLSTATE means here (PostgreSQL documentation, appendix A); classes are its first two letters.
    private static func meaning(_ state: String) -> (HistoryError.Code, hint: String?) {
        switch state {
        case "57014", "25P03": return (.timeout, nil)
        case "55P03", "40001", "40P01": return (.busy, nil)
        case "53100": return (.full, nil)
        case "25006":
            return (.denied, "name the primary, by target_session_attrs=read-write where the URL has several hosts")
        case "42501":
            return (.denied, "give the user the rights, or a schema of its own: CREATE SCHEMA … AUTHORIZATION …")
        case "42P01", "42703": return (.unsupported, "find out who changed the tables, or name another database")
        default: break
        }
        switch state.prefix(2) {
        case "08", "53", "57", "58": return (.unavailable, nil)
        case "28": return (.denied, nil)
        case "22", "23", "54": return (.refused, nil)
        default: return (.other, nil)
        }
    }
}

/// Calls `body` with NUL-terminated copies of `texts`, `nil` where there is none; they live as long as the call.
func withCStrings<Answer>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Answer
) -> Answer {
    var bytes: [CChar] = []
    let places = texts.map { text in
        text.map { text in
            defer { bytes += text.utf8CString }
            return bytes.count
        }
    }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
        let pointers = unsafe places.map { place in
            unsafe place.flatMap { place in unsafe buffer.baseAddress.map { unsafe $0 + place } }
        }
        return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
}

/// Values as libpq takes them, in text.
func withCValues<Answer>(
    _ values: [SQLValue], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Answer
) -> Answer {
    let texts = values.map { value -> String? in
        switch value {
        case .null: nil
        case .integer(let number): String(number)
        case .text(let text): text
        }
    }
    return unsafe withCStrings(texts, body)
}
