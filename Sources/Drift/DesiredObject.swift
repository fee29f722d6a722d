package import ObjectModel

/// One object as Git has it.
package struct DesiredObject: Hashable, Sendable {
    package var kind: GroupVersionKind
    /// The namespace is the one that the object will live in: its own, the environment's, or none by its kind's scope.
    package var key: ObjectKey
    package var value: JSONValue
    /// The document that the object is, or stands in as an element of a List.
    package var document: SourceDocument
    /// From the document's root to the object.
    package var base: JSONPointer

    package init(
        kind: GroupVersionKind, key: ObjectKey, value: JSONValue, document: SourceDocument,
        base: JSONPointer = JSONPointer()
    ) {
        self.kind = kind
        self.key = key
        self.value = value
        self.document = document
        self.base = base
    }

    /// Where `pointer`, inside the object, stands in Git; its nearest ancestor where Git has no such field.
    package func location(of pointer: JSONPointer = JSONPointer()) -> SourceLocation {
        document.location(of: JSONPointer(base.tokens + pointer.tokens))
    }
}
