import Drift
import ObjectModel

/// The report as a comment on a pull request: marker, summary table, what is not whole, and folded detail.
///
/// It never exceeds `markdownLimit` bytes of UTF-8, and says what it leaves out: first the details and then the names of
/// the least grave objects.
struct MarkdownReport {
    let options: ReportOptions
    /// What the sentence on what is left out may take.
    private static let noteReserve = 1_800
    private let reports: [Report]
    private let counts: [[Verdict: Int]]
    private let limit: Int
    private let blocks: MarkdownBlocks

    init(_ reports: [Report], options: ReportOptions) {
        self.reports = reports
        self.options = options
        counts = reports.map(\.counts)
        // Below this there is no room to say what is left out.
        limit = max(options.markdownLimit, 4_000)
        blocks = MarkdownBlocks(limits: options.limits)
    }

    func render() -> String {
        var page = head
        page += list("Not read", reports.flatMap { report in report.gaps.map { blocks.gap($0, report, reports) } })
        page += list("Found in the repository", reports.flatMap { $0.findings.map(blocks.finding) })
        let room = limit - page.text.utf8.count - Self.noteReserve
        let selection = MarkdownSelection(reports, showsInSync: options.showsInSync, room: room, blocks: blocks)
        page += leftOut(selection)
        for (place, report) in reports.enumerated() where selection.hasDetails(of: place) {
            if reports.count > 1 { page += MarkdownSelection.heading(report) }
            page += selection.details(of: place)
        }
        return page.text
    }

    private var head: Markdown {
        var head = Markdown(markerFor: shownEnvironments.map(\.subject.environment))
        head += "## \(Markdown(words: reports.headline))\n\n"
        head += table
        return head
    }

    /// Those that occur; in sync always.
    private var verdicts: [Verdict] {
        Verdict.allCases.filter { verdict in
            verdict == .inSync || counts.contains { $0[verdict, default: 0] > 0 }
        }
    }

    /// A fifth of the room is for the table.
    private var shownEnvironments: [Report] { Array(reports.prefix(limit / 5 / 400)) }

    private var table: Markdown {
        let verdicts = verdicts
        var table: Markdown = "| environment | Git | cluster |"
        table += verdicts.markup { " \(Markdown(words: $0.label)) |" }
        table += "\n| --- | --- | --- |"
        table += verdicts.markup { _ in " ---: |" }
        table += "\n"
        for (report, counts) in zip(shownEnvironments, counts) {
            let subject = report.subject
            let names = [subject.shownEnvironment, subject.shownRevision, subject.shownCluster]
            table += names.markup { "| \(DisplayText($0.text, limit: 60)) " }
            table += verdicts.markup { "| \(counts[$0, default: 0]) " }
            table += "|\n"
        }
        let rest = reports.count - shownEnvironments.count
        if rest > 0 { table += "\n\(rest) more environments are left out of this table.\n" }
        return table
    }

    /// At most a tenth of the room; says how many it leaves out.
    private func list(_ title: Markdown, _ items: [Markdown]) -> Markdown {
        guard !items.isEmpty else { return "" }
        var list: Markdown = "\n**\(title)** (\(items.count)):\n\n"
        for (place, item) in items.enumerated() {
            guard list.text.utf8.count + item.text.utf8.count < limit / 10 else {
                list += "- and \(items.count - place) more, left out here\(whole)\n"
                break
            }
            list += item
        }
        return list
    }

    private func leftOut(_ selection: MarkdownSelection) -> Markdown {
        let (named, unnamed) = (selection.namedOnly, selection.leftOut)
        guard !named.isEmpty || !unnamed.isEmpty else { return "" }
        var note: Markdown =
            "\n> **Left out to keep this comment short** (the counts above are of everything\(whole)):\n"
        if !named.isEmpty { note += "> - the details of \(Markdown(counts: named)), which are listed by name\n" }
        if !unnamed.isEmpty { note += "> - \(Markdown(counts: unnamed)), which are not listed\n" }
        return note
    }

    private let whole: Markdown = "; `reconcile diff` shows the whole"
}

extension Markup<MarkdownLanguage> {
    /// `12 objects (10 foreign, 2 extra)`.
    fileprivate init(counts: [Verdict: Int]) {
        let total = counts.values.reduce(0, +)
        let parts = ([.inSync] + Verdict.byWeight).filter { counts[$0, default: 0] > 0 }
            .map { "\(counts[$0, default: 0].grouped) \($0.label)" }
        self = Markup(trusted: "\(total.counted("object", "objects")) (\(parts.joined(separator: ", ")))")
    }
}
