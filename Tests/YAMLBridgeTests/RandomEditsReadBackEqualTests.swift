import ObjectModel
import Testing
import YAMLBridge

/// Whatever the layout and whatever the edit: the text reads as the edit says, and no line changes that has nothing to
/// do with it.
@Suite struct RandomEditsReadBackEqualTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>) func oneEdit(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var made = 0
        var refused: [String] = []
        for _ in 0..<30 {
            await Task.yield()  // other tests wait for time to pass
            let text = StyledText(seed: generator.next()).text
            let reading = YAMLReader.read(Array(text.utf8), file: "a.yaml")
            guard reading.errors.isEmpty, let document = reading.documents.first else { continue }
            let edit = generator.edit(of: document.value)
            let result = try YAMLEditor.edit(Array(text.utf8), file: "a.yaml", edits: [edit])
            if let refusal = result.refusals[0] {
                #expect(result.bytes == Array(text.utf8))
                if refusal.code != .shared { refused.append("\(refusal) \(edit.operation)\n\(text)") }
                continue
            }
            made += 1
            let edited = String(decoding: result.bytes, as: UTF8.self)
            let after = YAMLReader.read(result.bytes, file: "a.yaml")
            let story: Comment = "\(edit.operation) at \(edit.pointer)\n\(text)\n====\n\(edited)"
            #expect(
                after.errors.isEmpty && after.documents.map(\.value) == [edit.applied(to: document.value)],
                story)
            let region = Region(of: edit, in: document, lines: Region.lines(text).count)
            #expect(region.holdsChanges(from: text, to: edited), story)
            #expect(region.lostComments(from: text, to: edited, edit).isEmpty, story)
        }
        #expect(made > 15 && refused.count * 15 < made, "\(refused.joined(separator: "\n"))")
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func severalEdits(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            await Task.yield()
            let text = StyledText(seed: generator.next()).text
            let reading = YAMLReader.read(Array(text.utf8), file: "a.yaml")
            guard reading.errors.isEmpty, let document = reading.documents.first else { continue }
            var value = document.value
            let edits = (0..<4).map { _ in
                let edit = generator.edit(of: value)
                value = edit.applied(to: value)
                return edit
            }
            let result = try YAMLEditor.edit(Array(text.utf8), file: "a.yaml", edits: edits)
            guard result.refusals.isEmpty else { continue }
            #expect(
                YAMLReader.read(result.bytes, file: "a.yaml").documents.map(\.value) == [value],
                "\(edits)\n\(text)")
        }
    }
}

/// The lines that an edit may touch: those of the node that it sets, or of what it inserts into or removes from.
private struct Region {
    /// From 0.
    var lines: Range<Int>

    init(of edit: DocumentEdit, in document: SourceDocument, lines count: Int) {
        var pointer = edit.pointer
        if case .set = edit.operation {} else { pointer.tokens.removeLast() }
        let marks = document.map.marks
        // The next node behind the whole of this one.
        let before = JSONPointers.all(of: document.value)
        let place = before.firstIndex(of: pointer) ?? 0
        // The dash of an element may stand on a line above it.
        let start = Int(marks[max(0, place - (Int(pointer.tokens.last ?? "") == nil ? 0 : 1))].line)
        let next = before[(place + 1)...].firstIndex { !$0.tokens.starts(with: pointer.tokens) }
        let end = next.map { Int(marks[$0].line) } ?? count + 1
        // A node that begins on the line where this one ends shares it.
        lines = start - 1..<max(end, start)
    }

    func holdsChanges(from old: String, to new: String) -> Bool {
        let (a, b) = (Self.lines(old), Self.lines(new))
        var head = 0
        while head < min(a.count, b.count), a[head] == b[head] { head += 1 }
        var tail = 0
        while tail < min(a.count, b.count) - head, a[a.count - 1 - tail] == b[b.count - 1 - tail] {
            tail += 1
        }
        let changed = head..<a.count - tail
        return changed.isEmpty
            || (lines.lowerBound <= changed.lowerBound && changed.upperBound <= lines.upperBound)
    }

