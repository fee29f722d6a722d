import ObjectModel

/// A tree with other content in some of its files.
package struct OverlayTree: SourceTree {
    private let base: any SourceTree
    private let content: [String: [UInt8]]

    package init(_ base: any SourceTree, content: [String: [UInt8]]) {
        self.base = base
        self.content = content
    }

    package func files(
        below directories: [String], isWanted: @escaping @Sendable (String) -> Bool,
        isKnown: @escaping @Sendable (String) -> Bool
    ) async throws -> SourceListing {
        var listing = try await base.files(below: directories, isWanted: isWanted, isKnown: isKnown)
        for place in listing.files.indices {
            let path = listing.files[place].path
            guard let bytes = content[path] else { continue }
            // No cache knows this name, so the content is always read.
            listing.files[place] = SourceFile(path: path, contentID: "edited \(path)", content: bytes)
        }
        return listing
    }
}
