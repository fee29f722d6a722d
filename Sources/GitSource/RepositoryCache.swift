internal import CGit2

/// A branch or tag whose new commit does not follow from the old one.
package struct ForcePush: Hashable, Sendable {
    package let old: CommitID
    package let new: CommitID
}

/// What a fetch found, and what it did to the cache.
package struct FetchedRevision: Hashable, Sendable {
    /// What became of the cache.
    package enum Cache: Hashable, Sendable {
        /// A repository of this machine, read where it is.
        case inPlace
        case created, updated
        /// Everything was there already.
        case unchanged
        /// The cache was damaged and has been made anew.
        case rebuilt(because: String)
    }

    package let revision: ResolvedRevision
    package let forcePush: ForcePush?
    package let cache: Cache

    /// The same, as someone sees it who had `previous`: whether that was force-pushed.
    ///
    /// A cache has the whole history of what was fetched, so what it does not have at all is no ancestor either. A
    /// repository that is read in place may be shallow, where ancestors are missing: what cannot be known is no force-push.
    func seen(after previous: CommitID, in repository: borrowing Repository) throws(GitError) -> FetchedRevision {
        let new = revision.commit
        var isFollowed = cache == .inPlace
        if repository.has(previous.object) {
            do throws(GitError) {
                isFollowed = try repository.contains(previous, in: new)
            } catch {
                guard cache == .inPlace else { throw error }
            }
        }
        return FetchedRevision(
            revision: revision, forcePush: isFollowed ? nil : ForcePush(old: previous, new: new), cache: cache)
    }
}

/// A fetch and the handle to read its result with.
struct OpenedRevision: ~Copyable {
    let repository: Repository
    let fetched: FetchedRevision
}

/// A cache that was found damaged while it was read.
struct CacheDamage {
    let reason: String
    /// Which directory it was; another one in its place means that another process has repaired it.
    let generation: UInt
}

/// The copy of a remote that is kept between runs.
///
/// It holds the references that were asked for, under the remote's own names. It is expendable: whatever is wrong
/// with it, it is made anew from the remote, once for each call.
struct RepositoryCache {
    let remote: GitRemote
    let credentials: GitCredentials
    let directory: CacheDirectory

    /// More packs than this make reading slow: they are joined, or the cache is made anew.
    private static let mostPacks = 64

    /// Brings what `revision` needs up to date, in one blocking call, and opens the repository.
    func fetch(
        _ revision: String?, for transfer: Transfer, damage: CacheDamage? = nil
    ) throws(GitError) -> OpenedRevision {
        let lock = try directory.lock(for: transfer)
        defer { _ = lock }
        guard directory.exists else { return try remake(revision, transfer, .created) }
        if let damage, damage.generation == directory.generation {
            return try remake(revision, transfer, .rebuilt(because: damage.reason))
        }
        do throws(GitError) {
            if directory.packCount > Self.mostPacks,
                try !open(directory.repository).joinPacks(in: directory.packs, for: transfer)
            {
                return try remake(revision, transfer, .rebuilt(because: "more came since it was made than it had then"))
            }
            return try update(revision, transfer)
        } catch  where Self.isDamage(error) && transfer.stopped == nil {
            return try remake(revision, transfer, .rebuilt(because: error.detail))
        }
    }

    /// True of errors that a fresh copy may not have.
    private static func isDamage(_ error: GitError) -> Bool {
        switch error.code {
        case .corrupt: true
        case .filesystem: !["Permission denied", "No space left", "Read-only"].contains { error.detail.contains($0) }
        case .repositoryNotFound, .other: error.step != .fetch
        default: false
        }
    }

    private func update(_ revision: String?, _ transfer: Transfer) throws(GitError) -> OpenedRevision {
        let repository = try open(directory.repository)
        let fetched = try fetch(revision, into: repository, transfer)
        return OpenedRevision(
            repository: repository, fetched: fetched.said(fetched.isNew ? .updated : .unchanged))
    }

    /// Makes the cache anew; the old one stays until the new one is whole.
    private func remake(
        _ revision: String?, _ transfer: Transfer, _ event: FetchedRevision.Cache
    ) throws(GitError) -> OpenedRevision {
        let fresh = try directory.makeFresh()
        let fetched = try fetch(revision, into: try open(fresh), transfer)
        try directory.replace(by: fresh)
        return OpenedRevision(repository: try open(directory.repository), fetched: fetched.said(event))
    }

    private func open(_ path: String) throws(GitError) -> Repository {
        try Repository(path: path, search: .exactly, name: remote.description)
    }

    private func fetch(
        _ revision: String?, into repository: borrowing Repository, _ transfer: Transfer
    ) throws(GitError) -> Fetched {
        let wanted = RevisionText(revision ?? "HEAD")
        if let commit = wanted.commitID, repository.has(commit.object) {
            return Fetched(revision: try repository.resolve(wanted.text), forcePush: nil, isNew: false)
        }
        guard case .https = remote.transport else { return try fetch(wanted, into: repository, transfer) }
        let lease = try TrustStore.trust(credentials.caFile, for: transfer)
        defer { _ = lease }
        return try fetch(wanted, into: repository, transfer)
    }

    private struct Fetched {
        let revision: ResolvedRevision
        let forcePush: ForcePush?
        let isNew: Bool

