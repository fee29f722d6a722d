internal import CGit2
import Glibc

/// The place of one remote's cache on disk: a bare repository, and beside it the lock that its writers take.
///
/// A repository is made under another name and moved into place, so that it is whole or not there. What a killed
/// process left is swept away by the next one to hold the lock.
struct CacheDirectory {
    private let parent: String
    private let name: String

    var repository: String { "\(parent)/\(name)" }

    /// Inside `parent`, named for the address.
    init(for remote: GitRemote, in parent: String) {
        self.parent = parent
        name = SHA1.digest(Array(remote.address.utf8)).prefix(10).reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    /// `$XDG_CACHE_HOME/reconcile/git`, or the same below `~/.cache`; nil if neither variable is set.
    static var usual: String? {
        let base = environmentText("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? environmentText("HOME").map { $0 + "/.cache" }).map { $0 + "/reconcile/git" }
    }

    /// Waits for the lock, which is held until the value ends, and sweeps away what killed processes left.
    func lock(for transfer: Transfer) throws(GitError) -> CacheLock {
        try makeDirectories(parent)
        let lock = try CacheLock(path: repository + ".lock", for: transfer)
        for leftover in try Descriptor(root: parent).names(parent).compactMap({ String(validating: $0, as: UTF8.self) })
        where leftover.hasPrefix(name + ".new") || leftover.hasPrefix(name + ".old") {
            try removeTree("\(parent)/\(leftover)")
        }
        if exists { try sweep(repository, depth: 0) }
        return lock
    }

    /// Tells a repository from the one that was made in its place; 0 if there is none.
    var generation: UInt {
        var facts = stat()
        return unsafe stat(repository, &facts) == 0 ? UInt(facts.st_ino) : 0
    }

    var exists: Bool { unsafe access(repository, F_OK) == 0 }

    var packs: String { repository + "/objects/pack" }

    /// Packs in the repository; more than a few slow every look-up down.
    var packCount: Int {
        // A directory that cannot be read is damage, which opening the repository will find.
        guard let names = try? Descriptor(root: packs).names(packs) else { return 0 }
        return names.count { $0.suffix(5).elementsEqual(".pack".utf8) }
    }

    /// Makes an empty bare repository beside the cache and returns its path; the lock must be held.
    func makeFresh() throws(GitError) -> String {
        let fresh = repository + ".new"
        try Library.start()
        try removeTree(fresh)
        var options = unsafe git_repository_init_options()
        let status = unsafe git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        try check(status, .open, fresh)
        unsafe options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKDIR.rawValue
        unsafe options.mode = 0o700
        var made: OpaquePointer?
        try check(unsafe git_repository_init_ext(&made, fresh, &options), .open, fresh)
        unsafe git_repository_free(made)
        return fresh
    }

    /// Puts `fresh` in the cache's place; whoever reads the old one notices and opens the new one.
    func replace(by fresh: String) throws(GitError) {
        let old = repository + ".old"
        guard unsafe rename(repository, old) == 0 || errno == ENOENT else { throw systemError(.repair, repository) }
        guard unsafe rename(fresh, repository) == 0 else { throw systemError(.repair, repository) }
        try removeTree(old)
    }

    /// Removes lock files and half-written packs; only a dead process can have left them, for we hold the lock.
    private func sweep(_ directory: String, depth: Int) throws(GitError) {
        let here = try Descriptor(root: directory)
        for bytes in try here.names(directory) {
            guard let name = String(validating: bytes, as: UTF8.self) else { continue }
            let place = "\(directory)/\(name)"
            switch try here.kindIfAny(of: name, place) {
            case .directory where depth < 12: try sweep(place, depth: depth + 1)
            case .file where name.hasSuffix(".lock") || name.contains("_git2_") || name.hasPrefix("tmp_"):
                guard unsafe unlink(place) == 0 || errno == ENOENT else { throw systemError(.lock, place) }
            default: continue
            }
        }
    }
}

/// Sole owner of an flock(2), which ends with the process however it ends.
struct CacheLock: ~Copyable {
    private let number: Int32

    init(path: String, for transfer: Transfer) throws(GitError) {
        number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw systemError(.lock, path) }
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let error = systemError(.lock, path)
                close(number)
                throw error
            }
            if let error = transfer.stopError(.lock, path) {
                close(number)
                throw error.code == .timeout ? GitError(.locked, .lock, path, "another process holds it") : error
            }
            usleep(20_000)
        }
    }

    deinit { close(number) }
}

/// Makes the directory and those above it, for the user alone.
private func makeDirectories(_ path: String) throws(GitError) {
    var place = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
        place += "/" + part
        guard unsafe mkdir(place, 0o700) == 0 || errno == EEXIST || errno == EROFS && access(place, F_OK) == 0 else {
            let reason = systemError(.open, place)
            throw GitError(
                reason.code, .open, path, reason.detail, hint: "set XDG_CACHE_HOME to a directory that you may write")
        }
    }
}

/// Removes a directory with everything in it; links are removed, not followed.
private func removeTree(_ path: String) throws(GitError) {
    do throws(GitError) {
        let here = try Descriptor(root: path)
        try here.removeContent(path, depth: 0)
    } catch  where unsafe access(path, F_OK) != 0 {
        return
    }
    guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw systemError(.repair, path) }
}

extension Descriptor {
    fileprivate func removeContent(_ path: String, depth: Int) throws(GitError) {
        guard depth < 64 else { throw GitError(.filesystem, .repair, path, "too many directories within one another") }
        for bytes in try names(path) {
            guard let name = String(validating: bytes, as: UTF8.self) else { continue }
            if case .directory = try kindIfAny(of: name, path) {
                let inner = try opening(name, O_DIRECTORY, path)
                try inner.removeContent(path + "/" + name, depth: depth + 1)
                try remove(name, AT_REMOVEDIR, path)
            } else {
                try remove(name, 0, path)
            }
        }
    }
}
