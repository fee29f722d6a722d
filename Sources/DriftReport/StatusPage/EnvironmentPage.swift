import Drift
import ObjectModel

/// The page of one environment: what is the matter, what it is, and each object that is not as Git says.
struct EnvironmentPage {
    let status: EnvironmentStatus
    let moment: Moment
    let options: StatusPageOptions

    var page: StatusPage {
        let state = EnvironmentState(status)
        let name = status.subject.shownEnvironment
        let oldest: Tags = status.oldest.map { "; the oldest drift was seen \(moment.ago($0))" } ?? ""
        let main: Tags = """
            <div class="hero"><div class="wide"><h1>\(name) \
            <span class="chip \(state.style)"><span class="glyph" aria-hidden="true">\(state.glyph)</span>\(state.label)</span></h1>
            <p class="lead">\(status.sentence)\(oldest)</p>
            \(EnvironmentFacts(status, moment).long)</div></div>
            <div class="wide">
            \(EnvironmentNotices(status: status, moment: moment, options: options).tags)\(comparison)\(orphans)\
            \(EnvironmentHistory(events: status.history, moment: moment, limit: options.rows).tags)</div>

            """
        return StatusPage(
            title: "\(name): \(state.label)", sign: state == .inSync ? .good : state < .undecided ? .bad : .unsure,
            root: "../", crumb: name, main: main, filtered: (status.report?.outOfSync.count ?? 0) > 1 ? "objects" : nil,
            options: options)
    }

    private var comparison: Tags {
        guard let report = status.report else { return "" }
        var section: Tags = """
            <section aria-labelledby="objects"><div class="heading"><h2 id="objects">Objects</h2>
            \(report.outOfSync.isEmpty ? "" : HTMLObjects.legend)</div>
            \(VerdictCards(counts: report.counts).tags)\(HTMLNotes.gaps(report.gaps))
            """
        section += objects(report)
        section += HTMLNotes.findings(report.findings)
        let address = "../api/v1/environments/\(status.subject.environment.percentEncoded)/report"
        section += "<p class=\"more\"><a href=\"\(address)\">The whole report as JSON</a></p>\n"
        return "\(section)</section>\n"
    }

    private func objects(_ report: Report) -> Tags {
        let differing = report.outOfSyncByWeight
        guard !differing.isEmpty else { return "" }
        let forge = ForgePages(remote: status.subject.repository)
        let revision = report.subject.revision ?? ""
        var items = HTMLObjects(report, limits: options.limits, moment: moment.text)
        items.link = { forge?.line($0, at: revision) }
        items.hasAnchors = true
        items.changes = options.changes
        // More than a few are an index to choose from.
        let isOpen = differing.count <= 10
        var list: Tags = "<ol class=\"objects\" data-filter>\n"
        list += differing.prefix(options.objects).markup { items.item($0, isOpen: isOpen) }
        list += "</ol>\n<p class=\"nothing\" hidden>No object is called that.</p>\n"
        return "\(list)\(named(Array(differing.dropFirst(options.objects))))"
    }

    /// Beyond what is shown with its changes, names; beyond those, a number.
    private func named(_ objects: [ObjectDrift]) -> Tags {
        guard !objects.isEmpty else { return "" }
        let rows = objects.prefix(options.named).markup { object -> Tags in
            "<li><span class=\"label \(object.verdict.rawValue)\">\(object.verdict.label)</span> \(object.key.shown)</li>\n"
        }
        let rest = objects.count - min(objects.count, options.named)
        let more: Tags = rest > 0 ? "<p>\(rest.counted("more object", "more objects")), in the JSON report</p>\n" : ""
        return """
            <details class="rest" id="named"><summary>\(objects.count.counted("more object", "more objects"))</summary>
            <ul class="plain">
            \(rows)</ul>\(more)</details>

            """
    }

    private var orphans: Tags {
        guard !status.protectedOrphans.isEmpty else { return "" }
        let shown = status.protectedOrphans.prefix(options.named)
        let rest = status.protectedOrphans.count - shown.count
        let more: Tags = rest > 0 ? "<li>and \(rest) more</li>\n" : ""
        return """
            <section aria-labelledby="orphans"><h2 id="orphans">Kept although Git has dropped them</h2>
            <p class="explanation">Protected from pruning by their kind, an annotation or an owner. \
            Delete them by hand, or put them back into Git.</p>
            <ul class="plain panel">
            \(shown.markup { "<li>\($0.shown)</li>\n" as Tags })\(more)</ul></section>

            """
    }
}

/// What happened to the objects of one environment, the newest first.
struct EnvironmentHistory {
    let events: [EnvironmentStatus.Event]
    let moment: Moment
    let limit: Int

    var tags: Tags {
        guard !events.isEmpty else { return "" }
        // The roles keep the table one where a narrow window shows its rows as blocks.
        return """
            <section aria-labelledby="history"><h2 id="history">History</h2>
            <table class="panel history" role="table" aria-labelledby="history">
            <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">When</th>\
            <th scope="col" role="columnheader">What</th><th scope="col" role="columnheader">Object</th>\
            <th scope="col" role="columnheader">Details</th></tr></thead>
            <tbody role="rowgroup">
            \(events.prefix(limit).markup(row))</tbody></table></section>

            """
    }

    private func row(_ event: EnvironmentStatus.Event) -> Tags {
        let managers = event.managers.prefix(5).map { DisplayText($0, limit: 128) }
        var details: [DisplayText] = managers.isEmpty ? [] : ["by \(managers.joined(by: ", "))"]
        if let lasted = event.lasted { details.append("after \(lasted.roughText)") }
        if !event.detail.isEmpty { details.append(DisplayText(event.detail, limit: 300)) }
        return """
            <tr role="row"><td role="cell">\(moment.ago(event.time))</td><td role="cell">\
            <span class="chip \(event.kind.style)">\(event.kind.rawValue)</span></td>\
            <td role="cell" class="name">\(event.object.shown)</td>\
            <td role="cell" class="details">\(details.joined(by: "; "))</td></tr>

            """
    }
}

extension EnvironmentStatus.Event.Kind {
    fileprivate var style: DisplayText {
        switch self {
        case .drifted: "drifted"
        case .failed: "failing"
        case .reverted, .resolved, .adopted: "inSync"
        case .applied, .recreated: "extra"
        case .pruned: "missing"
        }
    }
}

extension Duration {
    /// In one unit: `40 ms`, `14 min`.
    fileprivate var roughText: DisplayText {
        let seconds = secondsValue
        switch seconds {
        case ..<1: return "\(Int((seconds * 1_000).rounded())) ms"
        case ..<120: return "\(Int(seconds.rounded())) s"
        case ..<7_200: return "\(Int(seconds / 60)) min"
        case ..<172_800: return "\(Int(seconds / 3_600)) h"
        default: return "\(Int(min(seconds, 1e12) / 86_400)) days"
        }
    }
}
