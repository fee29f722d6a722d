package import ObjectModel

/// What tells one record from every other, made by whoever hands the record over: a UUID of version 7.
///
/// RFC 9562 section 5.7: 48 bits of Unix milliseconds, then 74 random ones. Handing the same record over again
/// after an acknowledgement was lost changes nothing, and neighbours in time are neighbours in an index.
package struct RecordID: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// `time` is when it began or was done; times before 1970 count as 1970.
    package init(at time: Timestamp, using generator: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(max(0, time.microseconds / 1_000)) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0xFFF, using: &generator)
        low = 0x8000_0000_0000_0000 | UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF, using: &generator)
    }

    package init(at time: Timestamp) {
        var generator = SystemRandomNumberGenerator()
        self.init(at: time, using: &generator)
    }

    /// Reads the 36 letters that `description` writes; any version of UUID will do.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12], parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }),
            let high = UInt64(parts[0] + parts[1] + parts[2], radix: 16),
            let low = UInt64(parts[3] + parts[4], radix: 16)
        else { return nil }
        (self.high, self.low) = (high, low)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension RecordID: Comparable {
    package static func < (left: RecordID, right: RecordID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension RecordID: CustomStringConvertible {
    /// 36 lower-case letters, which sort as the numbers do: `019aa3c5-7e10-7b3a-9f6e-0c2d4b8a1e55`.
    package var description: String {
        let (first, second) = (Self.digits(high), Self.digits(low))
        return [first.prefix(8), first.dropFirst(8).prefix(4), first.suffix(4), second.prefix(4), second.suffix(12)]
            .joined(separator: "-")
    }

    private static func digits(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
