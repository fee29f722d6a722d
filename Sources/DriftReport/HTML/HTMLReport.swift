import Drift
import ObjectModel

/// The report as one page without script, image or font of its own.
///
/// It works under `Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'`, and asks for that itself.
/// Verdicts are told apart by word and sign as well as by colour.
struct HTMLReport {
    let options: ReportOptions

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
        let objects = HTMLObjects(report, limits: options.limits)
        var section: Tags = """
            <section id="\(anchor(place))" aria-labelledby="\(anchor(place))-name">
            <h2 id="\(anchor(place))-name">\(report.subject.shownEnvironment)</h2>
            \(facts(report))\(VerdictCards(counts: report.counts).tags)\(HTMLNotes.gaps(report.gaps))
            """
        if !differing.isEmpty {
            section +=
                "<div class=\"heading\"><h3>Objects that are not in sync</h3>\n\(HTMLObjects.legend)</div>\n"
            section += "<ol class=\"objects\">\n"
            // More than a few dozen are an index to choose from.
            section += differing.markup { objects.item($0, isOpen: differing.count <= 30) }
            section += "</ol>\n"
        }
        section += HTMLNotes.findings(report.findings)
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
}
