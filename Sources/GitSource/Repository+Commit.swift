internal import CGit2

/// Who made a commit, when, and what they called it.
package struct CommitInfo: Hashable, Sendable {
    package let id: CommitID
    package let author: String
    package let email: String
    /// Seconds since 1970-01-01 UTC.
    package let time: Int64
    /// Of the author's clock, east of UTC, in minutes.
    package let offset: Int
    /// The first line of the message.
    package let subject: String
}

extension Repository {
    /// What the commit says of itself; text that is not UTF-8 is repaired with U+FFFD.
    func info(of commit: CommitID) throws(GitError) -> CommitInfo {
        unsafe try withCommit(commit) { found in
            let author = unsafe git_commit_author(found)
            let when = unsafe author.map { unsafe $0.pointee.when }
            return CommitInfo(
                id: commit,
                author: unsafe text(author.flatMap { unsafe $0.pointee.name }.map { unsafe UnsafePointer($0) }),
                email: unsafe text(author.flatMap { unsafe $0.pointee.email }.map { unsafe UnsafePointer($0) }),
                time: when?.time ?? 0,
                offset: Int(when?.offset ?? 0),
                subject: unsafe text(git_commit_summary(found)))
        }
    }

    /// Lends libgit2's own form of the commit to `body`.
    func withCommit<Answer>(
        _ commit: CommitID, _ body: (OpaquePointer) throws(GitError) -> Answer
    ) throws(GitError) -> Answer {
        var found: OpaquePointer?
        var id = commit.object.raw
        let status = unsafe git_commit_lookup(&found, raw, &id)
        guard status == 0, let found = unsafe found else {
            let text = LibraryFailure(status).text
            throw GitError(has(commit.object) ? .corrupt : .refNotFound, .read, commit.description, text)
        }
        defer { unsafe git_commit_free(found) }
        return unsafe try body(found)
    }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String {
    unsafe pointer.map { unsafe String(cString: $0) } ?? ""
}
