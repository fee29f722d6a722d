package import ObjectModel

extension JSONText {
    /// Compact JSON in UTF-8, members in their order. A number that JSON has no form for is written `null`.
    package static func write(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter(indent: nil)
        writer.write(value, level: 0)
        return writer.bytes
    }

    /// Indented JSON in UTF-8 with a line break at the end, for people and for diffs.
    package static func writeIndented(_ value: JSONValue, by indent: Int = 2) -> [UInt8] {
        var writer = JSONWriter(indent: indent)
        writer.write(value, level: 0)
        writer.bytes.append(UInt8(ascii: "\n"))
        return writer.bytes
    }
}

private struct JSONWriter {
    /// Spaces a level, or `nil` for the compact form.
    let indent: Int?
    var bytes: [UInt8] = []

    init(indent: Int?) { self.indent = indent }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .unsigned(let number): bytes += String(number).utf8
        case .double(let number): bytes += number.jsonText.utf8
        case .string(let text): text.appendJSONQuoted(to: &bytes)
        case .array(let elements): write(elements, level: level)
        case .object(let object): write(object, level: level)
        }
    }

    private mutating func write(_ elements: [JSONValue], level: Int) {
        bytes.append(UInt8(ascii: "["))
        for (place, element) in elements.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            write(element, level: level + 1)
        }
        if !elements.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: JSONObject, level: Int) {
        bytes.append(UInt8(ascii: "{"))
        for (place, member) in object.members.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            member.key.appendJSONQuoted(to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            if indent != nil { bytes.append(UInt8(ascii: " ")) }
            write(member.value, level: level + 1)
        }
        if !object.isEmpty { breakLine(level) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ level: Int) {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: indent * level)
    }
}
