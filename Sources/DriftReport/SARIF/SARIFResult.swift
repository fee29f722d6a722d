import ObjectModel

/// One thing that a forge shows at a line.
struct SARIFResult {
    let rule: SARIFRule
    let message: DisplayText
    let location: SARIFLocation
    /// What stays the same when lines move: never a value.
    let identity: [String]

    func json(ruleIndex: Int?) -> JSONValue {
        .members([
            ("ruleId", .string(rule.id)),
            ("ruleIndex", ruleIndex.map { .integer(Int64($0)) }),
            ("level", .string(rule.level.rawValue)),
            ("message", message.sarifMessage),
            ("locations", [location.json]),
            ("partialFingerprints", ["reconcileDrift/v1": .string(fingerprint)]),
        ])
    }

    /// FNV-1a over the identity, each part closed by a byte that UTF-8 does not have.
    private var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in identity {
            for byte in Array(part.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension DisplayText {
    /// A plain text message, in which no `[text](target)` of a value is a link (SARIF section 3.11.6).
    var sarifMessage: JSONValue {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: "("), result.last == UInt8(ascii: "]") { result.append(UInt8(ascii: " ")) }
            result.append(byte)
        }
        return ["text": .string(String(decoding: result, as: UTF8.self))]
    }
}

/// A place in the repository, as a URI below its root.
struct SARIFLocation {
    let place: SourceLocation

    init(_ place: SourceLocation) { self.place = place }

    var json: JSONValue {
        let isAbsolute = place.file.hasPrefix("/")
        let uri = Self.percentEncoded(place.file, keeping: "/")
        return [
            "physicalLocation": [
                "artifactLocation": isAbsolute
                    ? ["uri": .string("file://\(uri)")] : ["uri": .string(uri), "uriBaseId": "%SRCROOT%"],
                "region": [
                    "startLine": .integer(Int64(max(1, place.line))),
                    "startColumn": .integer(Int64(max(1, place.column))),
                ],
            ]
        ]
    }

    /// RFC 3986 section 2.1: every byte but unreserved ones and those in `kept`.
    static func percentEncoded(_ text: String, keeping kept: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                if kept.utf8.contains(byte) {
                    result.append(byte)
                } else {
                    result += "%".utf8
                    result += String(UInt16(byte) + 0x100, radix: 16, uppercase: true).dropFirst().utf8
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
