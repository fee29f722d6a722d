import ObjectModel
import Testing

@testable import KubeAPI

/// The dates of a certificate are found whatever else is in it, and no damaged one brings the process down.
@Suite struct CertificateDatesTests {
    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count
        return [tag] + (length < 0x80 ? [UInt8(length)] : [0x82, UInt8(length >> 8), UInt8(length & 0xFF)]) + content
    }

    private static func certificate(version: Bool = true, from start: String, to end: String) -> [UInt8] {
        func time(_ text: String) -> [UInt8] { value(text.utf8.count == 13 ? 0x17 : 0x18, Array(text.utf8)) }
        let name = value(0x30, Array(repeating: 7, count: 200))
        let body =
            (version ? value(0xA0, value(0x02, [2])) : []) + value(0x02, [1, 2, 3]) + value(0x30, []) + name
            + value(0x30, time(start) + time(end)) + name
        return value(0x30, value(0x30, body) + value(0x30, []) + value(0x03, [0]))
    }

    @Test(arguments: [
        ("260102030405Z", "270102030405Z", "2026-01-02T03:04:05Z", "2027-01-02T03:04:05Z"),
        ("491231235959Z", "20500101000000Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"),
        ("500101000000Z", "99991231235959Z", "1950-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    ]) func bothFormsOfTime(start: String, end: String, from: String, to: String) throws {
        for version in [true, false] {
            let dates = try #require(CertificateDates(der: Self.certificate(version: version, from: start, to: end)))
            #expect(dates.notBefore == Timestamp(from).map { Duration.seconds($0.seconds) })
            #expect(dates.notAfter == Timestamp(to).map { Duration.seconds($0.seconds) })
        }
    }

    @Test(arguments: ["2601020304Z", "26010203040Z", "261302030405Z", "2601020304\u{E9}Z", "2601020304050", ""])
    func whatIsNoTime(_ text: String) {
        #expect(CertificateDates(der: Self.certificate(from: text, to: "270102030405Z")) == nil)
    }

    @Test func damagedCertificates() {
        let whole = Self.certificate(from: "260102030405Z", to: "270102030405Z")
        for count in 0..<whole.count { _ = CertificateDates(der: Array(whole[..<count])) }
        for place in whole.indices {
            for byte in [0x00, 0x7F, 0x80, 0x84, 0xFF] as [UInt8] {
                var damaged = whole
                damaged[place] = byte
                _ = CertificateDates(der: damaged)
            }
        }
        #expect(CertificateDates(der: Array(whole.dropLast())) == nil)
        #expect(CertificateDates(der: [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x00]) == nil)
    }

    @Test func whatIsNoPEM() {
        #expect(
            CertificateDates(pem: Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)) == nil)
        #expect(CertificateDates(pem: []) == nil)
    }
}
