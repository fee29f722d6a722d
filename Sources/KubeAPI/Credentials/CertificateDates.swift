import ObjectModel

/// From when to when a certificate holds: the `Validity` of RFC 5280 section 4.1.2.5, and nothing else of it.
package struct CertificateDates: Hashable, Sendable {
    /// Time since 1970.
    package var notBefore: Duration
    package var notAfter: Duration

    /// Of the first certificate in a PEM text; `nil` where there is none, or it is damaged.
    package init?(pem: [UInt8]) {
        guard let der = PEMText.firstCertificate(in: pem) else { return nil }
        self.init(der: der)
    }

    init?(der: [UInt8]) {
        var certificate = DERReader(der[...])
        guard
            var body = certificate.enter(.sequence).flatMap({ outer -> DERReader? in
                var outer = outer
                return outer.enter(.sequence)
            })
        else { return nil }
        // The version may be left out; then come serial number, algorithm and issuer.
        _ = body.enter(.version)
        guard body.enter(.integer) != nil, body.enter(.sequence) != nil, body.enter(.sequence) != nil,
            var validity = body.enter(.sequence), let start = validity.time(), let end = validity.time()
        else { return nil }
        (notBefore, notAfter) = (start, end)
    }
}

/// Steps through DER (X.690), of which it knows what leads to the dates of a certificate.
private struct DERReader {
    enum Tag: UInt8 {
        case integer = 0x02
        case utcTime = 0x17
        case generalizedTime = 0x18
        case sequence = 0x30
        /// `[0]`, explicit.
        case version = 0xA0
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Steps over the next value if it has `tag`, and gives what is inside.
    mutating func enter(_ tag: Tag) -> DERReader? {
        guard rest.first == tag.rawValue else { return nil }
        var after = rest.dropFirst()
        guard let first = after.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), after.count >= count else { return nil }
            length = after.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            after = after.dropFirst(count)
        }
        guard length <= after.count else { return nil }
        rest = after.dropFirst(length)
        return DERReader(after.prefix(length))
    }

    /// Both forms end in `Z` and have seconds in a certificate; the short one means 1950 to 2049.
    mutating func time() -> Duration? {
        let isShort = rest.first == Tag.utcTime.rawValue
        guard let inside = enter(isShort ? .utcTime : .generalizedTime) else { return nil }
        let isWhole = inside.rest.count == (isShort ? 13 : 15) && inside.rest.last == UInt8(ascii: "Z")
        guard isWhole, inside.rest.dropLast().allSatisfy({ (48...57).contains($0) }) else { return nil }
        var digits = inside.rest.dropLast().map { String(UnicodeScalar($0)) }
        if isShort { digits = (digits[0] < "5" ? ["2", "0"] : ["1", "9"]) + digits }
        func part(_ place: Int) -> String { digits[place] + digits[place + 1] }
        return Timestamp("\(part(0))\(part(2))-\(part(4))-\(part(6))T\(part(8)):\(part(10)):\(part(12))Z").map {
            .seconds($0.seconds)
        }
    }
}
