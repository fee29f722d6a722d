/// One file below the path that was asked for, as a commit or a working directory has it.
package struct SourceFile: Hashable, Sendable {
    /// What kind of entry the file is.
    package enum Kind: Hashable, Sendable {
        case file, executable
        /// A symbolic link; the size and the content are those of the file that it leads to, whose path this is.
        case link(to: String)
    }

    /// From the repository's root, with `/`.
    package let path: String
    /// The name of the content, whether it was read or not.
    package let blob: BlobID
    /// In bytes.
    package let size: Int
    package let kind: Kind
    /// The bytes, never more than the limit; nil if the blob is known already.
    package let content: [UInt8]?
}

/// The files below one path, and what is wrong there.
package struct SourceTree: Hashable, Sendable {
    /// Sorted by the bytes of their paths.
    package var files: [SourceFile] = []
    /// Every entry that could not be had, each with its reason; the other files are complete.
    package var problems: [GitError] = []
}

/// What a reader may take before it refuses.
package struct SourceLimits: Hashable, Sendable {
    /// Of one file, in bytes.
    package var fileBytes = 16 << 20
    /// Of all files together, in bytes.
    package var totalBytes = 512 << 20
    /// Files and directories below the path.
    package var entries = 200_000
    /// Directories within one another.
    package var depth = 64

    package init() {}
}

/// Which files a reader wants, decided before their content is read.
package struct FileSelection: Sendable {
    /// True if the file at this path is wanted; all others are left out.
    package var matches: @Sendable (_ path: String) -> Bool
    /// True if the content is known already, so that it need not be read.
    package var isKnown: @Sendable (BlobID) -> Bool

    package init(
        matches: @escaping @Sendable (_ path: String) -> Bool = { _ in true },
        isKnown: @escaping @Sendable (BlobID) -> Bool = { _ in false }
    ) {
        self.matches = matches
        self.isKnown = isKnown
    }

    /// Every file, with its content.
    package static let everything = FileSelection()
}

/// What is gathered while a tree is walked, held to the limits.
struct Gathering {
    let limits: SourceLimits
    let selection: FileSelection
    private(set) var tree = SourceTree()
    private var entries = 0
    private var bytes = 0

    init(limits: SourceLimits, selection: FileSelection) {
        self.limits = limits
        self.selection = selection
    }

    /// Counts one more entry at `path`, `depth` directories down.
    mutating func enter(_ path: String, depth: Int) throws(GitError) {
        entries += 1
        guard entries <= limits.entries else {
            throw GitError(.tooLarge, .list, path, "more than \(limits.entries) entries", hint: "read a narrower path")
        }
        guard depth <= limits.depth else {
            throw GitError(.tooLarge, .list, path, "more than \(limits.depth) directories within one another")
        }
    }

    /// Takes the file; content that is not what its name promises becomes a problem instead.
    mutating func add(_ file: SourceFile) throws(GitError) {
        if let content = file.content {
            bytes += content.count
            guard bytes <= limits.totalBytes else {
                let limit = sizeText(limits.totalBytes)
                throw GitError(.tooLarge, .read, file.path, "the files together exceed \(limit)")
            }
            if isLargeFilePointer(content) {
                return add(
                    GitError(
                        .unsupported, .read, file.path, "it is a Git LFS pointer, not the file",
                        hint: "store the manifest in Git itself: git lfs migrate export --include=\(file.path)"))
            }
        }
        tree.files.append(file)
    }

    mutating func add(_ problem: GitError) { tree.problems.append(problem) }

    /// Takes what is wrong with the symbolic link at `path`; one that leads nowhere matters only if it is wanted.
    mutating func add(link path: String, _ problem: GitError) {
        if problem.code != .pathNotFound || selection.matches(path) { add(problem) }
    }

    /// The problem of a file that is too large, nil if it is not.
    func excess(_ size: Int, _ path: String) -> GitError? {
        size <= limits.fileBytes ? nil : tooLarge(path, size: size, limit: limits.fileBytes)
    }

    /// Files and problems in the order that readers promise.
    consuming func finished() -> SourceTree {
        let byPath: (SourceFile, SourceFile) -> Bool = { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        if zip(tree.files, tree.files.dropFirst()).contains(where: { byPath($1, $0) }) { tree.files.sort(by: byPath) }
        tree.problems.sort { ($0.subject, $0.detail) < ($1.subject, $1.detail) }
        return tree
    }
}

func tooLarge(_ path: String, size: Int, limit: Int) -> GitError {
    GitError(.tooLarge, .read, path, "the file has \(sizeText(size)), the limit is \(sizeText(limit))")
}

/// Whole mebibytes where that is exact, bytes otherwise.
func sizeText(_ bytes: Int) -> String {
    bytes >= 1 << 20 && bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
}

/// The first line of a pointer file; source: the Git LFS specification, docs/spec.md.
private func isLargeFilePointer(_ content: [UInt8]) -> Bool {
    content.count < 1024 && content.starts(with: "version https://git-lfs.github.com/spec/v".utf8)
}
