/// Base64 of RFC 4648 section 4, as known_hosts files and key fingerprints have it.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Without padding at the end.
    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var (text, pending, bits) = ("", UInt32(0), 0)
        func append(_ value: UInt32) { text.unicodeScalars.append(Unicode.Scalar(digits[Int(value & 63)])) }
        for byte in bytes {
            (pending, bits) = (pending << 8 | UInt32(byte), bits + 8)
            while bits >= 6 {
                bits -= 6
                append(pending >> bits)
            }
            pending &= (1 << bits) - 1
        }
        if bits > 0 { append(pending << (6 - bits)) }
        return text
    }

    /// Nil if any character is none of base64; padding is optional.
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        var (bytes, pending, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
        for character in text.utf8.reversed().drop(while: { $0 == UInt8(ascii: "=") }).reversed() {
            guard let value = digits.firstIndex(of: character) else { return nil }
            (pending, bits) = (pending << 6 | UInt32(value), bits + 6)
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
            pending &= (1 << bits) - 1
        }
        return bytes
    }
}
