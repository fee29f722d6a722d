package import ObjectModel

/// Why a text was not edited.
package struct YAMLEditError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The text as it is cannot be read without an error.
        case unreadable
        /// What the pointer names is not there; for an insertion, it is there already or has nothing to stand in.
        case noSuchPlace
        /// What the pointer names is written elsewhere, or what is written there counts elsewhere too.
        case shared
        /// No way is known to write it so that the rest reads as before.
        case unsupported
    }

    package var code: Code
    package var location: SourceLocation
    package var pointer: JSONPointer
    package var detail: String
    /// What to do next, as one imperative clause.
    package var hint: String

    package var description: String {
        "cannot edit '\(location)': \(pointer): \(detail) (hint: \(hint))"
    }
}
