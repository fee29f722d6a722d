/// A repository whose commits are read straight from its object database, with no checkout.
///
/// All use is in order, on a queue of its own, because libgit2 blocks.
package actor GitRepository {
    private let executor: QueueExecutor
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Where it came from.
    package nonisolated let remote: GitRemote
    private let limits: SourceLimits
    private var repository: Repository

    /// Opens the repository at or above a path of this machine, in place; nothing is copied and nothing is written.
    package init(local remote: GitRemote, limits: SourceLimits = SourceLimits()) throws(GitError) {
        executor = QueueExecutor(label: "git")
        self.remote = remote
        self.limits = limits
        repository = try Repository(path: remote.address, search: .upward, name: remote.description)
    }

    /// The commit that `revision` names now; nil means `HEAD`.
    package func resolve(_ revision: String?) throws(GitError) -> ResolvedRevision { try repository.resolve(revision) }

    /// Who made the commit, and when.
    package func info(of commit: CommitID) throws(GitError) -> CommitInfo { try repository.info(of: commit) }

    /// The files below `path` at `commit`, as `selection` has it.
    ///
    /// `path` is from the repository's root; `.` and the empty text are the root itself; it may name one file.
    /// Throws if the path does not exist or a limit is exceeded; what is wrong with single entries is in `problems`.
    package func files(
        at commit: CommitID, under path: String, _ selection: FileSelection = .everything
    ) throws(GitError) -> SourceTree {
        try repository.files(at: commit, under: path, limits: limits, selection: selection)
    }

    /// The content of one blob; `path` is for messages.
    package func content(of blob: BlobID, path: String) throws(GitError) -> [UInt8] {
        try repository.content(of: blob, path: path, limit: limits.fileBytes)
    }
}
