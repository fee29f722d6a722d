import Drift
import ObjectModel

/// The pieces of a Markdown report, each closed in itself so that any may be left out.
struct MarkdownBlocks {
    let limits: DiffLimits

    /// One object with its changes, folded.
    func details(_ object: ObjectDrift, _ report: Report) -> Markdown {
        guard !object.changes.isEmpty || !object.notes.isEmpty else { return line(object) }
        let count = object.changes.count
        let changes: Tags = count == 0 ? "" : ", \(count.counted("change", "changes"))"
        var block = Markdown(
            html: """
                <details><summary><b>\(object.verdict.label)</b> <code>\(object.key.shown)</code>\(changes)</summary>

                """)
        block += "\n"
        if let location = object.location { block += "\(location.shown)\n\n" }
        if let statement = object.statement { block += "\(self.statement(statement, of: object))\n\n" }
        for change in object.changes { block += self.change(change, report) }
        for note in object.shownNotes { block += "note: \(note)\n\n" }
        return "\(block)</details>\n\n"
    }

    /// One object by its name alone.
    func line(_ object: ObjectDrift) -> Markdown {
        let place: Markdown = object.location.map { ", \($0.shown)" } ?? ""
        let statement: Markdown = object.statement.map { ": \(self.statement($0, of: object))" } ?? ""
        return "- **\(Markdown(words: object.verdict.label))** \(object.key.shown)\(place)\(statement)\n"
    }

    private func statement(_ statement: DisplayText, of object: ObjectDrift) -> Markdown {
        object.reason == nil ? Markdown(words: statement) : "\(DisplayText(statement.text, limit: 1_000))"
    }

    private func change(_ change: FieldChange, _ report: Report) -> Markdown {
        let place: Markdown = change.location.map { " at \($0.shown)" } ?? ""
        var block: Markdown = "**\(change.shownPath)**\(place)\n"
        let lines = change.diffLines(limits)
        if !lines.isEmpty { block += Markdown(diff: lines) }
        var sentences = change.remarks.map(Markdown.init(words:))
        if let hint = change.shownHint { sentences.append("hint: \(hint)") }
        if let owner = change.owner {
            let moment: Markdown = owner.moment(report.checkedAt).map { " at \($0)" } ?? ""
            sentences.insert("set by \(owner.name)\(moment)", at: 0)
        }
        for (place, sentence) in sentences.enumerated() { block += place == 0 ? sentence : "\\\n\(sentence)" }
        return "\(block)\n\n"
    }

    func finding(_ finding: Finding) -> Markdown {
        let place: Markdown = finding.location.map { " at \($0.shown)" } ?? ""
        let object: Markdown = finding.object.map { " in \($0.shown)" } ?? ""
        let severity: Markdown = finding.severity == .error ? "error" : "warning"
        return "- **\(severity)** \(finding.rule)\(place)\(object): \(DisplayText(finding.message, limit: 1_000))\n"
    }

    /// One gap; with its environment where there are several.
    func gap(_ gap: String, _ report: Report, _ all: [Report]) -> Markdown {
        let environment: Markdown = all.count > 1 ? "\(report.subject.shownEnvironment): " : ""
        return "- \(environment)\(DisplayText(gap, limit: 1_000))\n"
    }
}
