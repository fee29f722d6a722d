import ObjectModel

/// Writes block collections. Line breaks are `\n`, whatever the text around has.
struct BlockEmitter {
    let style: WritingStyle
    var bytes: [UInt8] = []

    init(style: WritingStyle) { self.style = style }

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
    mutating func members(of object: JSONObject, column: Int) {
        for (place, member) in object.members.enumerated() {
            if place > 0 { indent(column) }
            key(member.key, column: column)
            value(member.value, column: column)
        }
    }

    /// What follows the colon of a key at `column`.
    mutating func value(_ value: JSONValue, column: Int) {
        switch value {
        case .object(let inner) where !inner.isEmpty:
            bytes.append(UInt8(ascii: "\n"))
            indent(column + style.indent)
            members(of: inner, column: column + style.indent)
        case .array(let elements) where !elements.isEmpty:
            bytes.append(UInt8(ascii: "\n"))
            indent(column + style.listOffset)
            list(elements, column: column + style.listOffset)
        default:
            bytes.append(UInt8(ascii: " "))
            inline(value, column: column)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// The first element begins where the output stands, the others at `column`.
    mutating func list(_ elements: [JSONValue], column: Int) {
        for (place, element) in elements.enumerated() {
            if place > 0 { indent(column) }
            bytes += "- ".utf8
            self.element(element, column: column, width: 2)
        }
    }

    /// What follows a dash at `column` and the blanks behind it, with which it is `width` wide.
    mutating func element(_ element: JSONValue, column: Int, width: Int) {
        switch element {
        case .object(let inner) where !inner.isEmpty: members(of: inner, column: column + width)
        case .array(let inner) where !inner.isEmpty: list(inner, column: column + width)
        default:
            inline(element, column: column)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// A key and its colon. A reader looks for the colon within 1,024 characters and one line; longer keys get a `?`.
    private mutating func key(_ key: String, column: Int) {
        let text = ScalarText(key, allowsBlock: false, quotes: style.quotes).bytes(column: column)
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
        case .string(let text):
            bytes += ScalarText(text, allowsBlock: true, quotes: style.quotes)
                .bytes(column: column, indent: style.indent)
        case .array: bytes += "[]".utf8
        case .object: bytes += "{}".utf8
        }
    }

    private mutating func indent(_ column: Int) {
        bytes += repeatElement(UInt8(ascii: " "), count: column)
    }
}
