import Drift
import ObjectModel

/// What stands above everything else on an environment's page, the gravest first.
struct EnvironmentNotices {
    let status: EnvironmentStatus
    let moment: Moment
    let options: StatusPageOptions

    var tags: Tags {
        let notices = [failure, fights, plan, health, pause].compactMap(\.self)
        guard !notices.isEmpty else { return "" }
        return """
            <section class="notices" aria-labelledby="notices"><h2 class="quiet" id="notices">What to look at</h2>
            \(notices.markup { $0 })</section>

            """
    }

    private func notice(_ style: DisplayText, _ heading: Tags, _ body: Tags) -> Tags {
        "<div class=\"notice \(style)\"><h3>\(heading)</h3>\n\(body)</div>\n"
    }

    private var failure: Tags? {
        guard let failure = status.failure else { return nil }
        return notice(
            "failing", "The last step failed",
            """
            <p>\(DisplayText(failure.message, limit: 4_000))</p>
            <p class="meta">\(failure.moments(moment))</p>

            """)
    }

    private var fights: Tags? {
        guard !status.fights.isEmpty else { return nil }
        let items = status.fights.prefix(options.rows).markup { fight -> Tags in
            let since: Tags = fight.since.map { ", first \(moment.ago($0))" } ?? ""
            return """
                <li><span class="name">\(fight.object.shown)</span>: <b>\(DisplayText(fight.opponent, limit: 128))</b> \
                changes it back\(since)</li>

                """
        }
        return notice(
            "conflict", "\(status.fights.count.counted("object is", "objects are")) fought over",
            """
            <p>Reverting has stopped here, so that two programs do not undo each other for ever. \
            Take the field out of Git, or stop the other one.</p>
            <ul>
            \(items)</ul>

            """)
    }

    private var plan: Tags? {
        guard let plan = status.plan else { return nil }
        let rest = plan.steps.count - min(plan.steps.count, options.rows)
        let more: Tags = rest > 0 ? "<li>and \(rest) more</li>\n" : ""
        let refused: Tags =
            plan.refused.isEmpty
            ? ""
            : """
            <p>Left out:</p>
            <ul>
            \(plan.refused.prefix(options.rows).markup { "<li>\(DisplayText($0, limit: 600))</li>\n" as Tags })</ul>

            """
        return notice(
            "extra", "A plan of \(plan.steps.count.counted("step", "steps")) waits for approval",
            """
            <p>It is carried out as soon as <code>spec.approvedPlan</code> of the Environment is</p>
            <p><code class="hash">\(DisplayText(plan.hash, limit: 200))</code></p>
            <details id="plan"><summary>The steps</summary><ol>
            \(plan.steps.prefix(options.rows).markup { "<li>\(DisplayText($0, limit: 600))</li>\n" as Tags })\(more)</ol></details>
            \(refused)
            """)
    }

    private var health: Tags? {
        let problems = status.health.problems
        guard !problems.isEmpty else { return nil }
        let items = problems.prefix(options.rows).markup { problem -> Tags in
            """
            <li><span class="name">\(problem.object.shown)</span> \(problem.isFailed ? "has failed" : "is not ready yet"): \
            \(DisplayText(problem.message, limit: 1_000))</li>

            """
        }
        let rest = problems.count - min(problems.count, options.rows)
        let more: Tags = rest > 0 ? "<li>and \(rest) more</li>\n" : ""
        let isFailed = problems.contains(where: \.isFailed)
        return notice(
            isFailed ? "failing" : "missing", isFailed ? "Not healthy" : "Not ready yet", "<ul>\n\(items)\(more)</ul>\n"
        )
    }

    private var pause: Tags? {
        if status.isSuspended {
            return notice(
                "unknown", "Suspended",
                "<p>Nothing is applied, reverted or pruned. Drift is reported all the same.</p>\n")
        }
        guard let window = status.maintenance, moment.isPast(window.start), !moment.isPast(window.end) else {
            return nil
        }
        return notice(
            "unknown", "Maintenance",
            "<p>Nothing is reverted; it ends \(moment.ahead(window.end)). Drift is reported all the same.</p>\n")
    }
}

extension EnvironmentStatus.Failure {
    /// `45 s ago; it is fetched again in 45 s`.
    func moments(_ moment: Moment) -> Tags {
        let after: Tags = nextTime.map { " \(moment.ahead($0))" } ?? ""
        return "\(moment.ago(time)); \(DisplayText(next, limit: 400))\(after)"
    }
}
