import GitSource
import ObjectModel
import Reconciler
import Synchronization

/// One ref of a Git repository as the controller's source of an environment.
///
/// Parsed files are kept in memory, so that a commit costs the parsing of what it changes.
final class GitRevisions: RevisionSource {
    private let repository: GitRepository
    private let ref: String?
    private let environment: Reconciler.Environment
    private let renderer: any ManifestRenderer
    private let parsed = ResidentFiles()
    /// What was fetched last.
    private let last = Mutex<CommitID?>(nil)

    init(
        repository: GitRepository, ref: String?, environment: Reconciler.Environment, renderer: any ManifestRenderer
    ) {
        self.repository = repository
        self.ref = ref
        self.environment = environment
        self.renderer = renderer
    }

    var name: String { repository.remote.description }

    func fetch() async throws -> FetchedCommit {
        let fetched = try await repository.fetch(ref, after: last.withLock { $0 })
        last.withLock { $0 = fetched.revision.commit }
        return FetchedCommit(
            id: fetched.revision.commit.description, ref: fetched.revision.reference ?? ref,
            isForced: fetched.forcePush != nil)
    }

    func manifests(at commit: FetchedCommit) async throws -> LoadedManifests {
        guard let id = CommitID(hex: commit.id) else {
            throw ReconcileError(
                .input, step: "read commit", subject: commit.id, detail: "it is no commit id")
        }
        let loader = ManifestLoader(
            tree: GitTree(repository, at: id), parser: YAMLManifestParser(), cache: parsed,
            renderer: renderer, namespace: environment.namespace)
        return try await loader.load(environment.directories)
    }
}

/// Parsed files by content id, in memory; packed, since they are looked at only when there is a new commit.
final class ResidentFiles: DocumentCache {
    private let entries = Mutex<[String: [PackedDocument]]>([:])

    func holds(contentID: String) -> Bool { entries.withLock { $0[contentID] != nil } }

    func documents(contentID: String, file: String) -> [SourceDocument]? {
        guard let entry = entries.withLock({ $0[contentID] }) else { return nil }
        // Of a file that has moved, or stands twice, the positions name another file: it is parsed once more.
        return entry.first?.file == file ? entry.map(\.document) : nil
    }

    func replace(_ new: [(contentID: String, documents: [SourceDocument])]) {
        entries.withLock { entries in
            entries = new.reduce(into: [:]) { table, element in
                guard let first = element.documents.first else { return }
                let known = entries[element.contentID]
                table[element.contentID] =
                    known?.first?.file == first.map.file ? known : element.documents.map { PackedDocument($0) }
            }
        }
    }
}
