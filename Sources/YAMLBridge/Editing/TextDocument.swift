/// One document of a text: the bytes that are its own, and its nodes.
struct TextDocument {
    /// From its `---` or directives to those of the next; the comments behind a document are its own.
    var range: Range<Int>
    /// Places are counted from the beginning of the text, not of the document.
    var root: TextNode
    /// Whether a reader takes it for nothing at all.
    var isNull: Bool

    /// The documents of `bytes`, which `YAMLReader` has read without an error; `nil` where they cannot be told apart.
    static func all(in bytes: [UInt8], file: String, limits: YAMLLimits) -> [TextDocument]? {
        if JSONStream.begins(bytes), (try? JSONStream.read(bytes, file: file, limits: limits)) != nil {
            var reader = JSONTextReader(bytes)
            return reader.documents()
        }
        return unsafe bytes.withUnsafeBufferPointer { text in
            guard let events = unsafe EventStream(text) else { return nil }
            var reader = YAMLTextReader(events, bytes)
            // The reader's errors were told when the text was read.
            return try? reader.documents()
        }
    }
}
