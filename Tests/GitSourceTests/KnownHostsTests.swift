import ObjectModel
import Testing

@testable import GitSource

/// The rules of sshd(8) for known_hosts, as a table.
@Suite struct KnownHostsTests {
    /// Public keys as they go over the wire: the algorithm's name, then something to tell them apart.
    static let ours = key("ssh-ed25519", 1)
    static let other = key("ssh-ed25519", 2)
    static let rsa = key("ssh-rsa", 3)

    static func key(_ type: String, _ tail: UInt8) -> [UInt8] {
        [0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8) + [0, 0, 0, 1, tail]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var host = "git.example.org"
        var port = 22
        var expected: KnownHosts.Judgement
    }

    static let line = "ssh-ed25519 \(Base64.encode(ours, isPadded: false))"

    @Test(arguments: [
        Case(testDescription: "the host's key", text: "git.example.org \(line)", expected: .trusted),
        Case(
            testDescription: "padding, tabs and a comment",
            text: "git.example.org\tssh-ed25519  \(Base64.encode(ours, isPadded: false))== me", expected: .trusted),
        Case(
            testDescription: "a list of names", text: "a.example.org,git.example.org,10.0.0.1 \(line)",
            expected: .trusted),
        Case(testDescription: "names in capitals", text: "GIT.Example.ORG \(line)", expected: .trusted),
        Case(testDescription: "a wildcard", text: "*.example.org \(line)", expected: .trusted),
        Case(testDescription: "a question mark", text: "gi?.example.org \(line)", expected: .trusted),
        Case(
            testDescription: "an exception from a wildcard", text: "*.example.org,!git.example.org \(line)",
            expected: .unknown(types: [])),
        Case(testDescription: "a wildcard is no substring", text: "*.example \(line)", expected: .unknown(types: [])),
        Case(testDescription: "an empty file", text: "", expected: .unknown(types: [])),
        Case(testDescription: "a comment", text: "#git.example.org \(line)", expected: .unknown(types: [])),
        Case(
            testDescription: "lines that are cut short",
            text: "git.example.org\ngit.example.org ssh-ed25519\n@revoked\n@\n|\n|1|", expected: .unknown(types: [])),
        Case(
            testDescription: "another key of the same type",
            text: "\n# x\ngit.example.org ssh-ed25519 \(Base64.encode(other, isPadded: false))",
            expected: .mismatch(place: "file:3")),
        Case(
            testDescription: "a second line with the right key",
            text: "git.example.org ssh-ed25519 \(Base64.encode(other, isPadded: false))\ngit.example.org \(line)",
            expected: .trusted),
        Case(
            testDescription: "a key of another type",
            text: "git.example.org ssh-rsa \(Base64.encode(rsa, isPadded: false))",
            expected: .unknown(types: ["ssh-rsa"])),
        Case(
            testDescription: "revoked wins", text: "git.example.org \(line)\n@revoked * \(line)",
            expected: .revoked(place: "file:2")),
        Case(
            testDescription: "a certificate authority is no host key", text: "@cert-authority * \(line)",
            expected: .unknown(types: [])),
        Case(
            testDescription: "a port of its own", text: "[git.example.org]:2222 \(line)", port: 2222, expected: .trusted
        ),
        Case(
            testDescription: "the port's line is not for port 22", text: "[git.example.org]:2222 \(line)",
            expected: .unknown(types: [])),
        Case(
            testDescription: "without a line for the port the host's counts", text: "git.example.org \(line)",
            port: 2222, expected: .trusted),
        Case(
            testDescription: "another key for the host is no mismatch for the port",
            text: "git.example.org ssh-ed25519 \(Base64.encode(other, isPadded: false))", port: 2222,
            expected: .unknown(types: [])),
        Case(
            testDescription: "a revoked key counts for every port", text: "@revoked git.example.org \(line)",
            port: 2222, expected: .revoked(place: "file:1")),
        Case(
            // ssh-keygen -H of OpenSSH 9.2 made the name of this line.
            testDescription: "a hashed name",
            text: "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= \(line)",
            host: "192.168.1.61", expected: .trusted),
        Case(
            testDescription: "a hashed name of another host",
            text: "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= \(line)", expected: .unknown(types: [])),
        Case(
            testDescription: "a hash that is none", text: "|1|%%%|=== \(line)\n|2|AA|AA \(line)",
            expected: .unknown(types: [])),
    ])
    func judges(_ known: Case) {
        let hosts = KnownHosts(files: [("file", known.text)])
        #expect(hosts.judge(host: known.host, port: known.port, key: Self.ours) == known.expected)
    }

    @Test func aPatternOfManyStarsTakesNoTime() {
        let pattern = String(repeating: "*a", count: 2000) + "b"
        let hosts = KnownHosts(files: [("file", "\(pattern) \(Self.line)")])
        let name = String(repeating: "a", count: 5000)
        #expect(hosts.judge(host: name, port: 22, key: Self.ours) == .unknown(types: []))
    }

    @Test func aKeyThatIsNoneIsUnknown() {
        let hosts = KnownHosts(files: [("file", "git.example.org \(Self.line)")])
        for key in [[], [0], [255, 255, 255, 255, 1], [0, 0, 0, 64, 1]] as [[UInt8]] {
            #expect(hosts.judge(host: "git.example.org", port: 22, key: key) == .unknown(types: ["ssh-ed25519"]))
        }
    }

    @Test func digestsAreThoseOfTheStandards() {
        func hex(_ bytes: [UInt8]) -> String {
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        #expect(hex(SHA1.digest([])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(hex(SHA1.digest(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        let long = Array(repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(hex(SHA1.digest(long)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
        for (count, digest) in [
            (55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"), (56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
            (64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
        ] {
            #expect(hex(SHA1.digest(Array(repeating: UInt8(ascii: "a"), count: count))) == digest)
        }
        let key = Array("Jefe".utf8)
        let keyed = SHA1.authentication(key: key, Array("what do ya want for nothing?".utf8))
        #expect(hex(keyed) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        let wide = SHA1.authentication(
            key: Array(repeating: 0xAA, count: 80), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        )
        #expect(hex(wide) == "aa4ae5e15272d00e95705637ce8a3b55ed402112")
    }
}
