import ObjectModel

/// Strict JSON (RFC 8259) with the place of every node: what libyaml takes for YAML, but reads less of.
///
/// In JSON an escape may be half of a surrogate pair, a key may be long or stand on another line than its colon, and
/// one document may follow the other directly or after a line `---`. Recursion is bounded by the depth limit.
struct JSONStream {
    /// Why the text is no JSON, in our words.
    struct Fault: Error {
        var mark: SourceMark
        var detail: String
    }

    let bytes: [UInt8]
    private let file: String
    private let limits: YAMLLimits
    var place = 0
    private var line: UInt32 = 1
    /// A place on the line, and its column; columns are counted from here on.
    private var known = (place: 0, column: UInt32(1))
    private var marks: [SourceMark] = []
    private var reading = YAMLReading()

    /// What `bytes` hold, as long as that is JSON; errors are duplicate keys and numbers out of range.
    static func read(
        _ bytes: [UInt8], file: String, limits: YAMLLimits
    ) throws(Fault) -> YAMLReading {
        var stream = JSONStream(bytes: bytes, file: file, limits: limits)
        try stream.documents()
        return stream.reading
    }

    /// Whether the text begins as JSON does, blanks and a byte order mark aside.
    static func begins(_ bytes: [UInt8]) -> Bool {
        let first = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? 3 : 0).first { !isBlank($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(bytes: [UInt8], file: String, limits: YAMLLimits) {
        self.bytes = bytes
        self.file = file
        self.limits = limits
    }

    private mutating func documents() throws(Fault) {
        if bytes.starts(with: Self.byteOrderMark) {
            place = 3
            known.place = 3
        }
        skipBlanks()
        while place < bytes.count {
            guard peek == UInt8(ascii: "{") || peek == UInt8(ascii: "[") else {
                throw fault("expected '{' or '[' at the beginning of a document")
            }
            let errorsBefore = reading.errors.count
            marks.removeAll(keepingCapacity: true)
            let value = try value(at: mark, level: 1)
            if reading.errors.count == errorsBefore {
                reading.documents.append(SourceDocument(value: value, map: SourceMap(file: file, marks: marks)))
            }
            skipBlanks()
            skipSeparator()
        }
    }
}

// MARK: Values
extension JSONStream {
    /// The value that begins at `place`; `mark` is what to call its place.
    private mutating func value(at mark: SourceMark, level: Int) throws(Fault) -> JSONValue {
        marks.append(mark)
        switch peek {
        case UInt8(ascii: "{"): return .object(try object(level: level))
        case UInt8(ascii: "["): return .array(try array(level: level))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", true)
        case UInt8(ascii: "f"): return try word("false", false)
        case UInt8(ascii: "n"): return try word("null", nil)
        default: return try number()
        }
    }

    private mutating func object(level: Int) throws(Fault) -> JSONObject {
        try enter(level)
        var members = MemberList(firstMark: marks.count)
        while !(members.isEmpty && take("}")) {
            let keyMark = mark
            let key = try string()
            skipBlanks()
            guard take(":") else { throw fault("expected ':' after a key") }
            skipBlanks()
            let start = marks.count
            let value = try value(at: keyMark, level: level + 1)
            if let first = members.insert(key, value, marks: start..<marks.count) {
                let firstMark = marks[members.range(of: first).lowerBound]
                marks.removeSubrange(start...)
                try report(.duplicateKey, at: keyMark, YAMLError.duplicate(key, firstMark))
            }
            skipBlanks()
            if take("}") { break }
            guard take(",") else { throw fault("expected ',' or '}' after a member") }
            skipBlanks()
        }
        return JSONObject(uniqueMembers: members.members)
    }

    private mutating func array(level: Int) throws(Fault) -> [JSONValue] {
        try enter(level)
        var elements: [JSONValue] = []
        while !(elements.isEmpty && take("]")) {
            elements.append(try value(at: mark, level: level + 1))
            skipBlanks()
            if take("]") { break }
            guard take(",") else { throw fault("expected ',' or ']' after an element") }
            skipBlanks()
        }
        return elements
    }

    /// Steps over the opening bracket and the blanks behind it.
    private mutating func enter(_ level: Int) throws(Fault) {
        guard level <= limits.depth else { throw fault("maps and lists stand more than \(limits.depth) levels deep") }
        place += 1
        skipBlanks()
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Fault) -> JSONValue {
        guard bytes[place...].starts(with: word.utf8) else { throw fault("expected a value") }
        place += word.utf8.count
        return value
    }

    /// Integers are exact up to 64 bits; a fraction or an exponent makes a double of any number.
    private mutating func number() throws(Fault) -> JSONValue {
        let start = place
        var isInteger = true
        if peek == UInt8(ascii: "-") { place += 1 }
        let leading = peek
        guard let count = skipDigits(), count == 1 || leading != UInt8(ascii: "0") else {
            throw fault("expected a value")
        }
        if take(".") {
            isInteger = false
            guard skipDigits() != nil else { throw fault("expected a digit after the decimal point") }
        }
        if take("e") || take("E") {
            isInteger = false
            if !take("+") { _ = take("-") }
            guard skipDigits() != nil else { throw fault("expected a digit in the exponent") }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isInteger, let number = Int64(text) { return .integer(number) }
        if isInteger, let number = UInt64(text) { return .unsigned(number) }
        if let number = Double(text), number.isFinite { return .double(number) }
        let end = mark
        let begin = SourceMark(line: end.line, column: end.column - UInt32(clamping: place - start))
        try report(.unsupportedValue, at: begin, "the number '\(text.prefix(40))' is out of range")
        return .null
    }

    private mutating func report(_ code: YAMLError.Code, at mark: SourceMark, _ detail: String) throws(Fault) {
        reading.errors.append(YAMLError(code, SourceLocation(file, mark), detail))
        if reading.errors.count >= limits.errors { throw fault("more than \(limits.errors) errors in one file") }
    }
}

// MARK: Bytes
extension JSONStream {
    var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// How many digits there were; `nil` for none.
    private mutating func skipDigits() -> Int? {
        let start = place
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        return place > start ? place - start : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private mutating func skipBlanks() {
        while let byte = peek, Self.isBlank(byte) {
            place += 1
            guard byte == 0x0A else { continue }
            line += 1
            known = (place, 1)
        }
    }

    /// A line `---` between two documents.
    private mutating func skipSeparator() {
        guard known == (place, 1), bytes[place...].starts(with: "---".utf8) else { return }
        let behind = bytes[place...].dropFirst(3)
        guard behind.first.map(Self.isBlank) ?? true else { return }
        place += 3
        skipBlanks()
    }

    /// Line and column of `place`. The columns since the last call are counted, so that a long line costs its length.
    private var mark: SourceMark {
        mutating get {
            let width = bytes[known.place..<place].count { $0 & 0xC0 != 0x80 }
            known = (place, known.column + UInt32(clamping: width))
            return SourceMark(line: line, column: known.column)
        }
    }

    mutating func fault(_ detail: String) -> Fault { Fault(mark: mark, detail: detail) }
}
