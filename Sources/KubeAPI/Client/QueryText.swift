/// The query of a URL, in the order in which parts were added; empty without any.
struct QueryText {
    private(set) var text = ""

    /// A `nil` or empty value adds nothing.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        text += "\(text.isEmpty ? "?" : "&")\(name)=\(value.percentEncoded)"
    }
}

extension String {
    /// Everything but the unreserved characters of RFC 3986 section 2.3 as `%XX`, byte by byte of UTF-8.
    var percentEncoded: String {
        guard !utf8.allSatisfy(Self.isUnreserved) else { return self }
        var result = ""
        for byte in utf8 {
            if Self.isUnreserved(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
