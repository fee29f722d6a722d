internal import CGit2

/// libgit2 itself: started once, with the settings that all of this module relies on.
///
/// * Owner validation is off: CI checkouts often belong to another user than the one who reads them, and what the
///   check guards against (hooks, editors, pagers, `core.fsmonitor`) is never run by libgit2.
/// * Extensions that change nothing for a reader are accepted, because `git sparse-checkout` and
///   `git clone --filter` write them into ordinary repositories.
/// * The user's and the system's Git configuration is read: `url.<base>.insteadOf` and `http.proxy` are meant to be
///   honoured. What `insteadOf` makes of an address is checked again like the address itself.
/// * Content is verified against its object id whenever it is read, which is libgit2's default.
enum Library {
    /// The first failure of the start, kept for everyone who asks.
    private static let started: Result<Void, GitError> = Result { () throws(GitError) in
        try check(git_libgit2_init(), .open, "libgit2")
        try check(git_set_owner_validation(0), .open, "libgit2")
        try check(git_accept_reader_extensions(), .open, "libgit2")
        try check(git_set_cache_size(16 << 20), .open, "libgit2")
        try check(git_set_pack_limits(4_000_000, 1 << 30), .open, "libgit2")
        try check(SocketStream.register(), .open, "libgit2")
    }

    /// Starts libgit2 if nobody has yet.
    static func start() throws(GitError) { try started.get() }
}

/// Turns a status into a typed error, reading the thread's message before anything else can run.
@discardableResult
func check(_ status: Int32, _ step: GitError.Step, _ subject: @autoclosure () -> String) throws(GitError) -> Int32 {
    guard status < 0 else { return status }
    let failure = LibraryFailure(status)
    throw GitError(failure.code, step, subject(), failure.text)
}

/// What libgit2 said about its last failure on this thread.
struct LibraryFailure {
    let code: GitError.Code
    let text: String

    /// `status` as the call returned it; this reads the thread's message and must come first.
    init(_ status: Int32) {
        let last = unsafe git_error_last()
        let area = unsafe last.map { unsafe $0.pointee.klass } ?? 0
        let message = unsafe last.flatMap { unsafe $0.pointee.message }.flatMap { unsafe String(validatingCString: $0) }
        git_error_clear()
        text = message.flatMap { $0.isEmpty ? nil : $0 } ?? "status \(status)"
        code = Self.code(status, area: UInt32(bitPattern: area))
    }

    private static func code(_ status: Int32, area: UInt32) -> GitError.Code {
        switch git_error_code(status) {
        case GIT_EAUTH: return .unauthorized
        case GIT_ECERTIFICATE: return .tls
        case GIT_EAMBIGUOUS: return .ambiguous
        case GIT_EUSER: return .cancelled
        case GIT_EMISMATCH: return .corrupt
        default: break
        }
        switch git_error_t(area) {
        case GIT_ERROR_NET, GIT_ERROR_HTTP, GIT_ERROR_SSH: return .network
        case GIT_ERROR_SSL: return .tls
        case GIT_ERROR_ZLIB, GIT_ERROR_INDEXER, GIT_ERROR_ODB, GIT_ERROR_TREE, GIT_ERROR_OBJECT: return .corrupt
        case GIT_ERROR_OS, GIT_ERROR_FILESYSTEM: return .filesystem
        default: return .other(status)
        }
    }
}
