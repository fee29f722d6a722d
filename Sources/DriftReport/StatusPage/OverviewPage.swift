import Drift
import ObjectModel

/// The first page: a card for each environment, the one to look at first in front.
struct OverviewPage {
    let environments: [EnvironmentStatus]
    let moment: Moment
    let options: StatusPageOptions

    var page: StatusPage {
        let states = environments.map(EnvironmentState.init)
        let cards = zip(environments, states)
            .sorted { ($0.1, $0.0.subject.environment) < ($1.1, $1.0.subject.environment) }
            .map { card($0.0, $0.1) }
        let main: Tags = """
            <div class="hero"><div class="wide"><h1>\(headline(states))</h1>
            <p class="lead">\(lead)</p></div></div>
            <div class="wide">
            <h2 class="quiet">Environments</h2>
            <ul class="environments" data-filter>
            \(cards.markup { $0 })</ul>
            <p class="nothing" hidden>No environment is called that.</p>
            </div>

            """
        return StatusPage(
            title: "\(headline(states)) · reconcile", sign: sign(states), root: "", crumb: nil, main: main,
            filtered: environments.count > 1 ? "environments" : nil, options: options)
    }

    private func sign(_ states: [EnvironmentState]) -> StatusPage.Sign {
        guard let worst = states.min() else { return .unsure }
        return worst == .inSync ? .good : worst < .undecided ? .bad : .unsure
    }

    private func headline(_ states: [EnvironmentState]) -> DisplayText {
        guard !states.isEmpty else { return "No environments yet" }
        let bad = states.count { $0 < .waiting }
        let all = states.count.counted("environment", "environments")
        if bad == 0 { return states.contains(.waiting) ? "Starting: \(all)" : "\(all) in sync" }
        return "\(bad) of \(all) \(bad == 1 ? "needs" : "need") a look" as DisplayText
    }

    private var lead: Tags {
        guard !environments.isEmpty else { return "The configuration names none, or has not been read." }
        let counts = environments.compactMap(\.report?.counts)
        let all = counts.reduce(0) { $0 + $1.values.reduce(0, +) }
        let inSync = counts.reduce(0) { $0 + $1[.inSync, default: 0] }
        let oldest = environments.compactMap(\.oldest).min()
        let since: Tags = oldest.map { "; the oldest drift was seen \(moment.ago($0))" } ?? ""
        return "\(inSync) of \(all.counted("object", "objects")) as Git says\(since)"
    }

    private func card(_ status: EnvironmentStatus, _ state: EnvironmentState) -> Tags {
        let checked: Tags = status.report.map { "checked \(moment.ago($0.checkedAt))" } ?? "not checked yet"
        let bar: Tags = status.report.map { "\(VerdictCards(counts: $0.counts).bar)\n" } ?? ""
        let oldest: Tags = status.oldest.map { ", the oldest seen \(moment.ago($0))" } ?? ""
        return """
            <li class="environment \(state.style)"><article>
            <div class="row"><h3><a href="environments/\(status.subject.environment.percentEncoded)">\
            \(status.subject.shownEnvironment)</a></h3> \(chip(state)) <p class="checked">\(checked)</p></div>
            <p class="sentence">\(status.sentence)\(oldest)</p>
            \(bar)\(failure(status))\(EnvironmentFacts(status, moment).short)\(tags(status))</article></li>

            """
    }

    private func failure(_ status: EnvironmentStatus) -> Tags {
        guard let failure = status.failure else { return "" }
        return """
            <div class="failure"><p>\(DisplayText(failure.message, limit: 600))</p>
            <p>\(failure.moments(moment))</p></div>

            """
    }

    private func chip(_ state: EnvironmentState) -> Tags {
        "<span class=\"chip\"><span class=\"glyph\" aria-hidden=\"true\">\(state.glyph)</span>\(state.label)</span>"
    }

