import ObjectModel
import YAMLBridge

/// What libFuzzer calls with each input: the first four bytes choose an edit of the text that follows. What comes back
/// must read as the edit says, and without an edit nothing may have changed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzYAMLEditor(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count > 4 else { return 0 }
    let text = Array(input[4...])
    let reading = YAMLReader.read(text, file: "fuzz.yaml")
    guard reading.errors.isEmpty, !reading.documents.isEmpty else { return 0 }
    let document = Int(input[0]) % reading.documents.count
    let value = reading.documents[document].value
    let pointers = places(in: value, below: JSONPointer())
    let pointer = pointers[(Int(input[1]) << 8 | Int(input[2])) % pointers.count]
    let edit = DocumentEdit(document: document, pointer, operation(input[3]))
    guard let result = try? YAMLEditor.edit(text, file: "fuzz.yaml", edits: [edit]) else { return 0 }
    let after = YAMLReader.read(result.bytes, file: "fuzz.yaml")
    precondition(after.errors.isEmpty && after.documents.count == reading.documents.count)
    for place in reading.documents.indices where place != document || result.refusals[0] != nil {
        precondition(after.documents[place].value == reading.documents[place].value, "the others stay")
    }
    guard result.refusals.isEmpty else {
        precondition(result.bytes == text, "what is refused changes nothing")
        return 0
    }
    if case .set(let new) = edit.operation {
        precondition(after.documents[document].value.value(at: pointer) == new, "what was set is there")
    }
    return 0
}

private func operation(_ byte: UInt8) -> DocumentEdit.Operation {
    let values: [JSONValue] = [
        "plain", "two words: #", "1", "line\nline\n", "\n x\n", 5, nil, [], [:], ["a": ["b", ["c": 1]]], [1, [2]],
    ]
    let value = values[Int(byte >> 2) % values.count]
    return byte & 3 == 0 ? .remove : byte & 3 == 1 ? .insert(value) : .set(value)
}

/// Every place of a document, and in each map and list one that is not there.
private func places(in value: JSONValue, below pointer: JSONPointer) -> [JSONPointer] {
    switch value {
    case .object(let object):
        [pointer, pointer.appending("new")]
            + object.members.flatMap { places(in: $0.value, below: pointer.appending($0.key)) }
    case .array(let elements):
        [pointer, pointer.appending("-")]
            + elements.enumerated().flatMap { places(in: $0.element, below: pointer.appending(String($0.offset))) }
    default: [pointer]
    }
}
