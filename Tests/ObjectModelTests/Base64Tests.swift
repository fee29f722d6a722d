import ObjectModel
import Testing

/// Base64 is read and written as Go does it: what kubectl takes we take, what it refuses we refuse.
@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm\n9v\r\n", "foo"),
    ])
    func base64IsRead(_ text: String, _ expected: String) {
        #expect(Base64.decode(text) == Array(expected.utf8))
        #expect(Base64.encode(expected.utf8) == text.filter { !$0.isNewline })
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Zm8==", "=", "====", "Zg==Zg==", "Zm 9v", "Zm9v=", "Zm9-", "é"])
    func otherBase64IsRefused(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func everyByteComesBackFromBase64() {
        for count in 0..<260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v")])
    func paddingCanBeLeftOut(_ text: String, _ expected: String) {
        #expect(Base64.encode(text.utf8, isPadded: false) == expected)
    }
}
