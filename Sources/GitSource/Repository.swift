internal import CGit2

/// Sole owner of one `git_repository` and its object database; the pointers never leave the extensions of this type.
///
/// Not copyable, so both are freed exactly once; not `Sendable`, so one actor has it.
@safe struct Repository: ~Copyable {
    let raw: OpaquePointer
    let objects: OpaquePointer
    /// As it was opened, for messages.
    let name: String

    /// How much of the way up from the path is searched.
    enum Search { case exactly, upward }

    init(path: String, search: Search, name: String) throws(GitError) {
        try Library.start()
        var opened: OpaquePointer?
        let flags = search == .exactly ? GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue : GIT_REPOSITORY_OPEN_CROSS_FS.rawValue
        let status = unsafe git_repository_open_ext(&opened, path, flags, nil)
        if status == GIT_ENOTFOUND.rawValue {
            _ = LibraryFailure(status)
            throw GitError(.repositoryNotFound, .open, name, "there is no Git repository")
        }
        if status < 0 { throw Self.refusal(LibraryFailure(status), name) }
        guard let opened = unsafe opened else { throw GitError(.corrupt, .open, name, "no handle returned") }
        var database: OpaquePointer?
        let found = unsafe git_repository_odb(&database, opened)
        guard found == 0, let database = unsafe database else {
            let failure = LibraryFailure(found)
            unsafe git_repository_free(opened)
            throw GitError(failure.code, .open, name, failure.text)
        }
        unsafe raw = opened
        unsafe objects = database
        self.name = name
    }

    deinit {
        unsafe git_odb_free(objects)
        unsafe git_repository_free(raw)
    }

    /// Where the working tree begins, with a slash at the end; nil in a bare repository.
    var workingDirectory: String? {
        unsafe git_repository_workdir(raw).flatMap { unsafe String(validatingCString: $0) }
    }

    private static func refusal(_ failure: LibraryFailure, _ name: String) -> GitError {
        if failure.text.contains("extension") || failure.text.contains("repositoryformatversion") {
            return GitError(
                .unsupported, .open, name, failure.text,
                hint: "use a repository with SHA-1 object names and the usual layout")
        }
        return GitError(failure.code == .filesystem ? .filesystem : .corrupt, .open, name, failure.text)
    }
}
