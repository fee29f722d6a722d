extension String {
    /// The JSON string literal of this text, quotes included (RFC 8259 section 7).
    package var jsonQuoted: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count + 2)
        appendJSONQuoted(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the JSON string literal of this text in UTF-8.
    package func appendJSONQuoted(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
            case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
            case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20, 0x7F: bytes += Array("\\u00".utf8) + [Self.hex(byte >> 4), Self.hex(byte & 15)]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hex(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}

extension Double {
    /// The shortest JSON number that reads back as this value; `null` for what JSON has no number for.
    package var jsonText: String {
        guard isFinite else { return "null" }
        if let whole = Int64(exactly: self), magnitude < 1e15 { return String(whole) }
        return description
    }
}