        func said(_ event: FetchedRevision.Cache) -> FetchedRevision {
            FetchedRevision(revision: revision, forcePush: forcePush, cache: event)
        }
    }

    private func fetch(
        _ wanted: RevisionText, into repository: borrowing Repository, _ transfer: Transfer
    ) throws(GitError) -> Fetched {
        let session = try RemoteSession(to: remote, of: repository, credentials: credentials, transfer: transfer)
        try session.connect()
        let offered = try session.references()
        guard let reference = select(wanted, offered) else {
            return try fetchEverything(wanted, offered, into: repository, session)
        }
        let old = try repository.target(of: reference.name)
        if let old { try repository.demand(old, for: reference) }
        let isThere = repository.has(reference.target)
        if !isThere {
            try session.download(["+\(reference.name):\(reference.name)"])
            try repository.demand(reference.target, for: reference)
        }
        if old != reference.target { try repository.set(reference.name, to: reference.target) }
        let commit = try repository.resolve(reference.name + wanted.suffix).commit
        try repository.checkTree(of: commit)
        let push = try forcePush(from: old, to: reference.target, in: repository)
        return Fetched(
            revision: ResolvedRevision(commit: commit, reference: reference.name), forcePush: push, isNew: !isThere)
    }

    /// The offered reference that the revision begins with, the first that exists as in gitrevisions(7).
    private func select(_ wanted: RevisionText, _ offered: [RemoteReference]) -> RemoteReference? {
        let byName = Dictionary(offered.map { ($0.name, $0) }) { first, _ in first }
        for candidate in wanted.references {
            guard let found = byName[candidate] else { continue }
            return found.symbolic.flatMap { byName[$0] } ?? found
        }
        return nil
    }

    /// For a commit id: every branch and tag, since only a reference can be asked for.
    private func fetchEverything(
        _ wanted: RevisionText, _ offered: [RemoteReference], into repository: borrowing Repository,
        _ session: borrowing RemoteSession
    ) throws(GitError) -> Fetched {
        let shared = offered.filter { $0.name.hasPrefix("refs/heads/") || $0.name.hasPrefix("refs/tags/") }
        guard !offered.isEmpty else {
            throw GitError(.emptyRepository, .resolve, wanted.text, "\(remote) has no commit")
        }
        guard wanted.looksLikeCommitID else { throw wanted.notFound(among: shared.map(\.name)) }
        let isNew = shared.contains { !repository.has($0.target) }
        if isNew { try session.download(["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]) }
        for reference in shared { try repository.set(reference.name, to: reference.target) }
        do throws(GitError) {
            let found = try repository.resolve(wanted.text)
            try repository.checkTree(of: found.commit)
            return Fetched(revision: found, forcePush: nil, isNew: isNew)
        } catch  where error.code == .refNotFound {
            throw wanted.notFound(among: shared.map(\.name))
        }
    }

    private func forcePush(
        from old: ObjectID?, to new: ObjectID, in repository: borrowing Repository
    ) throws(GitError) -> ForcePush? {
        guard let old, old != new else { return nil }
        let (before, after) = (try repository.commit(at: old), try repository.commit(at: new))
        return try repository.contains(before, in: after) ? nil : ForcePush(old: before, new: after)
    }
}

extension Repository {
    /// Where the reference points, whatever it points to; nil if there is none.
    fileprivate func target(of reference: String) throws(GitError) -> ObjectID? {
        var id = git_oid()
        let status = unsafe git_reference_name_to_id(&id, raw, reference)
        if status == GIT_ENOTFOUND.rawValue || status == GIT_EINVALIDSPEC.rawValue {
            _ = LibraryFailure(status)
            return nil
        }
        try check(status, .resolve, reference)
        return ObjectID(copying: id)
    }

    /// Fails with `corrupt` if the object of a reference is not there.
    fileprivate func demand(_ object: ObjectID, for reference: RemoteReference) throws(GitError) {
        guard has(object) else { throw GitError(.corrupt, .read, name, "\(reference.name) leads to nothing") }
    }

    /// Makes the reference point to an object that is there.
    fileprivate func set(_ reference: String, to target: ObjectID) throws(GitError) {
        guard reference != "HEAD" else { return try detachHead(at: target) }
        var made: OpaquePointer?
        var id = target.raw
        let status = unsafe git_reference_create(&made, raw, reference, &id, 1, nil)
        guard status == 0 else { throw GitError(.corrupt, .resolve, reference, LibraryFailure(status).text) }
        unsafe git_reference_free(made)
    }

    private func detachHead(at target: ObjectID) throws(GitError) {
        var id = target.raw
        let status = unsafe git_repository_set_head_detached(raw, &id)
        guard status == 0 else { throw GitError(.corrupt, .resolve, "HEAD", LibraryFailure(status).text) }
    }

    /// The commit that an object is, or that a tag leads to.
    fileprivate func commit(at object: ObjectID) throws(GitError) -> CommitID {
        try resolve(object.description).commit
    }

    /// Fails with `corrupt` if the commit or its root tree is not there.
    fileprivate func checkTree(of commit: CommitID) throws(GitError) {
        let root = try rootTree(of: commit)
        _ = try Tree(root, in: self, path: commit.description)
    }
}
