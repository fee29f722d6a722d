import Drift

/// Which objects a Markdown report shows in detail, which by name only, and which it only counts.
///
/// The gravest come first (`Verdict.byWeight`), then the order of the reports and of their objects.
struct MarkdownSelection {
    /// Objects by verdict that are named without their details.
    private(set) var namedOnly: [Verdict: Int] = [:]
    /// Objects by verdict that are not in the text at all.
    private(set) var leftOut: [Verdict: Int] = [:]
    /// For each environment, by its place, what is shown, in order.
    private var shown: [Int: Markdown] = [:]

    /// Selects what fits in `room` bytes, the headings of environments included; everything if everything does.
    init(_ reports: [Report], showsInSync: Bool, room: Int, blocks: MarkdownBlocks) {
        let candidates = Self.candidates(reports, showsInSync: showsInSync)
        // Names cost less than details: a quarter of the room is kept for them unless everything fits.
        var page = Page(reports, room: room)
        var selected = page.detailed(candidates, blocks)
        if selected.contains(where: { $0 == nil }) {
            page = Page(reports, room: room * 3 / 4)
            selected = page.detailed(candidates, blocks)
            page.open(room - room * 3 / 4)
        }
        for (candidate, details) in zip(candidates, selected) {
            if let details {
                shown[candidate.report, default: ""] += details
            } else if let line = page.taken(blocks.line(candidate.object), of: candidate.report) {
                shown[candidate.report, default: ""] += line
                namedOnly[candidate.object.verdict, default: 0] += 1
            } else {
                leftOut[candidate.object.verdict, default: 0] += 1
            }
        }
    }

    func hasDetails(of report: Int) -> Bool { shown[report] != nil }

    /// What is shown of the environment at `report`: details, then names.
    func details(of report: Int) -> Markdown { "\n\(shown[report] ?? "")" }

    static func heading(_ report: Report) -> Markdown { "\n### \(report.subject.shownEnvironment)\n" }

    private typealias Candidate = (report: Int, object: ObjectDrift)

    private static func candidates(_ reports: [Report], showsInSync: Bool) -> [Candidate] {
        (Verdict.byWeight + (showsInSync ? [.inSync] : [])).flatMap { verdict in
            reports.enumerated().flatMap { place, report in
                report.objects.filter { $0.verdict == verdict }.map { (place, $0) }
            }
        }
    }

    /// The room that is left, as blocks take it.
    private struct Page {
        let reports: [Report]
        private let room: Int
        private var rest: Int
        /// Whether the next block would find no room; what is less grave then has to wait for the next opening.
        private var isFull = false
        private var begun: Set<Int> = []

        init(_ reports: [Report], room: Int) {
            self.reports = reports
            self.room = room
            rest = room
        }

        mutating func open(_ more: Int) {
            rest += more
            isFull = false
        }

        /// `block`, if there is room for it and, where it is the first of its report, for the heading.
        mutating func taken(_ block: Markdown, of report: Int) -> Markdown? {
            let heading = begun.contains(report) ? 0 : MarkdownSelection.heading(reports[report]).text.utf8.count + 2
            let cost = block.text.utf8.count + heading
            guard !isFull, cost <= rest else {
                // One that is large alone does not stand in the way of those behind it.
                isFull = isFull || cost < room / 8
                return nil
            }
            rest -= cost
            begun.insert(report)
            return block
        }

        /// The details of each candidate; `nil` where there is no room for them.
        mutating func detailed(_ candidates: [Candidate], _ blocks: MarkdownBlocks) -> [Markdown?] {
            candidates.map { candidate in
                // Ten thousand objects are not rendered for nothing.
                guard !isFull else { return nil }
                return taken(blocks.details(candidate.object, reports[candidate.report]), of: candidate.report)
            }
        }
    }
}
