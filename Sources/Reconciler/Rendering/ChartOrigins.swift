import ObjectModel

/// Which template an object comes from that helm printed: helm says so in a comment before each document.
///
/// A template's lines are not those of its result, so all of an object stands at the line of its kind in the template.
struct ChartOrigins {
    /// Files by the line that says so, ascending.
    private let comments: [(line: Int, file: String)]
    private let texts: [String: [Substring]]
    private let fallback: SourceLocation
    /// How often a kind of a template was seen, so that its second object stands at its second line.
    private var seen: [String: Int] = [:]

    /// `output` is what helm printed.
    init(_ inputs: RenderInputs, output: [UInt8]) {
        let directory = inputs.directory
        fallback = SourceLocation(file: RepositoryPath.joined(directory, "Chart.yaml"), line: 1, column: 1)
        var comments: [(line: Int, file: String)] = []
        var texts: [String: [Substring]] = [:]
        var isAfterMarker = false
        for (number, line) in output.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if isAfterMarker, line.starts(with: Self.mark) {
                let name = String(decoding: line.dropFirst(Self.mark.count), as: UTF8.self)
                // The first part is the chart's name, but of CRDs in old versions.
                let inner = name.firstIndex(of: "/").map { String(name[name.index(after: $0)...]) }
                let file = [inner, name].compactMap(\.self).compactMap { inputs.file($0, from: directory) }.first
                comments.append((number + 1, file?.path ?? ""))
                if let file, texts[file.path] == nil { texts[file.path] = Self.lines(file.content ?? []) }
            }
            isAfterMarker = line.elementsEqual("---".utf8)
        }
        self.comments = comments
        self.texts = texts
    }

    private static let mark = Array("# Source: ".utf8)

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    /// The next document of the output, with its place in the repository.
    mutating func placed(_ document: SourceDocument) -> SourceDocument {
        PlacedNode.document(document.value, sources: [], at: place(of: document))
    }

    /// The template that line `line` of the output comes from.
    func location(ofLine line: Int) -> SourceLocation {
        guard let file = file(ofLine: line) else { return fallback }
        return SourceLocation(file: file, line: 1, column: 1)
    }

    private func file(ofLine line: Int) -> String? {
        comments.last { $0.line <= line }.flatMap { $0.file.isEmpty ? nil : $0.file }
    }

    private mutating func place(of document: SourceDocument) -> SourceLocation {
        guard let file = file(ofLine: document.location().line), let lines = texts[file] else { return fallback }
        guard let kind = document.value["kind"]?.string else { return SourceLocation(file: file, line: 1, column: 1) }
        let places = lines.indices.filter { Self.says(kind, lines[$0]) }
        let turn = seen["\(file) \(kind)", default: 0]
        seen["\(file) \(kind)"] = turn + 1
        guard let line = places.dropFirst(turn).first ?? places.last else {
            return SourceLocation(file: file, line: 1, column: 1)
        }
        return SourceLocation(file: file, line: line + 1, column: 1)
    }

    /// Whether the line reads `kind: KIND`, whatever the indentation and quotes.
    private static func says(_ kind: String, _ line: Substring) -> Bool {
        let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
        return words.count == 2 && words[0] == "kind:" && words[1].filter { $0 != "\"" && $0 != "'" } == kind
    }
}
