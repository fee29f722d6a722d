/// Strings of RFC 8259 section 7.
extension JSONStream {
    /// The text of one string literal, quotes included; `nil` for what is none.
    static func text(of literal: ArraySlice<UInt8>) -> String? {
        var stream = JSONStream(bytes: Array(literal), file: "", limits: .standard)
        return try? stream.string()
    }

    mutating func string() throws(Fault) -> String {
        guard take("\"") else { throw fault("expected a string") }
        let start = place
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { place += 1 }
        var text: [UInt8] = []
        let head = bytes[start..<place]
        if peek != UInt8(ascii: "\"") { try escaped(into: &text) }
        guard take("\"") else { throw fault("the string has no end, or a control character without escape") }
        guard let string = String(validating: text.isEmpty ? head : head + text, as: UTF8.self) else {
            throw fault("the string is not UTF-8")
        }
        return string
    }

    /// The rest of a string from its first escape on, up to the quote.
    private mutating func escaped(into text: inout [UInt8]) throws(Fault) {
        while let byte = peek, byte != UInt8(ascii: "\""), byte >= 0x20 {
            place += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            text += UTF8.encode(try escape()).map(Array.init) ?? []
        }
    }

    private mutating func escape() throws(Fault) -> Unicode.Scalar {
        guard let kind = peek else { throw fault("the string has no end") }
        place += 1
        switch kind {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw fault("an escape that JSON does not have")
        }
        var code = try codeUnit()
        if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw fault("half a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half a surrogate pair") }
        return scalar
    }

    private mutating func codeUnit() throws(Fault) -> UInt32 {
        let digits = bytes[place...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("expected four hexadecimal digits") }
        place += 4
        return code
    }
}
