import Drift
import ObjectModel

/// The objects of a page: each that is not in sync with its changes, the others in one folded table.
struct HTMLObjects {
    let limits: DiffLimits
    /// As of when ages are told, RFC 3339.
    let moment: String
    let since: [ObjectKey: String]
    /// Where the forge shows a place in Git; `nil` where that is not known.
    var link: (SourceLocation) -> WebLink? = { _ in nil }
    /// Whether objects have identifiers, by which a page that renews itself knows them again.
    var hasAnchors = false
    /// Changes of one object that are shown; the rest is counted.
    var changes = Int.max

    /// Ages are as of the comparison, where no other moment is given.
    init(_ report: Report, limits: DiffLimits, moment: String? = nil) {
        self.limits = limits
        self.moment = moment ?? report.checkedAt
        since = report.since
    }

    /// What the signs of a difference mean.
    static let legend: Tags = """
        <p class="legend"><span class="live"><b>-</b> in the cluster</span> \
        <span class="git"><b>+</b> in Git</span></p>

        """

    func item(_ object: ObjectDrift, isOpen: Bool) -> Tags {
        let anchor: Tags = hasAnchors ? " id=\"\(object.key.anchor)\"" : ""
        let open: Tags = isOpen ? " open" : ""
        let place: Tags = "<span class=\"place\">\(object.location?.shown ?? "")</span>"
        let changes: Tags =
            object.changes.isEmpty
            ? "" : "<span class=\"count\">\(object.changes.count.counted("change", "changes"))</span>"
        return """
            <li class="object \(object.verdict.rawValue)"><details\(anchor)\(open)><summary>\
            <span class="chip"><span class="glyph" aria-hidden="true">\(object.verdict.glyph)</span>\(object.verdict.label)</span> \
            <span class="name"><span class="kind">\(kind(object.key))</span> \(name(object.key))</span> \
            \(changes)\(age(object.key)) \(place)</summary>
            \(body(object))</details></li>

            """
    }

    private func age(_ key: ObjectKey) -> Tags {
        guard let begin = since[key].flatMap(Timestamp.init), let now = Timestamp(moment), let age = begin.age(at: now)
        else { return "" }
        return " <span class=\"count\">for \(age)</span>"
    }

    private func body(_ object: ObjectDrift) -> Tags {
        let statement: Tags = object.statement.map { "<p class=\"statement\">\($0)</p>\n" } ?? ""
        // Each change has a link of its own.
        let declared: Tags =
            (object.changes.isEmpty ? object.location : nil).flatMap { place in
                link(place).map { "<p class=\"declared\">In Git at \(self.place(place, $0))</p>\n" }
            } ?? ""
        let hidden = object.changes.count - min(object.changes.count, changes)
        let rest: Tags =
            hidden > 0
            ? "<p class=\"note\">\(hidden.counted("more change", "more changes")), in the JSON report</p>\n" : ""
        return """
            <div class="body">
            \(statement)\(declared)\(object.changes.prefix(changes).markup(change))\(rest)\
            \(object.shownHidden.markup { "<p class=\"note\"><b>Hidden</b> \($0)</p>\n" as Tags })\
            \(object.shownNotes.markup { "<p class=\"note\"><b>Note</b> \($0)</p>\n" as Tags })</div>
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

    private func change(_ change: FieldChange) -> Tags {
        let place: Tags = change.location.map { self.place($0, link($0)) } ?? ""
        var block: Tags = """
            <div class="change"><p class="head"><code class="path">\(change.shownPath)</code> \(place)</p>

            """
        let lines = change.diffLines(limits)
        if !lines.isEmpty { block += "<pre class=\"diff\">\(lines.markup(line))</pre>\n" }
        if let owner = change.owner {
            let moment: Tags = owner.moment(moment).map { " at <time>\($0)</time>" } ?? ""
            block += "<p class=\"who\">set by <b>\(owner.name)</b>\(moment)</p>\n"
        }
        if !change.remarks.isEmpty { block += "<p class=\"remark\">\(change.remarks.joined(by: "; "))</p>\n" }
        if let hint = change.shownHint { block += "<p class=\"hint\"><b>Hint</b> \(hint)</p>\n" }
        return "\(block)</div>\n"
    }

    private func place(_ location: SourceLocation, _ link: WebLink?) -> Tags {
        guard let link else { return "<span class=\"place\">\(location.shown)</span>" }
        return "<a class=\"place\" rel=\"noreferrer\" href=\"\(link.text)\">\(location.shown)</a>"
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

extension ObjectKey {
    /// An identifier for a page, of letters and digits whatever the object is called; FNV-1a over its text.
    fileprivate var anchor: String {
        let hash = description.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return "object-" + String(hash, radix: 36)
    }
}
