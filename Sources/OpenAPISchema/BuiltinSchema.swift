import ObjectModel

/// The kinds that every Kubernetes API server has, for when no server can be asked: exports, rendering, the embedded
/// cluster. A server's own document always goes before it.
package enum BuiltinSchema {
    /// Parsed once, when first asked for: some milliseconds.
    package static let table = TypeTable(text: builtinSchemaText) ?? TypeTable()
}
