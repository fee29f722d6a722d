/// A literal or folded scalar as it stands, to be written again with another text in the same form.
struct BlockScalar {
    private let isFolded: Bool
    /// Behind the indicators: blanks and a comment.
    private let headerRest: [UInt8]
    private let hasDigit: Bool
    /// The column of the key or dash that the scalar belongs to, and that of its lines.
    private let column: Int
    private let margin: Int
    /// The lines without their indentation.
    private let body: [[UInt8]]

    init(_ node: TextNode, column: Int, style: WritingStyle, _ lines: TextLines) {
        let header = lines.bytes[
            TextLines.span(node.contentStart, min(node.end, lines.lineEnd(node.contentStart)))]
        let indicators = header.prefix { !TextLines.isBlank($0) }
        isFolded = indicators.first == UInt8(ascii: ">")
        headerRest = Array(header.dropFirst(indicators.count))
        let digit = indicators.first { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
        hasDigit = digit != nil
        self.column = column
        let raw = Self.lines(of: node, lines)
        let first = raw.first { !$0.allSatisfy(TextLines.isBlank) }
        let found = first.map { line in line.prefix { $0 == 0x20 }.count } ?? column + style.indent
        let margin = digit.map { column + Int($0 - UInt8(ascii: "0")) } ?? found
        self.margin = margin
        body = raw.map { Array($0.dropFirst(margin)) }
    }

    private static func lines(of node: TextNode, _ lines: TextLines) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var place = lines.nextLine(node.contentStart)
        while place < node.end {
            result.append(Array(lines.bytes[TextLines.span(place, min(node.end, lines.lineEnd(place)))]))
            place = lines.nextLine(place)
        }
        return result
    }

    /// `text` in this form, from the indicator to the end of the last line; `nil` where it has no such form.
    func rewritten(_ text: String) -> [UInt8]? {
        var paragraphs = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(
            Array.init)
        guard paragraphs.contains(where: { !$0.isEmpty }) else { return nil }
        var chomping: [UInt8] = Array("-".utf8)
        if paragraphs.last?.isEmpty == true {
            paragraphs.removeLast()
            chomping = paragraphs.last?.isEmpty == true ? Array("+".utf8) : []
        }
        let needsDigit = paragraphs.first.map { $0.first.map(TextLines.isBlank) ?? true } ?? false
        var result = [UInt8(ascii: isFolded ? ">" : "|")]
        if hasDigit || needsDigit {
            guard (1...9).contains(margin - column) else { return nil }
            result += String(margin - column).utf8
        }
        result += chomping + headerRest
        for line in isFolded ? FoldedLines(body).lines(of: paragraphs) : paragraphs {
            result.append(0x0A)
            if !line.isEmpty { result += Array(repeating: 0x20, count: margin) + line }
        }
        return result
    }
}

/// Breaks text into the lines of a folded scalar, at the old places as far as the text is the old one.
private struct FoldedLines {
    /// The old lines, by the paragraphs that they make.
    private let old: [[[UInt8]]]
    private let width: Int

    init(_ body: [[UInt8]]) {
        old = body.split { Self.isFixed($0) }.map(Array.init)
        width = max(body.map(\.count).max() ?? 0, 40)
    }

    /// Blank lines, and those that begin with a blank, are not folded with their neighbours (YAML 1.1, section 9.3.3).
    private static func isFixed(_ line: [UInt8]) -> Bool { line.first.map(TextLines.isBlank) ?? true }

    func lines(of paragraphs: [[UInt8]]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var count = 0
        for (place, paragraph) in paragraphs.enumerated() {
            // A line break between two folded lines would be a blank: only an empty line between them is one.
            if place > 0, !Self.isFixed(paragraph),
                let before = paragraphs[..<place].last(where: { !$0.isEmpty }),
                !Self.isFixed(before)
            {
                result.append([])
            }
            guard !Self.isFixed(paragraph) else {
                result.append(paragraph)
                continue
            }
            result += broken(paragraph, like: old.indices.contains(count) ? old[count] : [])
            count += 1
        }
        return result
    }

    /// Keeps the old lines at the beginning and the end; what is between them is filled to the old width.
    private func broken(_ paragraph: [UInt8], like old: [[UInt8]]) -> [[UInt8]] {
        var rest = paragraph[...]
        var head: [[UInt8]] = []
        for line in old {
            guard rest.starts(with: line), rest.dropFirst(line.count).first == 0x20,
                rest.dropFirst(line.count + 1).first.map({ $0 != 0x20 }) ?? false
            else { break }
            head.append(line)
            rest = rest.dropFirst(line.count + 1)
        }
        var tail: [[UInt8]] = []
        for line in old.dropFirst(head.count + 1).reversed() {
            let before = rest.dropLast(line.count)
            guard rest.count > line.count + 1, rest.suffix(line.count).elementsEqual(line),
                before.last == 0x20,
                before.dropLast().last != 0x20
            else { break }
            tail.insert(line, at: 0)
            rest = before.dropLast()
        }
        return head + filled(Array(rest)) + tail
    }

    /// A line may end only at a single blank: a fold gives exactly one.
    private func filled(_ text: [UInt8]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var line: [UInt8] = []
        for (place, word) in text.split(separator: 0x20, omittingEmptySubsequences: false).enumerated() {
            let fits = line.count + 1 + word.count <= width
            if place > 0, fits || word.isEmpty || line.last.map(TextLines.isBlank) ?? true {
                line.append(0x20)
            } else if place > 0 {
                result.append(line)
                line = []
            }
            line += word
        }
        return result + [line]
    }
}
