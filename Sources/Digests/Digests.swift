import CGnuTLS

/// Digests of byte strings, by GnuTLS.
package enum Digests {
    /// SHA-256 (FIPS 180-4): 32 bytes.
    package static func sha256(_ bytes: [UInt8]) throws(DigestError) -> [UInt8] {
        try unsafe digest("SHA-256") { output in
            unsafe bytes.withUnsafeBytes { input in
                unsafe gnutls_hash_fast(
                    GNUTLS_DIG_SHA256, input.baseAddress ?? UnsafeRawPointer(output), input.count, output)
            }
        }
    }

    /// HMAC-SHA-256 (RFC 2104, RFC 4231): 32 bytes.
    package static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) throws(DigestError) -> [UInt8] {
        try unsafe digest("HMAC-SHA-256") { output in
            unsafe bytes.withUnsafeBytes { input in
                unsafe key.withUnsafeBytes { secret in
                    // An empty array may have no address, which the library would take for a mistake.
                    unsafe gnutls_hmac_fast(
                        GNUTLS_MAC_SHA256, secret.baseAddress ?? UnsafeRawPointer(output), secret.count,
                        input.baseAddress ?? UnsafeRawPointer(output), input.count, output)
                }
            }
        }
    }

    /// Whether two byte strings are equal, in a time that tells nothing but whether their lengths are.
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe left.withUnsafeBytes { first in
            unsafe right.withUnsafeBytes { second in
                guard let a = first.baseAddress, let b = second.baseAddress else { return true }
                return unsafe gnutls_memcmp(a, b, first.count) == 0
            }
        }
    }

    private static func digest(
        _ name: String, _ compute: (UnsafeMutableRawPointer) -> Int32
    ) throws(DigestError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        let status = unsafe output.withUnsafeMutableBytes { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return GNUTLS_E_MEMORY_ERROR }
            return unsafe compute(start)
        }
        guard status == 0 else {
            throw DigestError(subject: name, detail: unsafe String(cString: gnutls_strerror(status)))
        }
        return output
    }
}

/// A digest that the library refused, which a system policy or lack of memory may bring about; no input does.
package struct DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    package let subject: String
    /// In the library's words.
    package let detail: String

    package var description: String {
        "cannot compute '\(subject)': \(detail) (hint: check the crypto policy of this system)"
    }
}
