internal import CSQLite
import Glibc

extension HistoryError {
    /// What SQLite says of its last failure on this handle; nothing may run on the handle in between.
    @unsafe init(_ status: Int32, in database: OpaquePointer, _ step: Step, _ name: String) {
        let said = unsafe sqlite3_errmsg(database).flatMap { unsafe String(validatingCString: $0) }
        let cause = unsafe sqlite3_system_errno(database)
        let code = Self.code(status, cause: cause)
        var words = said ?? "error \(status)"
        if cause != 0, [.unavailable, .full, .denied].contains(code) {
            words += unsafe strerror(cause).map { unsafe " (" + String(cString: $0) + ")" } ?? ""
        }
        self.init(code, step, name, words)
    }

    /// sqlite.org/rescode.html; the low byte is the primary code.
    private static func code(_ status: Int32, cause: Int32) -> Code {
        switch status & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_IOERR where [ENOSPC, EDQUOT, EFBIG].contains(cause): .full
        case SQLITE_CANTOPEN where [EACCES, EPERM, EROFS].contains(cause): .denied
        case SQLITE_CANTOPEN where cause == ENOENT: .missing
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PROTOCOL, SQLITE_NOMEM, SQLITE_INTERRUPT: .unavailable
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .denied
        case SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH: .refused
        default: .other
        }
    }
}
