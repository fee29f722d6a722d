import Digests

/// The hash of a plan: SHA-256 of its text, in hex.
enum PlanDigest {
    static func of(_ text: String) -> String {
        // Only a library that is broken refuses; a plan without a hash cannot be approved, which is safe.
        guard let bytes = try? Digests.sha256(Array(text.utf8)) else { return "" }
        return bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
