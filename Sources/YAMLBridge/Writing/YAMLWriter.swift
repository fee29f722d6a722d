package import ObjectModel

/// Value trees to YAML in the style of `kubectl get -o yaml`.
///
/// What it writes is read back equal by `YAMLReader`, and means the same to readers of YAML 1.1 and 1.2. Members stand
/// in their order. A number that is not finite, for which JSON has no form, is written `null`; a document that is
/// `null` as a whole counts as empty when it is read.
package enum YAMLWriter {
    /// A stream in UTF-8, with `---` between its documents and a line break at its end.
    package static func write(_ documents: [JSONValue]) -> [UInt8] {
        var emitter = BlockEmitter(style: WritingStyle())
        for (place, document) in documents.enumerated() {
            if place > 0 { emitter.bytes += "---\n".utf8 }
            emitter.document(document)
        }
        return emitter.bytes
    }
}
