internal import CGit2
import Glibc

/// Where a reference of the remote points.
struct RemoteReference: Hashable {
    let name: String
    let target: ObjectID
    /// What a symbolic reference such as `HEAD` stands for.
    let symbolic: String?
}

/// True of a name that a reference can have; `…^{}`, a tag's target, is none.
private func isValid(_ name: String) -> Bool {
    var valid: Int32 = 0
    return unsafe git_reference_name_is_valid(&valid, name) == 0 && valid == 1
}

/// One connection to a remote, from asking what it has to fetching it.
///
/// Redirects to another host are refused, because libgit2 would show them the credentials.
@safe struct RemoteSession: ~Copyable {
    private let raw: OpaquePointer
    private let handshake: Handshake
    private let remote: GitRemote
    /// As the user calls it.
    private let name: String

    /// Prepares a connection; `remote` is looked at again after the user's `url.<base>.insteadOf` has been applied.
    init(
        to remote: GitRemote, of repository: borrowing Repository, credentials: GitCredentials, transfer: Transfer
    ) throws(GitError) {
        let name = remote.description
        let url = try repository.replacement(for: remote.address)
        let actual = try url.map { text throws(GitError) in try GitRemote(text) } ?? remote
        var options = unsafe git_remote_create_options()
        try check(
            unsafe git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)), .fetch, name)
        unsafe options.repository = repository.raw
        unsafe options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue
        var made: OpaquePointer?
        try check(unsafe git_remote_create_with_opts(&made, url ?? remote.address, &options), .fetch, name)
        guard let made = unsafe made else { throw GitError(.other(0), .fetch, name, "no remote returned") }
        unsafe raw = made
        self.name = name
        self.remote = actual
        handshake = Handshake(remote: actual, credentials: credentials, transfer: transfer)
    }

    deinit {
        unsafe git_remote_disconnect(raw)
        unsafe git_remote_free(raw)
    }

    /// Everything that the remote offers, sorted by name; names that none can have are left out.
    func references() throws(GitError) -> [RemoteReference] {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try guarded { unsafe git_remote_ls(&heads, &count, raw) }
        return unsafe UnsafeBufferPointer(start: heads, count: count).compactMap { head in
            guard let head = unsafe head?.pointee, let text = unsafe head.name,
                let name = unsafe String(validatingCString: text), name == "HEAD" || isValid(name)
            else { return nil }
            let symbolic = unsafe head.symref_target.flatMap { unsafe String(validatingCString: $0) }
            return RemoteReference(name: name, target: unsafe ObjectID(copying: head.oid), symbolic: symbolic)
        }.sorted { $0.name < $1.name }
    }

    /// Fetches the objects that the refspecs name; no reference is written.
    func download(_ refspecs: [String]) throws(GitError) {
        var options = unsafe git_fetch_options()
        try check(unsafe git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)), .fetch, name)
        unsafe options.callbacks = try handshake.callbacks()
        unsafe options.proxy_opts.type = GIT_PROXY_AUTO
        unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        unsafe options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        let texts = unsafe refspecs.map { unsafe strdup($0) }
        defer { unsafe texts.forEach { unsafe free($0) } }
        var pointers = unsafe texts
        let status = unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            var list = unsafe git_strarray(strings: buffer.baseAddress, count: buffer.count)
            return unsafe git_remote_download(raw, &list, &options)
        }
        try guarded { status }
    }

    /// Connects, which everything else needs.
    func connect() throws(GitError) {
        var options = unsafe git_remote_connect_options()
        try check(
            unsafe git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)), .fetch, name)
        unsafe options.callbacks = try handshake.callbacks()
        unsafe options.proxy_opts.type = GIT_PROXY_AUTO
        unsafe options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        try guarded { unsafe git_remote_connect_ext(raw, GIT_DIRECTION_FETCH, &options) }
    }

    /// Runs one call; of its failure the most telling account is given: ours, the handshake's, then libgit2's.
    private func guarded(_ call: () -> Int32) throws(GitError) {
        let status = call()
        guard status < 0 else { return }
        let failure = LibraryFailure(status)
        if let error = handshake.transfer.stopError(.fetch, name) { throw error }
        if let refusal = handshake.refusal { throw refusal.about(.fetch, name) }
        throw RemoteFailure(failure, remote).error(name)
    }
}
