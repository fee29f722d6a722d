/// The files of a directory as they are on disk, uncommitted and untracked ones included, ignored ones left out.
///
/// Works in the tree of a Git repository and in a plain directory. Symbolic links are followed by hand, from one
/// directory descriptor to the next, so that nothing outside the root is ever opened.
package actor WorkingDirectory {
    private let executor: QueueExecutor
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// The root: of the Git working tree around the path, or the path itself where there is none.
    package nonisolated let root: String
    /// The path as it was given, seen from the root; empty for the root.
    package nonisolated let prefix: String
    private let limits: SourceLimits
    private var checkout: Checkout?

    /// What Git knows of the working tree.
    package struct State: Hashable, Sendable {
        /// Nil before the first commit.
        package let head: CommitID?
        /// As `refs/heads/…`; nil when `HEAD` is a commit.
        package let branch: String?
        /// A tracked file differs from `HEAD`, or a file is untracked and not ignored.
        package let isDirty: Bool
    }

    /// Opens the directory at `path`, whose Git repository is searched upward.
    package init(path: String, limits: SourceLimits = SourceLimits()) throws(GitError) {
        executor = QueueExecutor(label: "working directory")
        self.limits = limits
        let real = try realPath(of: path)
        if let found = try Checkout(around: real, name: path) {
            root = found.root
            prefix = real == found.root ? "" : String(real.dropFirst(found.root == "/" ? 1 : found.root.count + 1))
            checkout = consume found
        } else {
            (root, prefix) = (real, "")
            checkout = nil
        }
    }

    /// Commit, branch and dirtiness; nil outside Git.
    package func state() throws(GitError) -> State? { try checkout?.state() }

    /// The files below `path`, which is from `root`, as `selection` has it.
    ///
    /// Each has the blob id that its bytes would have in Git, so a cache of parsed files serves both kinds of source.
    package func files(
        under path: String, _ selection: FileSelection = .everything
    ) throws(GitError) -> SourceTree {
        let disk = try DiskTree(root: root)
        var gathering = Gathering(limits: limits, selection: selection)
        if checkout != nil {
            try disk.gather(path, into: &gathering) { name, isDirectory throws(GitError) in
                try self.checkout?.ignores(name, isDirectory: isDirectory) ?? false
            }
        } else {
            try disk.gather(path, into: &gathering) { _, _ in false }
        }
        return gathering.finished()
    }
}
