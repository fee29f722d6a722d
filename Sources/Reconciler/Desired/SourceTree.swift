/// The files of one revision, or of a working directory: the port behind which Git stands.
package protocol SourceTree: Sendable {
    /// Every file in `directories` and below, by path, each once; a directory that does not exist throws.
    ///
    /// Only files that `isWanted` takes by their path; with their bytes, unless `isKnown` says that the content is.
    func files(
        below directories: [String], isWanted: @escaping @Sendable (_ path: String) -> Bool,
        isKnown: @escaping @Sendable (_ contentID: String) -> Bool
    ) async throws -> SourceListing
}

/// One file of a tree.
package struct SourceFile: Hashable, Sendable {
    /// From the repository's root, with `/`.
    package var path: String
    /// Names the content: equal ids, equal bytes. Git's blob id.
    package var contentID: String
    package var content: [UInt8]?

    package init(path: String, contentID: String, content: [UInt8]? = nil) {
        self.path = path
        self.contentID = contentID
        self.content = content
    }
}

/// What a tree holds, and what of it cannot be read.
package struct SourceListing: Sendable {
    package var files: [SourceFile]
    /// Names that are not UTF-8, links that leave the tree, submodules: each with its own message.
    package var failures: [any Error]

    package init(files: [SourceFile], failures: [any Error] = []) {
        self.files = files
        self.failures = failures
    }
}
