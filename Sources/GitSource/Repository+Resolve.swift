internal import CGit2

/// What a revision turned out to be.
package struct ResolvedRevision: Hashable, Sendable {
    package let commit: CommitID
    /// The full reference, such as `refs/heads/main`; nil for a commit id.
    package let reference: String?
}

extension Repository {
    /// The commit that `revision` names now; nil means `HEAD`.
    ///
    /// A full reference, else a tag, a branch, a branch of the remote `origin` (which is all that a CI checkout has),
    /// else a full or abbreviated commit id, each with an optional `~N` or `^N` behind it. Tags before branches is
    /// the order of gitrevisions(7).
    func resolve(_ revision: String?) throws(GitError) -> ResolvedRevision {
        let wanted = RevisionText(revision ?? "HEAD")
        for candidate in wanted.references {
            guard let commit = try commit(spelt: candidate + wanted.suffix, of: wanted) else { continue }
            return ResolvedRevision(commit: commit, reference: try fullName(of: candidate))
        }
        if wanted.looksLikeCommitID, let commit = try commit(spelt: wanted.text, of: wanted) {
            return ResolvedRevision(commit: commit, reference: nil)
        }
        throw try missing(wanted)
    }

    /// True if `old` is an ancestor of `new` or the same.
    func contains(_ old: CommitID, in new: CommitID) throws(GitError) -> Bool {
        if old == new { return true }
        var (older, newer) = (old.object.raw, new.object.raw)
        return try check(unsafe git_graph_descendant_of(raw, &newer, &older), .resolve, new.description) == 1
    }

    /// True if the object database holds this object.
    func has(_ object: ObjectID) -> Bool {
        var id = object.raw
        return unsafe git_odb_exists(objects, &id) == 1
    }

    /// Branches, tags and remote branches, by their full names, sorted.
    func references() throws(GitError) -> [String] {
        var list = unsafe git_strarray()
        try check(unsafe git_reference_list(&list, raw), .list, name)
        defer { unsafe git_strarray_dispose(&list) }
        let names = unsafe UnsafeBufferPointer(start: list.strings, count: list.count)
        return unsafe names.compactMap { unsafe $0.flatMap { unsafe String(validatingCString: $0) } }.sorted()
    }

    private func commit(spelt text: String, of wanted: RevisionText) throws(GitError) -> CommitID? {
        var object: OpaquePointer?
        let status = unsafe git_revparse_single(&object, raw, text)
        if status == GIT_ENOTFOUND.rawValue || status == GIT_EINVALIDSPEC.rawValue {
            _ = LibraryFailure(status)
            return nil
        }
        try check(status, .resolve, wanted.text)
        defer { unsafe git_object_free(object) }
        var peeled: OpaquePointer?
        let peeling = unsafe git_object_peel(&peeled, object, GIT_OBJECT_COMMIT)
        guard peeling == 0, let peeled = unsafe peeled else {
            let failure = LibraryFailure(peeling)
            throw GitError(failure.code == .corrupt ? .corrupt : .refNotFound, .resolve, wanted.text, failure.text)
        }
        defer { unsafe git_object_free(peeled) }
        guard let id = unsafe git_object_id(peeled) else { return nil }
        return CommitID(unsafe ObjectID(copying: id.pointee))
    }

    /// `HEAD` becomes the branch it stands for; a reference that was found stays as it is.
    private func fullName(of candidate: String) throws(GitError) -> String? {
        guard candidate == "HEAD" else { return candidate }
        return try headReference()
    }

    /// The branch that is checked out, as `refs/heads/…`; nil when `HEAD` is a commit.
    func headReference() throws(GitError) -> String? {
        var reference: OpaquePointer?
        try check(unsafe git_reference_lookup(&reference, raw, "HEAD"), .resolve, "HEAD")
        defer { unsafe git_reference_free(reference) }
        return unsafe git_reference_symbolic_target(reference).flatMap { unsafe String(validatingCString: $0) }
    }

    /// True if the revision without its steps back is there.
    private func commitExists(_ wanted: RevisionText) throws(GitError) -> Bool {
        for candidate in wanted.references + (wanted.looksLikeCommitID ? [wanted.base] : []) {
            if try commit(spelt: candidate, of: wanted) != nil { return true }
        }
        return false
    }

    private func missing(_ wanted: RevisionText) throws(GitError) -> GitError {
        if !wanted.suffix.isEmpty, try commitExists(wanted) {
            let isShallow = unsafe git_repository_is_shallow(raw) == 1
            return GitError(
                .refNotFound, .resolve, wanted.text, "the history ends before that commit",
                hint: isShallow ? "fetch more of the history: git fetch --unshallow" : nil)
        }
        let references = try references()
        let unborn = unsafe git_repository_head_unborn(raw) == 1
        if references.isEmpty && unborn {
            return GitError(.emptyRepository, .resolve, wanted.text, "\(name) has no commit")
        }
        return wanted.notFound(among: references)
    }
}
