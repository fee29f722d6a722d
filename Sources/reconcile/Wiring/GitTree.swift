import GitSource
import Reconciler

/// A commit of a repository, read from the object database, as the loader's tree.
struct CommitTree: Reconciler.SourceTree {
    let repository: GitRepository
    let commit: CommitID

    func files(
        below directories: [String], isWanted: @escaping @Sendable (String) -> Bool,
        isKnown: @escaping @Sendable (String) -> Bool
    ) async throws -> SourceListing {
        let selection = FileSelection(matches: isWanted, isKnown: { isKnown($0.description) })
        return try await SourceListing(below: directories, selection) { directory, selection in
            try await repository.files(at: commit, under: directory, selection)
        }
    }
}

/// A working directory, uncommitted changes included, as the loader's tree.
struct DirectoryTree: Reconciler.SourceTree {
    let directory: WorkingDirectory

    func files(
        below directories: [String], isWanted: @escaping @Sendable (String) -> Bool,
        isKnown: @escaping @Sendable (String) -> Bool
    ) async throws -> SourceListing {
        let selection = FileSelection(matches: isWanted, isKnown: { isKnown($0.description) })
        return try await SourceListing(below: directories, selection) { path, selection in
            try await directory.files(under: path, selection)
        }
    }
}

extension SourceListing {
    /// Reads each directory with `read`; a file below two of them counts once.
    fileprivate init(
        below directories: [String], _ selection: FileSelection,
        read: (String, FileSelection) async throws -> GitSource.SourceTree
    ) async throws {
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
        self.init(files: files.values.sorted { $0.path < $1.path }, failures: failures)
    }
}
