/// Documents as compact bytes and back, for caches: many times as fast as reading YAML again.
///
/// Numbers are LEB128, strings their length and UTF-8, values a tag byte and their content, marks deltas of lines.
/// Reading checks every length and depth; bytes that `encode` did not write give `nil` and nothing worse.
package enum DocumentCodec {
    private static let depthLimit = 260

    package static func encode(_ documents: [SourceDocument]) -> [UInt8] {
        var writer = Writer()
        writer.number(UInt64(documents.count))
        for document in documents {
            writer.value(document.value)
            writer.marks(document.map.marks[...])
        }
        return writer.bytes
    }

    static func encode(_ value: JSONValue) -> [UInt8] {
        var writer = Writer()
        writer.value(value)
        return Array(writer.bytes)  // a copy as long as its content
    }

    static func encode(_ marks: ArraySlice<SourceMark>) -> [UInt8] {
        var writer = Writer()
        writer.marks(marks)
        return Array(writer.bytes)
    }

    static func value(_ bytes: [UInt8]) -> JSONValue? {
        var reader = Reader(bytes: bytes[...])
        return reader.value(depth: 0)
    }

    static func marks(_ bytes: [UInt8]) -> [SourceMark]? {
        var reader = Reader(bytes: bytes[...])
        return reader.marks()
    }

    /// The documents, told to stand in `file`.
    package static func decode(_ bytes: ArraySlice<UInt8>, file: String) -> [SourceDocument]? {
        var reader = Reader(bytes: bytes)
        guard let count = reader.count() else { return nil }
        var documents: [SourceDocument] = []
        for _ in 0..<count {
            guard let value = reader.value(depth: 0), let marks = reader.marks() else { return nil }
            documents.append(SourceDocument(value: value, map: SourceMap(file: file, marks: marks)))
        }
        return reader.isAtEnd ? documents : nil
    }

    private enum Tag {
        static let null: UInt8 = 0, no: UInt8 = 1, yes: UInt8 = 2, integer: UInt8 = 3, unsigned: UInt8 = 4
        static let double: UInt8 = 5, string: UInt8 = 6, array: UInt8 = 7, object: UInt8 = 8
    }

    private struct Writer {
        var bytes: [UInt8] = []

        mutating func number(_ number: UInt64) {
            var rest = number
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }

        /// Zigzag, so that small negative numbers are short.
        mutating func signed(_ value: Int64) { number(UInt64(bitPattern: value << 1 ^ value >> 63)) }

        mutating func string(_ text: String) {
            var text = text
            text.withUTF8 { utf8 in
                number(UInt64(utf8.count))
                bytes.append(contentsOf: utf8)
            }
        }

        mutating func marks(_ marks: ArraySlice<SourceMark>) {
            number(UInt64(marks.count))
            var line: UInt32 = 0
            for mark in marks {
                signed(Int64(mark.line) - Int64(line))
                number(UInt64(mark.column))
                line = mark.line
            }
        }

        mutating func value(_ value: JSONValue) {
            switch value {
            case .null: bytes.append(Tag.null)
            case .bool(let flag): bytes.append(flag ? Tag.yes : Tag.no)
            case .integer(let number):
                bytes.append(Tag.integer)
                signed(number)
            case .unsigned(let number):
                bytes.append(Tag.unsigned)
                self.number(number)
            case .double(let number):
                bytes.append(Tag.double)
                self.number(number.bitPattern)
            case .string(let text):
                bytes.append(Tag.string)
                string(text)
            case .array(let elements):
                bytes.append(Tag.array)
                number(UInt64(elements.count))
                for element in elements { self.value(element) }
            case .object(let object):
                bytes.append(Tag.object)
                number(UInt64(object.count))
                for member in object.members {
                    string(member.key)
                    self.value(member.value)
                }
            }
        }
    }

    private struct Reader {
        let bytes: ArraySlice<UInt8>
        private var place: Int

        init(bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            place = bytes.startIndex
        }

        var isAtEnd: Bool { place == bytes.endIndex }

        private mutating func byte() -> UInt8? {
            guard place < bytes.endIndex else { return nil }
            defer { place += 1 }
            return bytes[place]
        }

        mutating func number() -> UInt64? {
            var result: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 70, by: 7) {
                guard let part = byte() else { return nil }
                result |= UInt64(part & 0x7F) << shift
                if part & 0x80 == 0 { return result }
            }
            return nil
        }

        mutating func signed() -> Int64? {
            number().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
        }

        /// How many things follow; each takes a byte at least, so that no number makes us reserve without bound.
        mutating func count() -> Int? {
            guard let number = number(), number <= UInt64(bytes.endIndex - place) else { return nil }
            return Int(number)
        }

        mutating func string() -> String? {
            guard let count = count() else { return nil }
            defer { place += count }
            return String(decoding: bytes[place..<place + count], as: UTF8.self)
        }

        mutating func marks() -> [SourceMark]? {
            guard let count = count() else { return nil }
            var marks: [SourceMark] = []
            marks.reserveCapacity(count)
            var line: Int64 = 0
            for _ in 0..<count {
                guard let delta = signed(), let column = number().flatMap({ UInt32(exactly: $0) }) else { return nil }
                line &+= delta
                guard let exact = UInt32(exactly: line) else { return nil }
                marks.append(SourceMark(line: exact, column: column))
            }
            return marks
        }

        mutating func value(depth: Int) -> JSONValue? {
            guard depth < DocumentCodec.depthLimit, let tag = byte() else { return nil }
            switch tag {
            case Tag.null: return .null
            case Tag.no: return .bool(false)
            case Tag.yes: return .bool(true)
            case Tag.integer: return signed().map(JSONValue.integer)
            case Tag.unsigned: return number().map(JSONValue.unsigned)
            case Tag.double: return number().map { .double(Double(bitPattern: $0)) }
            case Tag.string: return string().map(JSONValue.string)
            case Tag.array: return array(depth: depth)
            case Tag.object: return object(depth: depth)
            default: return nil
            }
        }

        private mutating func array(depth: Int) -> JSONValue? {
            guard let count = count() else { return nil }
            var elements: [JSONValue] = []
            elements.reserveCapacity(count)
            for _ in 0..<count {
                guard let element = value(depth: depth + 1) else { return nil }
                elements.append(element)
            }
            return .array(elements)
        }

        private mutating func object(depth: Int) -> JSONValue? {
            guard let count = count() else { return nil }
            var members: [JSONObject.Member] = []
            members.reserveCapacity(count)
            for _ in 0..<count {
                guard let key = string(), let value = value(depth: depth + 1) else { return nil }
                members.append(.init(key: key, value: value))
            }
            return .object(JSONObject(uniqueMembers: members))
        }
    }
}
