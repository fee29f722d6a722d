/// A repository whose commits are read straight from its object database, with no checkout.
///
/// A path of this machine is read in place; nothing is copied and nothing is written there. Every other remote has a
/// cache, which `fetch` makes, updates and, where it is damaged, makes anew. All use is in order, on a queue of its
/// own, because libgit2 blocks; cancelling the task stops a transfer at once.
package actor GitRepository {
    private let executor: QueueExecutor
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// What can be set for a repository.
    package struct Options: Sendable {
        package var credentials = GitCredentials()
        /// Holds the cache of each remote; nil means `$XDG_CACHE_HOME/reconcile/git` or `~/.cache/reconcile/git`.
        package var cacheDirectory: String?
        package var limits = SourceLimits()
        package var transfer = TransferLimits()

        package init() {}
    }

    /// Where it comes from.
    package nonisolated let remote: GitRemote
    private let options: Options
    /// Nil for a repository that is read in place.
    private let cache: RepositoryCache?
    /// Nil until the first fetch of a remote.
    private var repository: Repository?
    /// What was fetched last, which a repair fetches again.
    private var lastRevision: String?
    /// Which directory `repository` was opened in.
    private var generation: UInt = 0

    /// Opens the repository at or above a path; for a remote, only decides where its cache is.
    package init(_ remote: GitRemote, _ options: Options = Options()) throws(GitError) {
        executor = QueueExecutor(label: "git")
        self.remote = remote
        self.options = options
        guard remote.transport != .local else {
            cache = nil
            repository = try Repository(path: remote.address, search: .upward, name: remote.description)
            return
        }
        guard let parent = options.cacheDirectory ?? CacheDirectory.usual else {
            throw GitError(
                .filesystem, .open, remote.description, "there is no place for the cache",
                hint: "set HOME or XDG_CACHE_HOME")
        }
        let directory = CacheDirectory(for: remote, in: parent)
        cache = RepositoryCache(remote: remote, credentials: options.credentials, directory: directory)
        repository = nil
    }

    /// The commit that `revision` names at the remote now, with everything below it; nil means its `HEAD`.
    ///
    /// A tag, a branch, a full reference or a commit id, with `~N` and `^N` behind it. A full commit id that is in the
    /// cache needs no network. A branch that was force-pushed is followed, and the result says so: what was there
    /// before is `previous`, the commit that the caller had last, and for a caller that had none the cache's. Several
    /// followers share one cache, and all but the first find it changed already.
    package func fetch(_ revision: String? = nil, after previous: CommitID? = nil) async throws -> FetchedRevision {
        let fetched = try await update(revision, damage: nil)
        guard let previous else { return fetched }
        return try await repairing { repository throws(GitError) in try fetched.seen(after: previous, in: repository) }
    }

    /// Who made the commit, and when.
    package func info(of commit: CommitID) async throws -> CommitInfo {
        try await repairing { repository throws(GitError) in try repository.info(of: commit) }
    }

    /// The files below `path` at `commit`, as `selection` has it.
    ///
    /// `path` is from the repository's root; `.` and the empty text are the root itself; it may name one file.
    /// Throws if the path does not exist or a limit is exceeded; what is wrong with single entries is in `problems`.
    package func files(
        at commit: CommitID, under path: String, _ selection: FileSelection = .everything
    ) async throws -> SourceTree {
        let limits = options.limits
        return try await repairing { repository throws(GitError) in
            try repository.files(at: commit, under: path, limits: limits, selection: selection)
        }
    }

    /// The content of one blob; `path` is for messages.
    package func content(of blob: BlobID, path: String) async throws -> [UInt8] {
        let limit = options.limits.fileBytes
        return try await repairing { repository throws(GitError) in
            try repository.content(of: blob, path: path, limit: limit)
        }
    }

    /// Runs `body`; if the cache turns out to be damaged, makes it anew and runs `body` once more.
    private func repairing<Value>(
        _ body: (borrowing Repository) throws(GitError) -> Value
    ) async throws -> Value {
        switch attempt(body) {
        case .success(let result): return result
        case .failure(let error):
            guard cache != nil, error.code == .corrupt else { throw error }
            _ = try await update(lastRevision, damage: CacheDamage(reason: error.detail, generation: generation))
            return try attempt(body).get()
        }
    }

    private func attempt<Value>(
        _ body: (borrowing Repository) throws(GitError) -> Value
    ) -> Result<Value, GitError> {
        do throws(GitError) { return .success(try read(body)) } catch { return .failure(error) }
    }

    private func read<Value>(_ body: (borrowing Repository) throws(GitError) -> Value) throws(GitError) -> Value {
        switch repository {
        case .some(let repository): return try body(repository)
        case nil:
            throw GitError(
                .refNotFound, .read, remote.description, "nothing was fetched yet", hint: "fetch a revision first")
        }
    }

    private func update(_ revision: String?, damage: CacheDamage?) async throws -> FetchedRevision {
        let transfer = Transfer(limits: options.transfer)
        return try await withTaskCancellationHandler {
            if Task.isCancelled { transfer.stop(.cancelled) }
            return try blockingUpdate(revision, transfer, damage)
        } onCancel: {
            transfer.stop(.cancelled)
        }
    }

    private func blockingUpdate(
        _ revision: String?, _ transfer: Transfer, _ damage: CacheDamage?
    ) throws(GitError) -> FetchedRevision {
        guard let cache else {
            let found = try read { repository throws(GitError) in try repository.resolve(revision) }
            return FetchedRevision(revision: found, forcePush: nil, cache: .inPlace)
        }
        return try transfer.run { () throws(GitError) in
            let opened = try cache.fetch(revision, for: transfer, damage: damage)
            let fetched = opened.fetched
            repository = consume opened.repository
            (lastRevision, generation) = (revision, cache.directory.generation)
            return fetched
        }
    }
}
