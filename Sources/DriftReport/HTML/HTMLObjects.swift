import Drift
import ObjectModel

/// The objects of the page: each that is not in sync with its changes, the others in one folded table.
struct HTMLObjects {
    let limits: DiffLimits

    func item(_ object: ObjectDrift, _ report: Report, isOpen: Bool) -> Tags {
        let open: Tags = isOpen ? " open" : ""
        let place: Tags = "<span class=\"place\">\(object.location?.shown ?? "")</span>"
        let changes: Tags =
            object.changes.isEmpty
            ? "" : "<span class=\"count\">\(object.changes.count.counted("change", "changes"))</span>"
        let statement: Tags = object.statement.map { "<p class=\"statement\">\($0)</p>\n" } ?? ""
        return """
            <li class="object \(object.verdict.rawValue)"><details\(open)><summary>\
            <span class="chip"><span class="glyph" aria-hidden="true">\(object.verdict.glyph)</span>\(object.verdict.label)</span> \
            <span class="name"><span class="kind">\(kind(object.key))</span> \(name(object.key))</span> \
            \(changes) \(place)</summary>
            <div class="body">
            \(statement)\(object.changes.markup { change($0, report) })\
            \(object.shownHidden.markup { "<p class=\"note\"><b>Hidden</b> \($0)</p>\n" as Tags })\
            \(object.shownNotes.markup { "<p class=\"note\"><b>Note</b> \($0)</p>\n" as Tags })</div></details></li>

            """
    }

    func inSync(_ objects: [ObjectDrift]) -> Tags {
        guard !objects.isEmpty else { return "" }
        let rows = objects.markup { object -> Tags in
            let place: Tags = object.location.map { "\($0.shown)" } ?? ""
            let notes = (object.shownHidden.map { "hidden: \($0)" } + object.shownNotes).markup {
                "<br><span class=\"note\">\($0)</span>" as Tags
            }
            return """
                <tr><td>\(kind(object.key))</td><td>\(name(object.key))\(notes)</td><td class="place">\(place)</td></tr>

                """
        }
        return """
            <details class="rest"><summary>\(objects.count.counted("object", "objects")) in sync</summary>
            <table><thead><tr><th scope="col">Kind</th><th scope="col">Name</th><th scope="col">In Git at</th></tr></thead>
            <tbody>
            \(rows)</tbody></table></details>

            """
    }

    private func kind(_ key: ObjectKey) -> DisplayText { DisplayText(key.groupKind.description, limit: 300) }

    private func name(_ key: ObjectKey) -> DisplayText { DisplayText(key.namespacedName, limit: 600) }

    private func change(_ change: FieldChange, _ report: Report) -> Tags {
        let place: Tags = change.location.map { "<span class=\"place\">\($0.shown)</span>" } ?? ""
        var block: Tags = """
            <div class="change"><p class="head"><code class="path">\(change.shownPath)</code> \(place)</p>

            """
        let lines = change.diffLines(limits)
        if !lines.isEmpty { block += "<pre class=\"diff\">\(lines.markup(line))</pre>\n" }
        if let owner = change.owner {
            let moment: Tags = owner.moment(report.checkedAt).map { " at <time>\($0)</time>" } ?? ""
            block += "<p class=\"who\">set by <b>\(owner.name)</b>\(moment)</p>\n"
        }
        if !change.remarks.isEmpty { block += "<p class=\"remark\">\(change.remarks.joined(by: "; "))</p>\n" }
        if let hint = change.shownHint { block += "<p class=\"hint\"><b>Hint</b> \(hint)</p>\n" }
        return "\(block)</div>\n"
    }

    private func line(_ line: DiffLine) -> Tags {
        switch line.side {
        case .live: "<span class=\"line live\"><span class=\"sign\">-</span><span>\(line.text)\n</span></span>"
        case .git: "<span class=\"line git\"><span class=\"sign\">+</span><span>\(line.text)\n</span></span>"
        case .both: "<span class=\"line\"><span class=\"sign\"> </span><span>\(line.text)\n</span></span>"
        case .fold: "<span class=\"line fold\"><span class=\"sign\"> </span><span>\(line.text)\n</span></span>"
        }
    }
}
