import ObjectModel

/// The lines of a file between its marks `---`: what may be shown of a file in which a Secret stands too.
struct DocumentLines {
    /// The lines, from 1, of the marks.
    private let marks: [Int]
    private let count: Int

    init(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        marks = lines.indices.filter { lines[$0].starts(with: "---".utf8) || lines[$0].starts(with: "...".utf8) }
            .map { $0 + 1 }
        count = max(lines.count, 1)
    }

    /// The lines of `documents`, with the marks around them.
    func around(_ documents: [Int], of file: ParsedFile) -> [ClosedRange<Int>] {
        Set(documents).sorted().map { around($0, of: file) }
    }

    private func around(_ document: Int, of file: ParsedFile) -> ClosedRange<Int> {
        let line = file.documents[document].location().line
        let start = marks.last { $0 <= line } ?? 1
        let end = marks.first { $0 > line } ?? max(count, line)
        return start...end
    }

    /// Whether a Secret begins on one of those lines.
    func showSecret(around document: Int, of file: ParsedFile) -> Bool {
        let shown = around(document, of: file)
        return file.documents.enumerated().contains { place, other in
            place != document && other.value.isSecret && shown.contains(other.location().line)
        }
    }
}

extension ParsedFile {
    var holdsSecret: Bool { documents.contains { $0.value.isSecret } }
}

extension JSONValue {
    /// A Secret, or a list that has one.
    fileprivate var isSecret: Bool {
        self["kind"]?.string?.hasPrefix("Secret") == true || self["items"]?.array?.contains(where: \.isSecret) == true
    }
}
