package import ObjectModel

/// One object of the repository, before its kind's scope is known.
package struct Manifest: Hashable, Sendable {
    package var kind: GroupVersionKind
    package var name: String
    /// As written; `nil` where the manifest names none.
    package var namespace: String?
    package var value: JSONValue
    package var document: SourceDocument
    /// From the document's root to the object.
    package var base: JSONPointer
    /// Of a chart: without a namespace of its own it goes into that of the release, as Helm does it.
    package var isOfRelease = false

    package var location: SourceLocation { location(of: JSONPointer()) }

    package func location(of pointer: JSONPointer) -> SourceLocation {
        document.location(of: JSONPointer(base.tokens + pointer.tokens))
    }
}
