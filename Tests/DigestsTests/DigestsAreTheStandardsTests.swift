import Digests
import Testing

/// A signature is checked against the standard's own numbers, and a near miss is a miss.
@Suite struct DigestsAreTheStandardsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var key: [UInt8]
        var data: [UInt8]
        var expected: String
    }

    /// RFC 4231 section 4.
    @Test(arguments: [
        Case(
            testDescription: "4.2", key: bytes(0x0B, 20), data: Array("Hi There".utf8),
            expected: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Case(
            testDescription: "4.3, a key shorter than the digest", key: Array("Jefe".utf8),
            data: Array("what do ya want for nothing?".utf8),
            expected: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Case(
            testDescription: "4.4", key: bytes(0xAA, 20), data: bytes(0xDD, 50),
            expected: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Case(
            testDescription: "4.5", key: Array(1...25), data: bytes(0xCD, 50),
            expected: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Case(
            testDescription: "4.7, a key longer than a block", key: bytes(0xAA, 131),
            data: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            expected: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Case(
            testDescription: "4.8, both longer than a block", key: bytes(0xAA, 131),
            data: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8),
            expected: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        Case(
            testDescription: "nothing under no key", key: [], data: [],
            expected: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
    func hmac(_ c: Case) throws {
        #expect(hex(try Digests.hmacSHA256(c.data, key: c.key)) == c.expected)
    }

    /// FIPS 180-4 and its examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256(_ text: String, _ expected: String) throws {
        #expect(hex(try Digests.sha256(Array(text.utf8))) == expected)
    }

    @Test func equalityIsOfEveryByteAndOfTheLength() {
        #expect(Digests.areEqual([], []))
        #expect(Digests.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!Digests.areEqual([1, 2, 3], [1, 2]))
        #expect(!Digests.areEqual([], [0]))
        for place in 0..<32 {
            var other = Self.bytes(7, 32)
            other[place] ^= 0x80
            #expect(!Digests.areEqual(Self.bytes(7, 32), other))
        }
    }

    private static func bytes(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }
}
