package import ObjectModel

/// Changes files in place: the port behind which the YAML editor stands.
package protocol ManifestEditor: Sendable {
    /// Carries out `edits` one after the other; a pointer means the document as the edits before have left it.
    ///
    /// What cannot be edited is among the refusals and changes nothing. Throws where the whole file cannot be edited.
    func edit(_ bytes: [UInt8], file: String, edits: [DocumentEdit]) throws(ReconcileError) -> ManifestEditing
}

/// What became of the edits of one file.
package struct ManifestEditing: Sendable {
    package var bytes: [UInt8]
    /// By the edit's place in the list.
    package var refusals: [Int: ReconcileError]

    package init(bytes: [UInt8], refusals: [Int: ReconcileError] = [:]) {
        self.bytes = bytes
        self.refusals = refusals
    }
}
