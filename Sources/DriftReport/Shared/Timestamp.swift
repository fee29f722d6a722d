/// Seconds since 1970 in UTC, read from RFC 3339 text; for ages only, reports print the text itself.
struct Timestamp: Hashable, Comparable {
    let seconds: Int

    static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    /// Reads `2026-03-01T12:00:00Z`, with a fraction (dropped) and a numeric offset allowed (RFC 3339 section 5.6).
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 64 else { return nil }
        let marks = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
        guard marks.allSatisfy({ bytes[$0.0] == $0.1.utf8.first }) else { return nil }
        let fields = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].map { Self.number(bytes[$0]) }
        guard let year = fields[0], let month = fields[1], let day = fields[2], let hour = fields[3],
            let minute = fields[4], let second = fields[5],
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        guard let offset = Self.offset(bytes[19...]) else { return nil }
        seconds = ((Self.days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset
    }

    /// How long before `now`, in one unit: `14 min`; `nil` for a later time, which clocks that disagree give.
    func age(at now: Timestamp) -> DisplayText? {
        guard self <= now else { return nil }
        let age = now.seconds - seconds
        switch age {
        case ..<120: return "\(age) s"
        case ..<7_200: return "\(age / 60) min"
        case ..<172_800: return "\(age / 3_600) h"
        default: return "\(age / 86_400) days"
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var result = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            result = result * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return result
    }

    /// Seconds east of UTC, from the fraction and zone that end the text.
    private static func offset(_ rest: ArraySlice<UInt8>) -> Int? {
        var zone = rest
        if zone.first == UInt8(ascii: ".") {
            zone = zone.dropFirst().drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        if zone.elementsEqual("Z".utf8) || zone.elementsEqual("z".utf8) { return 0 }
        let start = zone.startIndex
        guard zone.count == 6, zone[start + 3] == UInt8(ascii: ":"),
            let hours = number(zone[(start + 1)..<(start + 3)]), let minutes = number(zone[(start + 4)...])
        else { return nil }
        switch zone[start] {
        case UInt8(ascii: "+"): return (hours * 60 + minutes) * 60
        case UInt8(ascii: "-"): return -(hours * 60 + minutes) * 60
        default: return nil
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar; counting years from March puts the leap day last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}

extension Duration {
    /// `0.31 s`; whole seconds from 100 on.
    var secondsText: DisplayText {
        let hundredths = Int((min(secondsValue, 1e12) * 100).rounded())
        if hundredths >= 10_000 { return "\(hundredths / 100) s" }
        return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst()) s"
    }

    /// Seconds, exact to the millisecond.
    var secondsValue: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1_000 + Double(attoseconds / 1_000_000_000_000_000)) / 1_000
    }
}
