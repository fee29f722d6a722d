extension String {
    /// Each byte of UTF-8 as `%XX`, but the unreserved ones of RFC 3986 section 2.3 and those of `kept`.
    package func percentEncoded(keeping kept: String = "") -> String {
        func stays(_ byte: UInt8) -> Bool { Self.isUnreserved(byte) || kept.utf8.contains(byte) }
        guard !utf8.allSatisfy(stays) else { return self }
        var result = ""
        for byte in utf8 {
            if stays(byte) {
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
