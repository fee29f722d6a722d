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

    /// Each part of the identity is closed by a byte that UTF-8 does not have.
    private var fingerprint: String {
        var hash = FNV1a()
        for part in identity { hash.add(Array(part.utf8) + [0xFF]) }
        return hash.hexText
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
        let uri = place.file.percentEncoded(keeping: "/")
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
}
