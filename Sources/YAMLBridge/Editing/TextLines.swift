/// Looks around in the bytes of a YAML or JSON text: lines, blanks, comments.
struct TextLines {
    let bytes: [UInt8]

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    func byte(at place: Int) -> UInt8? { bytes.indices.contains(place) ? bytes[place] : nil }

    /// The beginning of the line that `place` is on.
    func lineStart(_ place: Int) -> Int {
        var start = min(place, bytes.count)
        while start > 0, !Self.isBreak(bytes[start - 1]) { start -= 1 }
        return start
    }

    /// The end of the line that `place` is on, before its line break.
    func lineEnd(_ place: Int) -> Int {
        var end = place
        while end < bytes.count, !Self.isBreak(bytes[end]) { end += 1 }
        return end
    }

    /// The beginning of the line behind the one that `place` is on; the end of the text where there is none.
    func nextLine(_ place: Int) -> Int {
        let end = lineEnd(place)
        guard end < bytes.count else { return end }
        return end + (bytes[end] == 0x0D && byte(at: end + 1) == 0x0A ? 2 : 1)
    }

    /// `place` without the line break before it.
    func beforeBreak(_ place: Int) -> Int {
        guard place > 0, Self.isBreak(bytes[place - 1]) else { return place }
        return place - (place > 1 && bytes[place - 1] == 0x0A && bytes[place - 2] == 0x0D ? 2 : 1)
    }

    /// The number of the line that `place` is on, from 1.
    func line(_ place: Int) -> Int {
        var line = 1
        var next = 0
        while case let following = nextLine(next), following <= place, following > next {
            line += 1
            next = following
        }
        return line
    }

    func column(_ place: Int) -> Int { place - lineStart(place) }

    /// The first byte from `place` on that is no blank.
    func skipBlanks(_ place: Int) -> Int {
        var next = place
        while next < bytes.count, Self.isBlank(bytes[next]) { next += 1 }
        return next
    }

    /// The first byte from `place` on that is no blank, no line break and not in a comment.
    func skipComments(_ place: Int) -> Int {
        var next = place
        while next < bytes.count {
            if bytes[next] == UInt8(ascii: "#") {
                next = lineEnd(next)
            } else if Self.isBlank(bytes[next]) || Self.isBreak(bytes[next]) {
                next += 1
            } else {
                return next
            }
        }
        return next
    }

    /// Whether nothing but blanks stands before `place` on its line.
    func beginsLine(_ place: Int) -> Bool {
        var start = place
        while start > 0, Self.isBlank(bytes[start - 1]) { start -= 1 }
        return start == 0 || Self.isBreak(bytes[start - 1])
    }

    /// Whether nothing but blanks and a comment stands behind `place` on its line.
    func endsLine(_ place: Int) -> Bool {
        let next = skipBlanks(place)
        guard let byte = byte(at: next) else { return true }
        return Self.isBreak(byte) || byte == UInt8(ascii: "#")
    }

    func holdsComment(_ range: Range<Int>) -> Bool { bytes[range].contains(UInt8(ascii: "#")) }
}

extension TextLines {
    /// From one place to another; nothing where that one comes first, as in a text that is not what it seems.
    static func span(_ start: Int, _ end: Int) -> Range<Int> { start..<max(start, end) }

    /// Whether characters stand in the text that end a line for readers of YAML 1.1 only: NEL, LS and PS.
    var holdsOtherBreaks: Bool {
        let breaks: [[UInt8]] = [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]]
        return bytes.indices.contains { place in
            bytes[place] >= 0xC2 && breaks.contains { bytes[place...].starts(with: $0) }
        }
    }
}

/// What is put in the place of some bytes of a text.
struct TextChange {
    var range: Range<Int>
    var text: [UInt8]

    init(_ range: Range<Int>, _ text: [UInt8] = []) {
        self.range = range
        self.text = text
    }

    init(at place: Int, _ text: [UInt8]) { self.init(place..<place, text) }
}

extension [UInt8] {
    /// With the changes made, of which none overlaps another; at one place in the order given.
    func applying(_ changes: [TextChange]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        let ordered = changes.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        for (_, change) in ordered {
            result += self[TextLines.span(place, Swift.min(change.range.lowerBound, count))]
            result += change.text
            place = Swift.max(place, Swift.min(change.range.upperBound, count))
        }
        return result + self[place...]
    }
}
