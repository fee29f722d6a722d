import Glibc
import ObjectModel

/// The file of a history and its place: made for this user alone, and moved aside when it is damaged.
///
/// The file is never opened here: closing a descriptor takes away the POSIX locks that SQLite holds on the same file
/// elsewhere in the process (sqlite.org/howtocorrupt.html, 2.2).
struct SQLiteFile {
    let path: String

    private var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    var exists: Bool { unsafe access(path, F_OK) == 0 }

    var isEmpty: Bool {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 && facts.st_size == 0
    }

    /// Without symbolic links, as SQLite names the companions.
    func resolved() throws(HistoryError) -> SQLiteFile {
        guard let text = unsafe realpath(path, nil) else { throw systemError(.open) }
        defer { unsafe free(text) }
        guard let real = unsafe String(validatingCString: text) else {
            throw HistoryError(.invalid, .open, path, "the path is not UTF-8", hint: "give another path")
        }
        return SQLiteFile(path: real)
    }

    /// Makes an empty file, and the directories above it, unless it is there.
    func make() throws(HistoryError) {
        guard !exists else { return }
        try makeDirectories()
        // Made under another name and closed before its own name leads to it.
        let fresh = "\(path).new\(UInt32.random(in: 0 ... .max))"
        let number = unsafe open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw systemError(.open) }
        Glibc.close(number)
        let isLinked = unsafe link(fresh, path) == 0 || errno == EEXIST
        let isNamed = unsafe isLinked || rename(fresh, path) == 0  // not every file system has links
        let failure = isNamed ? nil : systemError(.open)
        _ = unsafe unlink(fresh)
        if let failure { throw failure }
        syncDirectory(directory)
    }

    /// Gives the file and its companions another name, unless `isStillMeant` says that somebody else has just done so.
    ///
    /// The companions go first: without its log the file is still whole, but a log beside a new file would be lost.
    func moveAside(if isStillMeant: () -> Bool) throws(HistoryError) -> String? {
        let lock = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw systemError(.check) }
        defer { Glibc.close(lock) }
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        guard isStillMeant() else { return nil }
        let aside = unusedName()
        for companion in ["-wal", "-shm", ""] {
            guard unsafe rename(path + companion, aside + companion) == 0 || errno == ENOENT else {
                throw systemError(.check)
            }
        }
        fsync(lock)
        return aside
    }

    private func unusedName() -> String {
        let moment = Timestamp(seconds: Int64(time(nil))).wireText.filter { $0 != "-" && $0 != ":" }
        let first = "\(path).damaged-\(moment)"
        let names = [first] + (2...999).map { "\(first)-\($0)" }
        return names.first { unsafe access($0, F_OK) != 0 } ?? "\(first)-\(UInt32.random(in: 0 ... .max))"
    }

    private func makeDirectories() throws(HistoryError) {
        var place = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/").dropLast() {
            let above = place.isEmpty ? "/" : place
            place += "/" + part
            if unsafe mkdir(place, 0o700) == 0 {
                syncDirectory(above)
            } else if errno != EEXIST, unsafe access(place, F_OK) != 0 {
                throw systemError(.open)
            }
        }
    }

    /// So that a power cut does not take the name back; where a directory cannot be synced, nothing is lost by that.
    private func syncDirectory(_ path: String) {
        let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return }
        fsync(number)
        Glibc.close(number)
    }

    /// What errno says now.
    private func systemError(_ step: HistoryError.Step) -> HistoryError {
        let number = errno
        let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        switch number {
        case EACCES, EPERM, EROFS:
            return HistoryError(.denied, step, path, text, hint: "name a place that this user may write to")
        case ENOSPC, EDQUOT: return HistoryError(.full, step, path, text)
        case ENOENT: return HistoryError(.missing, step, path, text)
        default: return HistoryError(.unavailable, step, path, text, hint: "check the path")
        }
    }
}
