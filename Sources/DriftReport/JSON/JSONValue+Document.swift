import ObjectModel

extension JSONValue {
    /// Indented JSON in which everything that a terminal would act on or hide is a `\u` escape.
    var documentText: String {
        var writer = JSONWriter(indent: 2)
        writer.write(self)
        guard writer.bytes.contains(where: { $0 >= 0x80 }) else {
            return String(decoding: writer.bytes, as: UTF8.self) + "\n"
        }
        var result: [UInt8] = []
        result.reserveCapacity(writer.bytes.count + writer.bytes.count / 8)
        for scalar in String(decoding: writer.bytes, as: UTF8.self).unicodeScalars {
            // The writer escapes what is below U+0080; beyond that only strings have any, where an escape may stand.
            if scalar.isASCII {
                result.append(UInt8(truncatingIfNeeded: scalar.value))
            } else if scalar.isShown {
                result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            } else {
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    result += "\\u\(String(UInt32(unit) + 0x10000, radix: 16).dropFirst())".utf8
                }
            }
        }
        return String(decoding: result, as: UTF8.self) + "\n"
    }
}
