import GitSource
import Reconciler

/// A commit, read from the object database, or a working directory, uncommitted changes included, as the loader's tree.
struct GitTree: Reconciler.SourceTree {
    private let read: @Sendable (String, FileSelection) async throws -> GitSource.SourceTree

    init(_ repository: GitRepository, at commit: CommitID) {
        read = { try await repository.files(at: commit, under: $0, $1) }
    }

    init(_ directory: WorkingDirectory) {
        read = { try await directory.files(under: $0, $1) }
    }

    /// A file below two of the directories counts once.
    func files(
        below directories: [String], isWanted: @escaping @Sendable (String) -> Bool,
        isKnown: @escaping @Sendable (String) -> Bool
    ) async throws -> SourceListing {
        let selection = FileSelection(matches: isWanted, isKnown: { isKnown($0.description) })
        var files: [String: Reconciler.SourceFile] = [:]
        var failures: [any Error] = []
        for directory in directories {
            let tree = try await read(directory, selection)
            failures += tree.problems
            for file in tree.files {
                files[file.path] = Reconciler.SourceFile(
                    path: file.path, contentID: file.blob.description, content: file.content)
            }
        }
        return SourceListing(files: files.values.sorted { $0.path < $1.path }, failures: failures)
    }
}