    /// What a person should know before opening the environment.
    private func tags(_ status: EnvironmentStatus) -> Tags {
        var tags: [Tags] = []
        if status.isSuspended { tags.append("suspended") }
        if let window = status.maintenance, moment.isPast(window.start), !moment.isPast(window.end) {
            tags.append("maintenance, ends \(moment.ahead(window.end))")
        }
        if let plan = status.plan {
            tags.append("a plan of \(plan.steps.count.counted("step", "steps")) waits for approval")
        }
        if !status.fights.isEmpty { tags.append("\(status.fights.count.counted("object", "objects")) fought over") }
        if status.health.failed > 0 { tags.append("\(status.health.failed.counted("object", "objects")) unhealthy") }
        if status.health.waiting > 0 {
            tags.append("\(status.health.waiting.counted("object", "objects")) not ready yet")
        }
        if !status.protectedOrphans.isEmpty {
            tags.append("\(status.protectedOrphans.count.counted("orphan", "orphans")) kept")
        }
        if let report = status.report, !report.gaps.isEmpty { tags.append("not all could be read") }
        guard !tags.isEmpty else { return "" }
        return "<ul class=\"tags\">\(tags.markup { "<li>\($0)</li>" as Tags })</ul>\n"
    }
}

/// What an environment is: where from, where to, by whom.
struct EnvironmentFacts {
    private let status: EnvironmentStatus
    private let moment: Moment
    private let forge: ForgePages?

    init(_ status: EnvironmentStatus, _ moment: Moment) {
        self.status = status
        self.moment = moment
        forge = ForgePages(remote: status.subject.repository)
    }

    /// For the card of the overview.
    var short: Tags {
        """
        <dl class="facts">
        <div><dt>Git</dt><dd>\(revision)</dd></div>
        <div><dt>Cluster</dt><dd>\(status.subject.shownCluster)</dd></div>
        <div><dt>Mode</dt><dd>\(status.mode.rawValue)</dd></div>
        </dl>

        """
    }

    var long: Tags {
        let leader: Tags = status.leader.map { "\(DisplayText($0, limit: 120))" } ?? "none, nothing is reverted"
        let checked: Tags =
            status.report.map { report -> Tags in
                // What is watched is compared as it changes: there is no run that took a time.
                let time: Tags = report.duration == .zero ? "" : "<br><span>in \(report.duration.secondsText)</span>"
                return "\(moment.ago(report.checkedAt))\(time)"
            }
            ?? "not yet"
        return """
            <dl class="facts">
            <div class="broad"><dt>Git</dt><dd>\(revision)<br><span>\(status.subject.shownRepository)</span></dd></div>
            <div><dt>Path</dt><dd><code>\(DisplayText(status.path, limit: 300))</code></dd></div>
            <div><dt>Cluster</dt><dd>\(status.subject.shownCluster)</dd></div>
            <div><dt>Mode</dt><dd>\(status.mode.rawValue)<br><span>\(status.mode.meaning)</span></dd></div>
            <div><dt>Health</dt><dd>\(health)</dd></div>
            <div><dt>Checked</dt><dd>\(checked)</dd></div>
            <div><dt>Replica</dt><dd>\(leader)</dd></div>
            \(maintenance)</dl>

            """
    }

    private var revision: Tags {
        guard let revision = status.subject.revision else { return "no revision yet" }
        let ref: Tags = status.subject.ref.map { " (\(DisplayText($0, limit: 200)))" } ?? ""
        let committed: Tags = status.committed.map { ", committed \(moment.ago($0))" } ?? ""
        let id = DisplayText(String(revision.prefix(7)), limit: 7)
        let name: Tags =
            forge?.commit(revision).map { "<a rel=\"noreferrer\" href=\"\($0.text)\"><code>\(id)</code></a>" }
            ?? "<code>\(id)</code>"
        return "\(name)\(ref)\(committed)"
    }

    private var health: Tags {
        let health = status.health
        guard health.done + health.waiting + health.failed > 0 else { return "not known yet" }
        let parts: [DisplayText] = [
            "\(health.done) ready", health.waiting > 0 ? "\(health.waiting) not yet" : "",
            health.failed > 0 ? "\(health.failed) failed" : "",
        ]
        return "\(parts.filter { !$0.text.isEmpty }.joined(by: ", "))"
    }

    private var maintenance: Tags {
        guard let window = status.maintenance, !moment.isPast(window.end) else { return "" }
        let words: Tags =
            moment.isPast(window.start) ? "ends \(moment.ahead(window.end))" : "next \(moment.ahead(window.start))"
        return "<div><dt>Maintenance</dt><dd>\(words)</dd></div>\n"
    }
}

extension EnvironmentStatus.Mode {
    fileprivate var meaning: DisplayText {
        switch self {
        case .report: "nothing is changed"
        case .revert: "drift is reverted"
        case .manual: "plans are approved first"
        }
    }
}
