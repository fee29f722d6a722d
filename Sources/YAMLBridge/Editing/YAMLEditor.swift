package import ObjectModel

/// Edits a YAML or JSON text in place: what is not edited stays byte for byte, comments, order and quotes included.
///
/// Whatever was written is read again, and is given out only if it reads as exactly what was asked for.
package enum YAMLEditor {
    /// The text after the edits that could be made, and why the others could not.
    package struct Result: Sendable {
        package var bytes: [UInt8]
        /// By the edit's place in the list.
        package var refusals: [Int: YAMLEditError] = [:]
    }

    /// Carries out `edits` one after the other; a pointer means the document as the edits before have left it.
    ///
    /// An edit that is refused changes nothing, and those behind it are carried out all the same. Throws where the
    /// text cannot be edited at all.
    package static func edit(
        _ bytes: [UInt8], file: String, edits: [DocumentEdit], limits: YAMLLimits = .standard
    ) throws(YAMLEditError) -> Result {
        var text = try EditedText(bytes, file: file, limits: limits)
        var result = Result(bytes: bytes)
        for (number, edit) in edits.enumerated() {
            do throws(YAMLEditError) { try text.apply(edit) } catch { result.refusals[number] = error }
        }
        result.bytes = try text.finished()
        return result
    }
}

/// A text of several documents, of which those that are edited have an editor.
private struct EditedText {
    private let bytes: [UInt8]
    private let file: String
    private let limits: YAMLLimits
    private let documents: [TextDocument]
    private let style: WritingStyle
    /// What each document reads as.
    private var values: [JSONValue]
    private var editors: [Int: DocumentEditor] = [:]

    init(_ bytes: [UInt8], file: String, limits: YAMLLimits) throws(YAMLEditError) {
        let reading = YAMLReader.read(bytes, file: file, limits: limits)
        if let error = reading.errors.first {
            throw Self.unreadable(error.location, error.detail, hint: error.hint)
        }
        let start = SourceLocation(file: file, line: 1, column: 1)
        guard !bytes.starts(with: [0xFE, 0xFF]), !bytes.starts(with: [0xFF, 0xFE]) else {
            throw Self.unreadable(start, "the file is UTF-16", hint: "save the file as UTF-8")
        }
        documents = (TextDocument.all(in: bytes, file: file, limits: limits) ?? []).filter {
            !$0.isNull
        }
        values = reading.documents.map(\.value)
        guard documents.count == values.count else {
            throw Self.unreadable(
                start, "its documents cannot be told apart", hint: "edit the file by hand")
        }
        style = WritingStyle(
            of: documents.map(\.root), in: TextLines(bytes: bytes), otherwise: WritingStyle())
        self.bytes = bytes
        self.file = file
        self.limits = limits
    }

    private static func unreadable(_ location: SourceLocation, _ detail: String, hint: String)
        -> YAMLEditError
    {
        YAMLEditError(
            code: .unreadable, location: location, pointer: JSONPointer(), detail: detail, hint: hint)
    }

    mutating func apply(_ edit: DocumentEdit) throws(YAMLEditError) {
        var editor = try editor(of: edit)
        try editor.apply(edit.operation, at: edit.pointer)
        values[edit.document] = editor.value
        editors[edit.document] = editor
    }

    private func editor(of edit: DocumentEdit) throws(YAMLEditError) -> DocumentEditor {
        if let editor = editors[edit.document] { return editor }
        guard documents.indices.contains(edit.document) else {
            throw YAMLEditError(
                code: .noSuchPlace, location: SourceLocation(file: file, line: 1, column: 1),
                pointer: edit.pointer,
                detail: "the file has \(documents.count) documents", hint: "count the documents from 0")
        }
        let range = documents[edit.document].range
        let editor = DocumentEditor(
            Array(bytes[range]), value: values[edit.document], file: file, limits: limits,
            firstLine: TextLines(bytes: bytes).line(range.lowerBound), style: style)
        if let editor {
            guard !editor.isJSON, editor.lines.holdsOtherBreaks else { return editor }
            throw YAMLEditError(
                code: .unsupported, location: SourceLocation(file: file, line: editor.firstLine, column: 1),
                pointer: edit.pointer, detail: "the document has NEL, LS or PS, which end lines for some readers only",
                hint: "write them as escapes in double quotes")
        }
        throw Self.unreadable(
            SourceLocation(file: file, line: 1, column: 1),
            "the document reads otherwise when it stands alone", hint: "edit the file by hand")
    }

    /// The text with all edits; throws where it does not read as what they make of it.
    func finished() throws(YAMLEditError) -> [UInt8] {
        guard !editors.isEmpty else { return bytes }
        let edited = bytes.applying(
            editors.map { TextChange(documents[$0.key].range, $0.value.lines.bytes) })
        let reading = YAMLReader.read(edited, file: file, limits: limits)
        guard reading.errors.isEmpty, reading.documents.map(\.value) == values else {
            throw YAMLEditError(
                code: .unsupported, location: SourceLocation(file: file, line: 1, column: 1),
                pointer: JSONPointer(),
                detail: "the edited text would read as something else", hint: "edit the file by hand")
        }
        return edited
    }
}
