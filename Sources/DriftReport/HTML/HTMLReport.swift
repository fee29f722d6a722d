import Drift
import ObjectModel

/// The report as one page without script, image or font of its own.
///
/// It works under `Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'`, and asks for that itself.
/// Verdicts are told apart by word and sign as well as by colour.
struct HTMLReport {
    let options: ReportOptions
    private let objects: HTMLObjects

    init(options: ReportOptions) {
        self.options = options
        objects = HTMLObjects(limits: options.limits)
    }

    func render(_ reports: [Report]) -> String {
        let names = reports.prefix(5).map(\.subject.shownEnvironment).joined(by: ", ")
        var page: Tags = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>\(names): \(reports.headline)</title>
            <style>\(HTMLStyle.sheet)</style>
            </head>
            <body>
            <header class="top"><div class="wide">
            <p class="brand">reconcile <span>drift report</span></p>
            <h1>\(reports.headline)</h1>
            \(contents(reports))</div></header>
            <main class="wide">

            """
        for (place, report) in reports.enumerated() { page += section(report, at: place) }
        page += """
            </main>
            <footer class="wide"><p>Written by reconcile \(options.toolVersion). \
            Values longer than \(options.limits.line) characters and differences of many lines are folded, \
            with a count of what is hidden; the JSON report holds them whole.</p></footer>
            </body>
            </html>

            """
        return page.text
    }

    /// Where there are several environments, a line for each that leads to it.
    private func contents(_ reports: [Report]) -> Tags {
        guard reports.count > 1 else { return "" }
        let items = reports.enumerated().map { place, report -> Tags in
            """
            <li><a href="#\(anchor(place))">\(report.subject.shownEnvironment)</a> <span>\(report.countsText)\
            \(report.isComplete ? "" : ", not whole")</span></li>

            """
        }
        return "<nav aria-label=\"Environments\"><ul>\n\(items.markup { $0 })</ul></nav>\n"
    }

    private func anchor(_ place: Int) -> String { "environment-\(place + 1)" }

    private func section(_ report: Report, at place: Int) -> Tags {
        let differing = report.outOfSyncByWeight
        var section: Tags = """
            <section id="\(anchor(place))" aria-labelledby="\(anchor(place))-name">
            <h2 id="\(anchor(place))-name">\(report.subject.shownEnvironment)</h2>
            \(facts(report))\(cards(report))\(gaps(report))
            """
        if !differing.isEmpty {
            let legend: Tags = """
                <p class="legend"><span class="live"><b>-</b> in the cluster</span> \
                <span class="git"><b>+</b> in Git</span></p>

                """
            section +=
                "<div class=\"heading\"><h3>Objects that are not in sync</h3>\n\(legend)</div>\n<ol class=\"objects\">\n"
            // More than a few dozen are an index to choose from.
            section += differing.markup { objects.item($0, report, isOpen: differing.count <= 30) }
            section += "</ol>\n"
        }
        section += findings(report.findings)
        section += objects.inSync(report.objects.filter { $0.verdict == .inSync })
        return "\(section)</section>\n"
    }

    private func facts(_ report: Report) -> Tags {
        let subject = report.subject
        let repository: Tags = subject.revision == nil ? "" : "<br><span>\(subject.shownRepository)</span>"
        return """
            <dl class="facts">
            <div><dt>Git</dt><dd><code>\(subject.shownRevision)</code>\(repository)</dd></div>
            <div><dt>Cluster</dt><dd>\(subject.shownCluster)</dd></div>
            <div><dt>Checked</dt><dd><time>\(DisplayText(report.checkedAt, limit: 40))</time><br><span>in \(report.duration.secondsText)</span></dd></div>
            </dl>

            """
    }

    /// A card for each verdict that occurs, and a bar of their shares.
    private func cards(_ report: Report) -> Tags {
        let counts = report.counts
        let verdicts = (Verdict.byWeight + [.inSync]).filter { $0 == .inSync || counts[$0, default: 0] > 0 }
        let cards = verdicts.markup { verdict -> Tags in
            """
            <li class="card \(verdict.rawValue)"><strong>\(counts[verdict, default: 0])</strong> \
            <span class="label"><span class="glyph" aria-hidden="true">\(verdict.glyph)</span>\(verdict.label)</span> \
            <span class="meaning">\(verdict.meaning)</span></li>

            """
        }
        let bar = verdicts.markup { verdict -> Tags in
            "<i class=\"\(verdict.rawValue)\" style=\"flex-grow:\(String(counts[verdict, default: 0]))\"></i>"
        }
        return "<ul class=\"cards\">\n\(cards)</ul>\n<div class=\"bar\" aria-hidden=\"true\">\(bar)</div>\n"
    }

    private func gaps(_ report: Report) -> Tags {
        guard !report.gaps.isEmpty else { return "" }
        let items = report.gaps.markup { "<li>\(DisplayText($0, limit: 4_000))</li>\n" as Tags }
        return """
            <div class="gaps" role="note"><h3>This answer is not whole</h3>
            <ul>
            \(items)</ul></div>

            """
    }

    private func findings(_ findings: [Finding]) -> Tags {
        guard !findings.isEmpty else { return "" }
        let items = findings.markup { finding -> Tags in
            let place: Tags = finding.location.map { "<span class=\"place\">\($0.shown)</span>" } ?? ""
            let object: Tags = finding.object.map { "<span class=\"name\">\($0.shown)</span> " } ?? ""
            return """
                <li class="finding \(finding.severity.rawValue)"><p><span class="chip">\(finding.severity.rawValue)</span> \
                <code>\(finding.rule)</code> \(object)\(place)</p>
                <p>\(DisplayText(finding.message, limit: 4_000))</p></li>

                """
        }
        return "<h3>Found in the repository</h3>\n<ul class=\"findings\">\n\(items)</ul>\n"
    }
}

extension Verdict {
    /// A sign beside the word, for those who scan.
    var glyph: DisplayText {
        switch self {
        case .inSync: "✓"
        case .drifted: "≠"
        case .foreign: "✎"
        case .missing: "−"
        case .extra: "+"
        case .conflict: "!"
        case .terminating: "×"
        case .unknown: "?"
        }
    }
}
