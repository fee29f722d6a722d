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

    /// One text that changes whenever a document does: the key for what is made of all of them. `nil` where a document
    /// has no hash, so that nobody can tell.
    package var contentKey: String? {
        guard documents.allSatisfy({ !$0.tag.isEmpty }) else { return nil }
        return "openapi \(version) "
            + documents.map { "\($0.groupVersion?.description ?? "all")=\($0.tag)" }.joined(separator: " ")
    }
}

/// One schema document.
package struct OpenAPIReference: Sendable, Hashable {
    /// `nil` for v2, whose one document has every group-version.
    package var groupVersion: GroupVersion?
    /// The server's own hash of the content; empty where it gives none, and then nothing is kept.
    package var tag: String
    /// Where the server says that it is, with its hash.
    let target: String
    /// The content, where finding the reference has brought it along.
    let bytes: [UInt8]?
}

/// The text of one schema document, which is whole JSON, under the reference that it was read by.
package struct OpenAPIDocument: Sendable, Hashable {
    package var reference: OpenAPIReference
    package var bytes: [UInt8]
}
