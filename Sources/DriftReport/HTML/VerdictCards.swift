import Drift

/// A card for each verdict that occurs, and a bar of their shares.
struct VerdictCards {
    let counts: [Verdict: Int]

    /// In sync always, the others where there are any; the gravest first.
    private var verdicts: [Verdict] {
        (Verdict.byWeight + [.inSync]).filter { $0 == .inSync || counts[$0, default: 0] > 0 }
    }

    var tags: Tags {
        let cards = verdicts.markup { verdict -> Tags in
            """
            <li class="card \(verdict.rawValue)"><strong>\(counts[verdict, default: 0])</strong> \
            <span class="label"><span class="glyph" aria-hidden="true">\(verdict.glyph)</span>\(verdict.label)</span> \
            <span class="meaning">\(verdict.meaning)</span></li>

            """
        }
        return "<ul class=\"cards\">\n\(cards)</ul>\n\(bar)\n"
    }

    /// Drawn without a style attribute, which a strict content security policy would refuse.
    var bar: Tags {
        let rectangles = shares.markup { share -> Tags in
            """
            <rect class="\(share.verdict.rawValue)" x="\(String(share.start))" width="\(String(share.width))" height="6"></rect>
            """
        }
        return """
            <svg class="bar" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">\(rectangles)</svg>
            """
    }

    /// Thousandths of the bar; what occurs at all is wide enough to be seen.
    private var shares: [(verdict: Verdict, start: Int, width: Int)] {
        let present = verdicts.filter { counts[$0, default: 0] > 0 }
        let total = present.reduce(0.0) { $0 + Double(counts[$1, default: 0]) }
        let least = 8
        let gap = 3
        let room = Double(1_000 - least * present.count - gap * (present.count - 1))
        var start = 0
        return present.map { verdict in
            let share = least + Int(Double(counts[verdict, default: 0]) / total * room)
            let width = verdict == present.last ? 1_000 - start : share
            defer { start += width + gap }
            return (verdict, start, width)
        }
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
