package import ObjectModel

extension JSONText {
    /// Compact JSON in UTF-8, members in their order. A number that JSON has no form for is written `null`.
    package static func write(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(value)
        return writer.bytes
    }

    /// Indented JSON in UTF-8 with a line break at the end, for people and for diffs.
    package static func writeIndented(_ value: JSONValue, by indent: Int = 2) -> [UInt8] {
        var writer = JSONWriter(indent: indent)
        writer.write(value)
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
