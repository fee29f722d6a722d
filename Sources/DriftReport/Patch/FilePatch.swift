/// The change of one file as a patch that `git apply` takes, with three lines of context.
package struct FilePatch: Sendable {
    package enum Destination: Sendable {
        /// Byte for byte, for `git apply`.
        case file
        /// Characters that a terminal would obey are shown as escapes.
        case terminal(usesColour: Bool)
    }

    private let path: String
    private let old: [Substring]
    private let new: [Substring]
    private let visible: [ClosedRange<Int>]?
    private static let context = 3

    /// `path` is from the repository's root. Only the lines of `visible`, from 1 in the old file, are shown beside what
    /// changes; `nil` for all of them.
    package init(path: String, old: [UInt8], new: [UInt8], visible: [ClosedRange<Int>]? = nil) {
        self.path = path
        self.old = Self.lines(old)
        self.new = Self.lines(new)
        self.visible = visible
    }

    /// Each with its line break; the last may have none.
    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { Substring(decoding: $0, as: UTF8.self) + "\n" }
        if let last = lines.popLast(), last.utf8.count > 1 { lines.append(last.dropLast()) }
        return lines
    }

    /// Nothing for a file that stays as it is.
    ///
    package func render(to destination: Destination = .file) -> String {
        let edits = LineDiff.edits(from: old, to: new)
        let hunks = hunks(of: edits)
        guard !hunks.isEmpty else { return "" }
        let style = PatchStyle(destination: destination)
        // Git marks the end of a name with blanks in it by a tab.
        let tab = path.contains(" ") ? "\t" : ""
        var text = style.head("diff --git \(quoted("a/")) \(quoted("b/"))")
        text += style.head("--- \(quoted("a/"))\(tab)") + style.head("+++ \(quoted("b/"))\(tab)")
        var place = 0
        var counts = LineCounts()
        for hunk in hunks {
            for edit in edits[place..<hunk.lowerBound] { counts.pass(edit) }
            text += render(edits[hunk], &counts, style)
            place = hunk.upperBound
        }
        return text
    }

    /// In quotes, as Git has it, where the name holds quotes, backslashes or control characters.
    private func quoted(_ prefix: String) -> String {
        let name = prefix + path
        guard name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x22 || $0 == 0x5C }) else { return name }
        var text = "\""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let octal = String(scalar.value, radix: 8)
                text += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    // MARK: Hunks

    /// Runs of edits that meet, with the context that may be shown around them.
    private func hunks(of edits: [LineDiff.Edit]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (place, edit) in edits.enumerated() where !edit.isEqual {
            let range = reach(from: place, by: -1, edits)..<reach(from: place, by: 1, edits) + 1
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    private func reach(from place: Int, by step: Int, _ edits: [LineDiff.Edit]) -> Int {
        var end = place
        for next in stride(from: place + step, through: place + step * Self.context, by: step) {
            guard edits.indices.contains(next) else { break }
            if case .equal(let line, _) = edits[next], visible?.contains(where: { $0.contains(line + 1) }) == false {
                break
            }
            end = next
        }
        return end
    }

    /// `counts` are the lines of both files above the hunk, then those above what follows it.
    private func render(
        _ hunk: ArraySlice<LineDiff.Edit>, _ counts: inout LineCounts, _ style: PatchStyle
    ) -> String {
        var body = ""
        let before = counts
        for edit in hunk {
            counts.pass(edit)
            switch edit {
            case .equal(let place, _): body += style.line(" ", old[place])
            case .remove(let place): body += style.line("-", old[place])
            case .add(let place): body += style.line("+", new[place])
            }
        }
        let (removed, added) = (counts.old - before.old, counts.new - before.new)
        // A side without lines names the line that it would follow.
        let ranges = "-\(before.old + (removed > 0 ? 1 : 0)),\(removed) +\(before.new + (added > 0 ? 1 : 0)),\(added)"
        return style.place("@@ \(ranges) @@") + body
    }
}

extension LineDiff.Edit {
    fileprivate var isEqual: Bool {
        if case .equal = self { true } else { false }
    }
}

/// How many lines of each file have been passed.
private struct LineCounts {
    var old = 0
    var new = 0

    mutating func pass(_ edit: LineDiff.Edit) {
        switch edit {
        case .equal: (old, new) = (old + 1, new + 1)
        case .remove: old += 1
        case .add: new += 1
        }
    }
}

/// The colours of `git diff`.
private struct PatchStyle {
    let destination: FilePatch.Destination

    func head(_ text: String) -> String { styled(text, "1") + "\n" }
    func place(_ text: String) -> String { styled(text, "36") + "\n" }

    /// A line of a file, which may lack a line break only at the end of it.
    func line(_ mark: Character, _ text: Substring) -> String {
        let hasBreak = text.utf8.last == 0x0A
        let content = hasBreak ? text.utf8.dropLast() : text.utf8[...]
        let colours: [Character: String] = ["-": "31", "+": "32"]
        let line = styled("\(mark)\(String(decoding: content, as: UTF8.self))", colours[mark])
        return line + (hasBreak ? "\n" : "\n\\ No newline at end of file\n")
    }

    private func styled(_ text: String, _ code: String?) -> String {
        guard case .terminal(let usesColour) = destination else { return text }
        let shown = DisplayText(text).text
        guard usesColour, let code else { return shown }
        return "\u{1B}[\(code)m\(shown)\u{1B}[0m"
    }
}
