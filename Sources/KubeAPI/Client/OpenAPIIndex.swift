/// The schema documents that a server has for what was asked for, not yet read.
package struct OpenAPIIndex: Sendable, Hashable {
    package enum Version: Sendable, Hashable {
        /// A document for each group-version (1.24 and later).
        case v3
        /// One document for all.
        case v2
    }

    package var version: Version
    /// Sorted by group-version. Group-versions that the server has no schema for are missing.
    package var documents: [OpenAPIReference]

    /// One text that changes whenever a document does: the key for what is made of all of them.
    package var contentKey: String {
        "openapi \(version) "
            + documents.map { "\($0.groupVersion?.description ?? "all")=\($0.tag)" }.joined(separator: " ")
    }
}

/// One schema document.
package struct OpenAPIReference: Sendable, Hashable {
    /// `nil` for v2, whose one document has every group-version.
    package var groupVersion: GroupVersion?
    /// The server's own hash of the content; empty where it gives none, and then nothing is kept.
    package var tag: String
    /// Where it is, with its hash.
    let target: String
    /// The content, where finding the reference has brought it along.
    let bytes: [UInt8]?
}
