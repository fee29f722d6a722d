import JSONText
import ObjectModel

/// What libFuzzer calls with each input (https://llvm.org/docs/LibFuzzer.html): reads it as JSON, whole and streamed;
/// what is read is written and read back equal.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONText(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let document = try? JSONDocument(bytes, subject: "fuzz") else { return 0 }  // most inputs are no JSON
    let value = document.value()
    var items = 0
    let rest = document.members(streaming: "items") { _ in items += 1 }
    precondition(value.object.map { rest.count <= $0.count } ?? rest.isEmpty, "no member is made up")
    guard let again = try? JSONText.read(JSONText.write(value), subject: "written") else {
        preconditionFailure("what is written is JSON")
    }
    precondition(again == value, "what is written reads back equal")
    return 0
}
