package import ObjectModel

/// Value trees to YAML in the style of `kubectl get -o yaml`.
///
/// What it writes is read back equal by `YAMLReader`, and means the same to readers of YAML 1.1 and 1.2. Members stand
/// in their order. A number that is not finite, for which JSON has no form, is written `null`; a document that is
/// `null` as a whole counts as empty when it is read.
package enum YAMLWriter {
    /// A stream in UTF-8, with `---` between its documents and a line break at its end.
    package static func write(_ documents: [JSONValue]) -> [UInt8] {
        var emitter = BlockEmitter()
        for (place, document) in documents.enumerated() {
            if place > 0 { emitter.bytes += "---\n".utf8 }
            emitter.document(document)
        }
        return emitter.bytes
    }
}

/// Writes block collections: two spaces a level, a list at the column of the key that it belongs to.
private struct BlockEmitter {
    var bytes: [UInt8] = []

    mutating func document(_ value: JSONValue) {
        switch value {
        case .object(let object) where !object.isEmpty: members(of: object, column: 0)
        case .array(let elements) where !elements.isEmpty: list(elements, column: 0)
        default:
            inline(value, column: 0)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// The first member begins where the output stands, the others at `column`.
    private mutating func members(of object: JSONObject, column: Int) {
        for (place, member) in object.members.enumerated() {
            if place > 0 { indent(column) }
            key(member.key, column: column)
            switch member.value {
            case .object(let inner) where !inner.isEmpty:
                bytes.append(UInt8(ascii: "\n"))
                indent(column + 2)
                members(of: inner, column: column + 2)
            case .array(let elements) where !elements.isEmpty:
                bytes.append(UInt8(ascii: "\n"))
                indent(column)
                list(elements, column: column)
            default:
                bytes.append(UInt8(ascii: " "))
                inline(member.value, column: column)
                bytes.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// The first element begins where the output stands, the others at `column`.
    private mutating func list(_ elements: [JSONValue], column: Int) {
        for (place, element) in elements.enumerated() {
            if place > 0 { indent(column) }
            bytes += "- ".utf8
            switch element {
            case .object(let inner) where !inner.isEmpty: members(of: inner, column: column + 2)
            case .array(let inner) where !inner.isEmpty: list(inner, column: column + 2)
            default:
                inline(element, column: column)
                bytes.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// A key and its colon. A reader looks for the colon within 1,024 characters and one line; longer keys get a `?`.
    private mutating func key(_ key: String, column: Int) {
        let text = ScalarText(key, allowsBlock: false).bytes(column: column)
        if text.count > 512 {
            bytes += "? ".utf8
            bytes += text
            bytes.append(UInt8(ascii: "\n"))
            indent(column)
        } else {
            bytes += text
        }
        bytes.append(UInt8(ascii: ":"))
    }

    /// A scalar or an empty collection, without the line break behind it.
    private mutating func inline(_ value: JSONValue, column: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .unsigned(let number): bytes += String(number).utf8
        case .double(let number): bytes += number.jsonText.utf8
        case .string(let text): bytes += ScalarText(text, allowsBlock: true).bytes(column: column)
        case .array: bytes += "[]".utf8
        case .object: bytes += "{}".utf8
        }
    }

    private mutating func indent(_ column: Int) {
        bytes += repeatElement(UInt8(ascii: " "), count: column)
    }
}
