package import ObjectModel

/// Turns the bytes of one file into its documents: the port behind which the YAML reader stands.
package protocol ManifestParser: Sendable {
    func parse(_ bytes: [UInt8], file: String) -> ParsedFile
}

/// The documents of one file, empty ones left out, and what is wrong with it.
package struct ParsedFile: Sendable {
    package var documents: [SourceDocument]
    package var failures: [ReconcileError]

    package init(documents: [SourceDocument], failures: [ReconcileError] = []) {
        self.documents = documents
        self.failures = failures
    }
}

/// Keeps parsed files by the id of their content, so that an unchanged file is parsed once in its life.
///
/// What holds a Secret is never handed to it.
package protocol DocumentCache: Sendable {
    func holds(contentID: String) -> Bool
    /// The documents of the content `id`, told to stand in `file`; `nil` where they are not kept.
    func documents(contentID: String, file: String) -> [SourceDocument]?
    /// Replaces what is kept by these, so that the cache is as large as the last tree that was read.
    func replace(_ entries: [(contentID: String, documents: [SourceDocument])])
}