    /// Comments that are gone and should not be: whatever is added takes none away, and a scalar has none inside.
    func lostComments(from old: String, to new: String, _ edit: DocumentEdit) -> [String] {
        var mayGo: Set<String> = []
        let all = Self.lines(old)
        if case .insert = edit.operation {
        } else {
            for place in lines where place < all.count { mayGo.formUnion(Self.comments(all[place])) }
        }
        return Self.comments(old).subtracting(Self.comments(new)).subtracting(mayGo).sorted()
    }

    /// Swift takes CRLF for one character, which is not `\n`.
    static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private static func comments(_ text: String) -> Set<String> {
        Set(text.matches(of: /#\d+\./).map { String($0.output) })
    }
}

/// The places of a document in the order of its marks.
private enum JSONPointers {
    static func all(of value: JSONValue, at pointer: JSONPointer = JSONPointer()) -> [JSONPointer] {
        switch value {
        case .object(let object):
            [pointer] + object.members.flatMap { all(of: $0.value, at: pointer.appending($0.key)) }
        case .array(let elements):
            [pointer]
                + elements.enumerated().flatMap {
                    all(of: $0.element, at: pointer.appending(String($0.offset)))
                }
        default: [pointer]
        }
    }
}

extension SeededGenerator {
    /// Something that can be done to `value`.
    fileprivate mutating func edit(of value: JSONValue) -> DocumentEdit {
        let pointers = JSONPointers.all(of: value)
        let pointer = pointers.dropFirst().randomElement(using: &self) ?? JSONPointer()
        let target = value.value(at: pointer) ?? .null
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return DocumentEdit(pointer, .remove)
        case 1:
            guard
                let container = pointers.filter({ value.value(at: $0)?.isContainer == true }).randomElement(
                    using: &self)
            else { break }
            if let count = value.value(at: container)?.array?.count {
                let index = String(Int.random(in: 0...count, using: &self))
                return DocumentEdit(container.appending(index), .insert(self.value(levels: 2)))
            }
            return DocumentEdit(container.appending("new \(text())"), .insert(self.value(levels: 2)))
        case 2 where target.isContainer: return DocumentEdit(pointer, .set(changed(target)))
        default: break
        }
        return DocumentEdit(pointer, .set(self.value(levels: Bool.random(using: &self) ? 0 : 2)))
    }

    /// The same with some parts changed.
    private mutating func changed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements):
            return .array(
                elements.compactMap { Int.random(in: 0..<4, using: &self) == 0 ? nil : changed($0) } + [
                    .string(text())
                ]
            )
        case .object(let object):
            let kept = object.members.filter { _ in Int.random(in: 0..<4, using: &self) > 0 }
            return .object(
                JSONObject(uniqueMembers: kept.map { .init(key: $0.key, value: changed($0.value)) }))
        default: return Int.random(in: 0..<4, using: &self) == 0 ? .string(text()) : value
        }
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool { object != nil || array != nil }
}

extension DocumentEdit {
    /// What the edit makes of `value`, found in another way than the editor's own.
    fileprivate func applied(to value: JSONValue) -> JSONValue {
        guard let last = pointer.tokens.last else {
            guard case .set(let new) = operation else { return value }
            return new
        }
        var parent = value.value(at: JSONPointer(Array(pointer.tokens.dropLast()))) ?? .null
        if var object = parent.object {
            switch operation {
            case .set(let new), .insert(let new): object[last] = new
            case .remove: object[last] = nil
            }
            parent = .object(object)
        } else if var elements = parent.array, let index = Int(last) {
            switch operation {
            case .set(let new): elements[index] = new
            case .insert(let new): elements.insert(new, at: index)
            case .remove: elements.remove(at: index)
            }
            parent = .array(elements)
        }
        guard pointer.tokens.count > 1 else { return parent }
        return DocumentEdit(JSONPointer(Array(pointer.tokens.dropLast())), .set(parent)).applied(to: value)
    }
}
