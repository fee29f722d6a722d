package import ObjectModel

/// Bytes to value trees, as the reader of `kubectl` does it (sigs.k8s.io/yaml over go-yaml v2), with the place of every
/// node.
///
/// Stricter than that reader where it hides a mistake: a key given twice, a tag nobody knows and invalid UTF-8 are
/// errors here; there the last key wins, the tag is dropped and the bytes become U+FFFD.
/// All rules are in docs/yaml.md.
package enum YAMLReader {
    /// Reads every document of `bytes`; `file` names them in locations and errors.
    ///
    /// Text that is strict JSON, one document or several, is read as JSON (RFC 8259), everything else as YAML, whatever
    /// the file is called; the name decides only which of the two a text that is neither is called to be.
    package static func read(_ bytes: [UInt8], file: String, limits: YAMLLimits = .standard) -> YAMLReading {
        guard bytes.count <= limits.bytes else {
            let detail = "the file has \(bytes.count) bytes, more than \(limits.bytes)"
            return YAMLReading(errors: [YAMLError(.tooLarge(limit: limits.bytes), .start(of: file), detail)])
        }
        guard JSONStream.begins(bytes) else { return yaml(bytes, file: file, limits: limits) }
        do throws(JSONStream.Fault) {
            return try JSONStream.read(bytes, file: file, limits: limits)
        } catch {
            let reading = yaml(bytes, file: file, limits: limits)
            guard file.hasSuffix(".json"), !reading.errors.isEmpty else { return reading }
            return YAMLReading(errors: [YAMLError(.json, SourceLocation(file, error.mark), error.detail)])
        }
    }

    private static func yaml(_ bytes: [UInt8], file: String, limits: YAMLLimits) -> YAMLReading {
        unsafe bytes.withUnsafeBufferPointer { text in unsafe YAMLStream.read(text, file: file, limits: limits) }
    }
}

/// What one file gave: both lists may have elements, but a document that has an error is not among `documents`.
package struct YAMLReading: Hashable, Sendable {
    /// In the order of the file, without the empty ones (nothing, only comments, or `null`).
    package var documents: [SourceDocument]
    /// In the order in which they were met; empty exactly when the whole file was read.
    package var errors: [YAMLError]

    package init(documents: [SourceDocument] = [], errors: [YAMLError] = []) {
        self.documents = documents
        self.errors = errors
    }
}

/// What one file may cost; past any of these it is an error.
package struct YAMLLimits: Hashable, Sendable {
    /// The size of the file.
    package var bytes: Int
    /// Levels of maps and lists, aliases followed.
    package var depth: Int
    /// Nodes, keys included, that stand under anchors or are put in by aliases and merge keys.
    package var aliasedNodes: Int
    /// Errors that are collected before reading stops.
    package var errors: Int

    package init(bytes: Int, depth: Int, aliasedNodes: Int, errors: Int) {
        self.bytes = bytes
        self.depth = depth
        self.aliasedNodes = aliasedNodes
        self.errors = errors
    }

    /// 16 MiB (etcd takes objects of 1.5 MiB), 256 levels, a million nodes by alias, a hundred errors.
    package static let standard = YAMLLimits(bytes: 16 << 20, depth: 256, aliasedNodes: 1_000_000, errors: 100)
}
