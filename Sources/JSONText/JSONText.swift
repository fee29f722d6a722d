import CSimdJSON
package import ObjectModel

/// JSON bytes to value trees and back (RFC 8259), over simdjson.
///
/// Reading is strict: invalid UTF-8, trailing text and integers beyond 64 bits are errors. Of a key given twice both
/// members are kept and the first is found; an API server sends none.
package enum JSONText {
    /// Levels of nesting that are read; recursion over a tree stays within any thread's stack.
    package static let depthLimit = 256
    /// Bytes of one text that are read: larger than any LIST page, small enough to keep memory bounded.
    package static let sizeLimit = 512 << 20

    /// The value of `bytes`; `subject` names them in the error.
    package static func read(_ bytes: [UInt8], subject: String) throws(JSONError) -> JSONValue {
        try JSONDocument(bytes, subject: subject).value()
    }
}

/// One parsed text, from which parts can be built into trees without building the whole.
@safe package struct JSONDocument: ~Copyable {
    private let raw: OpaquePointer

    package init(_ bytes: [UInt8], subject: String) throws(JSONError) {
        guard bytes.count <= JSONText.sizeLimit else {
            throw JSONError(code: .tooLarge, subject: subject, detail: "the text has \(bytes.count) bytes")
        }
        guard !bytes.isEmpty else {
            throw JSONError(code: .malformed, subject: subject, detail: "the text is empty")
        }
        var status: Int32 = 0
        let parsed = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe csimdjson_parse(buffer.baseAddress, buffer.count, JSONText.depthLimit, &status)
        }
        guard let parsed = unsafe parsed else {
            throw JSONError(code: .tooLarge, subject: subject, detail: "no memory for \(bytes.count) bytes")
        }
        guard status == 0 else {
            let words = unsafe String(cString: csimdjson_error_text(status))
            unsafe csimdjson_free(parsed)
            throw JSONError(code: words.contains("depth") ? .tooDeep : .malformed, subject: subject, detail: words)
        }
        unsafe raw = parsed
    }

    deinit { unsafe csimdjson_free(raw) }

    /// The whole document as a tree.
    package func value() -> JSONValue {
        var reader = reader()
        return reader.next()
    }

    /// Every member of the root object, in order: the elements of the list `streamed` go one by one to `element`, and it
    /// comes back empty with the other members. A root that is no object gives an empty one.
    package func members(
        streaming streamed: String, to element: (JSONValue) throws -> Void
    ) rethrows -> JSONObject {
        var rest: [JSONObject.Member] = []
        var reader = reader()
        guard reader.enter(UInt8(ascii: "{")) else { return JSONObject() }
        while !reader.leave(UInt8(ascii: "}")) {
            let key = reader.nextString()
            if key == streamed, reader.enter(UInt8(ascii: "[")) {
                while !reader.leave(UInt8(ascii: "]")) { try element(reader.next()) }
                rest.append(.init(key: key, value: .array([])))
            } else {
                rest.append(.init(key: key, value: reader.next()))
            }
        }
        return JSONObject(uniqueMembers: rest)
    }

    /// Word 0 of the tape stands for the document, word 1 is its root.
    private func reader() -> TapeReader {
        unsafe TapeReader(tape: csimdjson_tape(raw), strings: csimdjson_strings(raw), index: 1)
    }
}
