import ObjectModel

/// Carries out edits on the text of one document, and holds each to the value that it must give.
struct DocumentEditor {
    let file: String
    let limits: YAMLLimits
    /// The number of the text's first line in its file.
    let firstLine: Int
    let style: WritingStyle
    /// In strict JSON every string has double quotes, and every collection brackets.
    let isJSON: Bool
    private let lineBreak: [UInt8]
    private(set) var lines: TextLines
    private(set) var value: JSONValue
    private(set) var root: TextNode

    /// `nil` where `text` is not one document that reads as `value`.
    init?(
        _ text: [UInt8], value: JSONValue, file: String, limits: YAMLLimits, firstLine: Int,
        style: WritingStyle
    ) {
        guard let root = Self.root(of: text, reading: value, file: file, limits: limits) else {
            return nil
        }
        self.file = file
        self.limits = limits
        self.firstLine = firstLine
        self.value = value
        self.root = root
        lines = TextLines(bytes: text)
        isJSON =
            JSONStream.begins(text) && (try? JSONStream.read(text, file: file, limits: limits)) != nil
        let isCarriageReturn = text.first(where: TextLines.isBreak) == 0x0D
        lineBreak = isCarriageReturn ? [0x0D, 0x0A] : [0x0A]
        self.style = WritingStyle(of: [root], in: lines, otherwise: style)
    }

    /// Carries out `operation`, or throws and leaves the text as it was.
    mutating func apply(_ operation: DocumentEdit.Operation, at pointer: JSONPointer)
        throws(YAMLEditError)
    {
        guard value.applying(operation, at: pointer) != nil else {
            throw noSuchPlace(operation, pointer)
        }
        let whole = ValueStep(tokens: pointer.tokens, operation: operation)
        guard case .set(let new) = operation, let old = value.value(at: pointer), old.isCollection,
            new.isCollection
        else { return try carryOut(whole) }
        let before = self
        do throws(YAMLEditError) {
            for step in ValueSteps.steps(from: old, to: new, at: pointer.tokens) { try carryOut(step) }
        } catch {
            self = before
            guard error.code == .unsupported else { throw error }
            try carryOut(whole)
        }
    }

    /// Tries one way of writing after the other until the text reads as it must.
    private mutating func carryOut(_ step: ValueStep) throws(YAMLEditError) {
        let pointer = JSONPointer(step.tokens)
        guard let expected = value.applying(step.operation, at: pointer) else {
            throw noSuchPlace(step.operation, pointer)
        }
        if expected == value, case .set = step.operation { return }
        for changes in try ways(of: step) {
            let text = lines.bytes.applying(changes.map(withLineBreaks))
            guard let root = Self.root(of: text, reading: expected, file: file, limits: limits) else {
                continue
            }
            lines = TextLines(bytes: text)
            self.root = root
            value = expected
            return
        }
        throw error(
            .unsupported, pointer,
            at: (try? slot(at: step.tokens[...], for: pointer).node.start) ?? root.start,
            "no way of writing it was found that leaves the rest as it is", hint: "edit the file by hand")
    }

    private func ways(of step: ValueStep) throws(YAMLEditError) -> [[TextChange]] {
        let pointer = JSONPointer(step.tokens)
        let last = step.tokens.last ?? ""
        if case .insert(let new) = step.operation {
            return insertions(of: new, as: last, into: try slot(at: step.tokens.dropLast(), for: pointer))
        }
        let slot = try slot(at: step.tokens[...], for: pointer)
        try checkAnchors(in: slot.node, pointer)
        guard case .set(let new) = step.operation else {
            return removals(of: last, from: try self.slot(at: step.tokens.dropLast(), for: pointer))
        }
        return replacements(of: slot, with: new)
    }

    /// The nodes of `text`, if it is one document that reads as `value`.
    private static func root(
        of text: [UInt8], reading value: JSONValue, file: String, limits: YAMLLimits
    ) -> TextNode? {
        let reading = YAMLReader.read(text, file: file, limits: limits)
        guard reading.errors.isEmpty, reading.documents.count == 1, reading.documents[0].value == value
        else {
            return nil
        }
        return TextDocument.all(in: text, file: file, limits: limits)?.first { !$0.isNull }?.root
    }

    private func withLineBreaks(_ change: TextChange) -> TextChange {
        guard lineBreak != [0x0A] else { return change }
        return TextChange(change.range, change.text.flatMap { $0 == 0x0A ? lineBreak : [$0] })
    }
}

// MARK: Errors
extension DocumentEditor {
    func error(
        _ code: YAMLEditError.Code, _ pointer: JSONPointer, at place: Int, _ detail: String,
        hint: String
    ) -> YAMLEditError {
        let start = lines.lineStart(place)
        let column = String(decoding: lines.bytes[TextLines.span(start, min(place, lines.bytes.count))], as: UTF8.self)
        let location = SourceLocation(
            file: file, line: line(place), column: column.unicodeScalars.count + 1)
        return YAMLEditError(
            code: code, location: location, pointer: pointer, detail: detail, hint: hint)
    }

    /// The number of a place's line in the file.
    func line(_ place: Int) -> Int { firstLine - 1 + lines.line(place) }

    func noSuchPlace(_ operation: DocumentEdit.Operation, _ pointer: JSONPointer) -> YAMLEditError {
        let detail: String
        if case .insert = operation {
            detail = "it is there already, or what it would stand in is not"
        } else {
            detail = "the document has no such field"
        }
        return error(
            .noSuchPlace, pointer, at: root.start, detail, hint: "check the path and its list indices")
    }
}

extension JSONValue {
    var isCollection: Bool { object != nil || array != nil }
}
