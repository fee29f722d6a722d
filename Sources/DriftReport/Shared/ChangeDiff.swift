import Drift
import ObjectModel

/// How much of one value a report shows; what is over is folded, and the fold says how much it hides.
package struct DiffLimits: Hashable, Sendable {
    /// Unicode scalars of one line.
    package var line = 400
    /// Lines of one change.
    package var lines = 120
    /// Neighbouring lines of one side.
    package var run = 40
    /// Equal lines around a difference.
    package var context = 3

    package init() {}
}

/// One line of a change as it is shown.
struct DiffLine: Hashable, Sendable {
    enum Side: Hashable, Sendable {
        case live
        case git
        case both
        /// Of the report: what is folded.
        case fold
    }

    var side: Side
    var text: DisplayText

    /// The first character of the line in a unified diff; a fold is a comment.
    var sign: DisplayText {
        switch side {
        case .live: "-"
        case .git: "+"
        case .both: " "
        case .fold: " "
        }
    }
}

extension FieldChange {
    /// The difference as unified diff lines: `-` what the cluster has, `+` what Git says.
    func diffLines(_ limits: DiffLimits) -> [DiffLine] {
        if differsMasked { return [DiffLine(side: .live, text: "(masked)"), DiffLine(side: .git, text: "(masked)")] }
        let (live, desired) = ValueLines.pair(live: live, desired: desired)
        let edits = LineDiff.edits(from: live, to: desired)
        return ChangeDiff(live: live, desired: desired, limits: limits).lines(edits)
    }

    /// Whether the two sides are masked, so that the lines alone would look equal.
    var differsMasked: Bool { live == .masked && desired == .masked }
}

/// Turns the edits between two values into what is shown of them.
private struct ChangeDiff {
    let live: [Substring]
    let desired: [Substring]
    let limits: DiffLimits

    func lines(_ edits: [LineDiff.Edit]) -> [DiffLine] {
        var result: [DiffLine] = []
        var start = 0
        var hidden = (live: 0, git: 0)
        while start < edits.count {
            let run = edits[start...].prefix { $0.side == edits[start].side }
            let isEnd = (first: start == 0, last: run.endIndex == edits.count)
            if result.count < limits.lines {
                result += run.first?.side == .both ? equal(run, isEnd) : changed(run, aligned(run, in: edits))
            } else {
                hidden.live += run.first?.side == .live ? run.count : 0
                hidden.git += run.first?.side == .git ? run.count : 0
            }
            start = run.endIndex
        }
        if hidden.live + hidden.git > 0 {
            result.append(fold("\(hidden.live) more lines in the cluster and \(hidden.git) in Git differ"))
        }
        return result
    }

    /// Equal lines: those near a difference, and a count of the rest.
    private func equal(_ run: ArraySlice<LineDiff.Edit>, _ isEnd: (first: Bool, last: Bool)) -> [DiffLine] {
        let before = isEnd.first ? 0 : limits.context
        let after = isEnd.last ? 0 : limits.context
        guard run.count > before + after + 1 else { return run.map { shown($0, around: 0) } }
        return run.prefix(before).map { shown($0, around: 0) }
            + [fold("\(run.count - before - after) equal lines")]
            + run.suffix(after).map { shown($0, around: 0) }
    }

    private func changed(_ run: ArraySlice<LineDiff.Edit>, _ around: Int) -> [DiffLine] {
        guard run.count > limits.run, let side = run.first?.side else { return run.map { shown($0, around: around) } }
        let kept = limits.run / 2
        let place: DisplayText = side == .live ? "in the cluster" : "in Git"
        return run.prefix(kept).map { shown($0, around: around) } + [fold("\(run.count - kept) more lines \(place)")]
    }

    /// The first scalar in which a replaced line differs from what replaces it; 0 where lines are not paired.
    private func aligned(_ run: ArraySlice<LineDiff.Edit>, in edits: [LineDiff.Edit]) -> Int {
        guard run.count == 1, let edit = run.first else { return 0 }
        let partner: LineDiff.Edit? =
            switch edit.side {
            case .live: run.endIndex < edits.count ? edits[run.endIndex] : nil
            case .git: run.startIndex > 0 ? edits[run.startIndex - 1] : nil
            default: nil
            }
        guard let partner, partner.side != .both, partner.side != edit.side else { return 0 }
        return zip(text(edit).unicodeScalars, text(partner).unicodeScalars).prefix { $0 == $1 }.count
    }

    private func text(_ edit: LineDiff.Edit) -> Substring {
        switch edit {
        case .equal(let old, _), .remove(let old): live[old]
        case .add(let new): desired[new]
        }
    }

    private func shown(_ edit: LineDiff.Edit, around: Int) -> DiffLine {
        DiffLine(side: edit.side, text: DisplayText(line: text(edit), limit: limits.line, around: around))
    }

    private func fold(_ text: DisplayText) -> DiffLine { DiffLine(side: .fold, text: "… \(text) …") }
}

extension LineDiff.Edit {
    fileprivate var side: DiffLine.Side {
        switch self {
        case .equal: .both
        case .remove: .live
        case .add: .git
        }
    }
}
