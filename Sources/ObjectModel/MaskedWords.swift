/// Words that nobody may see, as `***` wherever they stand in a text.
package struct MaskedWords: Sendable {
    /// Longest first, so that one that is part of another leaves nothing of it.
    private let words: [[UInt8]]

    package init(_ words: some Sequence<[UInt8]>) { self.words = words.sorted { $0.count > $1.count } }

    /// `text` without the words; takes time by the length of the text, for each word.
    package func masked(_ text: String) -> String {
        String(decoding: words.reduce(Array(text.utf8)) { Self.replacing($1, in: $0) }, as: UTF8.self)
    }

    private static func replacing(_ word: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = word.first, bytes.count >= word.count else { return bytes }
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == first, bytes[place...].starts(with: word) {
                result += "***".utf8
                place += word.count
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }
}
