import ObjectModel
import Testing
import YAMLBridge

/// Nothing changes on the way out and in again: not a byte of a string, not a number, not the order of a member.
@Suite struct WhatIsWrittenReadsBackEqualTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func anyValue(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let documents = (0..<3).map { _ in generator.value(levels: 5) }.filter { !$0.isNull }
            let text = YAMLWriter.write(documents)
            let reading = YAMLReader.read(text, file: "a.yaml")
            let values = reading.documents.map(\.value)
            #expect(reading.errors == [], "\(String(decoding: text, as: UTF8.self))")
            #expect(values.count == documents.count && zip(values, documents).allSatisfy(isIdentical))
        }
    }

    /// Every Unicode scalar at every place of a string; in one document, where a wrong one would break its neighbours.
    @Test func everyCharacter() throws {
        let scalars = (0...0x2FFF).compactMap(Unicode.Scalar.init) + (0xD7F0...0xE010).compactMap(Unicode.Scalar.init)
        let rest = (0xFE00...0x1_0010).compactMap(Unicode.Scalar.init)
        let texts = (scalars + rest).flatMap { scalar -> [String] in
            let text = String(Character(scalar))
            return [text, "a\(text)", "\(text)a", "a\(text)b", "a\n\(text)", "a\(text)\nb\n", "\(text)\n a"]
        }
        let document = JSONValue.array(texts.map(JSONValue.string))
        let reading = YAMLReader.read(YAMLWriter.write([document]), file: "a.yaml")
        #expect(reading.errors == [])
        #expect(isIdentical(try #require(reading.documents.first).value, document))
    }

    @Test(arguments: [
        0.0, -0.0, 1, 1.5, 1e15, 1e16, 1e21, -1e21, 1e-7, 0x1p-1074, 0x1.fffffffffffffp1023, 0x1p53, 0x1p63, 0x1p64,
        0.1,
        123456789.125,
    ])
    func doubles(_ number: Double) throws {
        let text = String(decoding: YAMLWriter.write([[.double(number)]]), as: UTF8.self)
        #expect(try value(of: text) == [.double(number)])
    }

    /// Equal with the members in the same order, the strings equal byte by byte, which `==` on strings does not ask.
    private func isIdentical(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy(isIdentical)
        case (.object(let a), .object(let b)):
            a.count == b.count
                && zip(a, b).allSatisfy { $0.key.utf8.elementsEqual($1.key.utf8) && isIdentical($0.value, $1.value) }
        default: left == right
        }
    }
}
