import Drift
import ObjectModel

/// The report for a terminal: each object that is not in sync, what was found besides, and a summary line last.
struct TextReport {
    let options: ReportOptions
    private let style: TextStyle

    init(options: ReportOptions) {
        self.options = options
        style = TextStyle(isOn: options.usesColour)
    }

    func render(_ reports: [Report]) -> String {
        var page = TextPage()
        for report in reports {
            if reports.count > 1, !report.isQuiet {
                page.line(style.bold("environment \(report.subject.shownEnvironment)"))
                page.gap()
            }
            write(report, to: &page)
        }
        for report in reports { page.line(style.summary(report.summary, isClean: report.isClean)) }
        return page.lines.map { $0.text + "\n" }.joined()
    }

    /// What the report says of one object, without its head line.
    func lines(of object: ObjectDrift, _ report: Report) -> [DisplayText] {
        var page = TextPage()
        writeDetail(object, report, to: &page)
        return page.lines
    }

    private func write(_ report: Report, to page: inout TextPage) {
        let listed = options.showsInSync ? report.objects : report.outOfSync
        if listed.contains(where: { !$0.changes.isEmpty }) { writeSides(of: report.subject, to: &page) }
        var afterDetail = false
        for object in listed {
            // Objects of one line each stay together.
            let hasDetail = object.hasDetail || options.showsInSync && !object.ignored.hidden.isEmpty
            if afterDetail || hasDetail { page.gap() }
            write(object, report, to: &page)
            afterDetail = hasDetail
        }
        if !listed.isEmpty { page.gap() }
        for finding in report.findings { write(finding, to: &page) }
        for gap in report.gaps {
            page.line("\(style.verdict("not read", .unknown))  \(DisplayText(gap, limit: 4_000))")
        }
        if !report.findings.isEmpty || !report.gaps.isEmpty { page.gap() }
    }

    /// Which sign is which side, in the form of a unified diff's head.
    private func writeSides(of subject: Report.Subject, to page: inout TextPage) {
        page.line(style.live("--- cluster  \(subject.shownCluster)"))
        let place: DisplayText = subject.revision == nil ? "" : "  \(subject.shownRepository)"
        page.line(style.git("+++ Git      \(subject.shownRevision)\(place)"))
        page.gap()
    }

    private func write(_ object: ObjectDrift, _ report: Report, to page: inout TextPage) {
        let place: DisplayText = object.location.map { "  \(style.faint($0.shown))" } ?? ""
        let label = style.verdict(object.verdict.label, object.verdict)
        page.line("\(label)  \(style.bold(object.key.shown))\(place)")
        writeDetail(object, report, to: &page)
    }

    private func writeDetail(_ object: ObjectDrift, _ report: Report, to page: inout TextPage) {
        if let statement = object.statement, object.verdict != .inSync { page.line("  \(statement)") }
        for change in object.changes { write(change, report, to: &page) }
        if options.showsInSync {
            for hidden in object.shownHidden { page.line("  hidden: \(hidden)") }
        }
        for note in object.shownNotes { page.line("  note: \(note)") }
    }

    private func write(_ change: FieldChange, _ report: Report, to page: inout TextPage) {
        let place: DisplayText = change.location.map { "  \(style.faint($0.shown))" } ?? ""
        page.line("  \(change.shownPath)\(place)")
        for line in change.diffLines(options.limits) {
            let text: DisplayText = "\(line.sign) \(line.text)"
            switch line.side {
            case .live: page.line("    \(style.live(text))")
            case .git: page.line("    \(style.git(text))")
            case .both: page.line("    \(text)")
            case .fold: page.line("    \(style.faint(text))")
            }
        }
        if let owner = change.owner {
            let moment: DisplayText = owner.moment(report.checkedAt).map { " \($0)" } ?? ""
            page.line("    \(style.faint("set by \(owner.name)\(moment)"))")
        }
        for remark in change.remarks { page.line("    \(remark)") }
        if let hint = change.shownHint { page.line("    hint: \(hint)") }
    }

    private func write(_ finding: Finding, to page: inout TextPage) {
        let label = style.severity(finding.severity)
        let place: DisplayText = finding.location.map { "  \($0.shown)" } ?? ""
        let object: DisplayText = finding.object.map { "  \($0.shown)" } ?? ""
        page.line("\(label)  \(finding.rule)\(style.faint(place))\(object)")
        page.line("  \(DisplayText(finding.message, limit: 4_000))")
    }
}

extension Report {
    /// Whether the counts say everything.
    fileprivate var isQuiet: Bool { isClean && findings.isEmpty }
}

extension ObjectDrift {
    fileprivate var hasDetail: Bool { verdict != .inSync || !notes.isEmpty }
}

/// Lines of text; blank ones never lead, trail a page or stand in pairs.
private struct TextPage {
    private(set) var lines: [DisplayText] = []
    private var wantsGap = false

    mutating func line(_ line: DisplayText) {
        if wantsGap, !lines.isEmpty { lines.append("") }
        wantsGap = false
        lines.append(line)
    }

    mutating func gap() { wantsGap = true }
}
