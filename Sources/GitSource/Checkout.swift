internal import CGit2

/// The Git side of a working directory: its index, its ignore rules and its `HEAD`.
@safe struct Checkout: ~Copyable {
    /// Without a slash at the end, unless it is `/`.
    let root: String
    private let repository: Repository
    private let index: OpaquePointer

    /// The repository whose working tree holds `path`; nil where there is none.
    init?(around path: String, name: String) throws(GitError) {
        let repository: Repository
        do {
            repository = try Repository(path: path, search: .upward, name: name)
        } catch  where error.code == .repositoryNotFound {
            return nil
        }
        guard let work = repository.workingDirectory else {
            throw GitError(
                .unsupported, .open, name, "it is a bare repository, which has no files of its own",
                hint: "name a commit of it with --ref")
        }
        let root = try realPath(of: work)
        guard path == root || path.hasPrefix(root == "/" ? "/" : root + "/") else { return nil }
        var index: OpaquePointer?
        try check(unsafe git_repository_index(&index, repository.raw), .open, name)
        guard let index = unsafe index else { throw GitError(.corrupt, .open, name, "no index returned") }
        self.root = root
        self.repository = consume repository
        unsafe self.index = index
    }

    deinit { unsafe git_index_free(index) }

    /// True if `.gitignore` leaves `path` out and it is not tracked all the same.
    func ignores(_ path: String, isDirectory: Bool) throws(GitError) -> Bool {
        var ignored: Int32 = 0
        let asked = isDirectory ? path + "/" : path
        try check(unsafe git_ignore_path_is_ignored(&ignored, repository.raw, asked), .read, path)
        guard ignored == 1 else { return false }
        if isDirectory { return unsafe git_index_find_prefix(nil, index, asked) != 0 }
        return unsafe git_index_get_bypath(index, path, 0) == nil
    }

    /// What Git knows of the working tree.
    func state() throws(GitError) -> WorkingDirectory.State {
        let unborn = unsafe git_repository_head_unborn(repository.raw) == 1
        return WorkingDirectory.State(
            head: unborn ? nil : try repository.resolve("HEAD").commit,
            branch: try repository.headReference(),
            isDirty: try isDirty())
    }

    private func isDirty() throws(GitError) -> Bool {
        var options = unsafe git_status_options()
        try check(
            unsafe git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION)), .read, root)
        unsafe options.flags =
            GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_EXCLUDE_SUBMODULES.rawValue
        var list: OpaquePointer?
        try check(unsafe git_status_list_new(&list, repository.raw, &options), .read, root)
        defer { unsafe git_status_list_free(list) }
        return unsafe git_status_list_entrycount(list) > 0
    }
}
