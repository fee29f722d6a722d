import ObjectModel
import YAMLBridge

/// What libFuzzer calls with each input (https://llvm.org/docs/LibFuzzer.html): reads it as YAML, and holds the reader
/// to what it promises of every document.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzYAMLReader(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let reading = YAMLReader.read(bytes, file: "fuzz.yaml")
    for document in reading.documents {
        precondition(document.map.marks.count == nodes(document.value), "a mark for each node")
    }
    let written = YAMLReader.read(YAMLWriter.write(reading.documents.map(\.value)), file: "written.yaml")
    precondition(written.errors.isEmpty, "\(written.errors)")
    precondition(written.documents.map(\.value) == reading.documents.map(\.value), "what is written reads back equal")
    return 0
}

private func nodes(_ value: JSONValue) -> Int {
    switch value {
    case .object(let object): object.members.reduce(1) { $0 + nodes($1.value) }
    case .array(let elements): elements.reduce(1) { $0 + nodes($1) }
    default: 1
    }
}
