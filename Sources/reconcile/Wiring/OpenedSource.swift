import GitSource
import ObjectModel
import Reconciler
import YAMLBridge

/// The repository that a command names, opened: its tree and what reports call it.
struct OpenedSource: Sendable {
    let tree: any Reconciler.SourceTree
    let repository: String
    let revision: String?
    let ref: String?
    let isDirty: Bool
    /// Where the named directory stands in its repository; paths of the command line start there.
    let prefix: String

    /// `repository` is a directory or a URL; without `ref` a directory is read as it stands on disk.
    static func open(_ repository: String, ref: String?, terminal: Terminal) async throws -> OpenedSource {
        if LocalFile.isDirectory(repository), ref == nil { return try await openDirectory(repository) }
        let remote = try GitRemote(repository)
        var settings = GitRepository.Options()
        settings.credentials = GitCredentials(environment: terminal.variables)
        let opened = try GitRepository(remote, settings)
        let fetched = try await opened.fetch(ref)
        if let note = fetched.note(remote) { terminal.tell(note) }
        return OpenedSource(
            tree: GitTree(opened, at: fetched.revision.commit), repository: remote.description,
            revision: fetched.revision.commit.description, ref: fetched.revision.reference ?? ref, isDirty: false,
            prefix: LocalFile.isDirectory(repository) ? try WorkingDirectory(path: repository).prefix : "")
    }

    /// The source at the ref that `environment` follows; `--ref` goes before it.
    func following(
        _ environment: Environment, _ options: ParsedOptions, _ terminal: Terminal
    ) async throws -> OpenedSource {
        guard let ref = environment.ref, !options.isSet("ref") else { return self }
        return try await Self.open(options["repo"] ?? ".", ref: ref, terminal: terminal)
    }

    private static func openDirectory(_ path: String) async throws -> OpenedSource {
        let directory = try WorkingDirectory(path: path)
        let state = try await directory.state()
        return OpenedSource(
            tree: GitTree(directory), repository: directory.root, revision: state?.head?.description,
            ref: state?.branch, isDirty: state?.isDirty ?? false, prefix: directory.prefix)
    }

    /// `reconcile.yaml` at the named directory; `nil` where there is none.
    func configuration() async throws -> Configuration? {
        let path = inside(Configuration.fileName)
        let listing: SourceListing
        do {
            listing = try await tree.files(below: [path], isWanted: { _ in true }, isKnown: { _ in false })
        } catch let error as GitError where error.code == .pathNotFound {
            return nil
        }
        guard let file = listing.files.first(where: { $0.path == path }) else { return nil }
        let parsed = YAMLManifestParser().parse(file.content ?? [], file: path)
        if !parsed.failures.isEmpty { throw ReconcileErrors(parsed.failures) }
        guard let document = parsed.documents.first else {
            throw ReconcileError(
                .configuration, step: "read configuration", subject: path, detail: "the file is empty",
                hint: "see docs/configuration.md")
        }
        return try Configuration.read(document)
    }

    /// What a plan says it is for. What is not committed has no name, so that nobody can approve it by one.
    var planRevision: String { isDirty ? "uncommitted changes on \(revision ?? "nothing")" : revision ?? "no commit" }

    /// A path of the named directory as one of the repository.
    func inside(_ path: String) -> String {
        if prefix.isEmpty { return path }
        return path.isEmpty ? prefix : "\(prefix)/\(path)"
    }
}

extension FetchedRevision {
    /// What a person should know of the fetch; `nil` where all went as ever.
    fileprivate func note(_ remote: GitRemote) -> String? {
        if let forcePush {
            return "note: \(remote) was force-pushed: \(forcePush.old.short) is no ancestor of \(forcePush.new.short)"
        }
        if case .rebuilt(let reason) = cache { return "note: the cache of \(remote) was made anew: \(reason)" }
        return nil
    }
}
