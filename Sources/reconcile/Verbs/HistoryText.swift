import DriftReport
import History
import ObjectModel

/// The history for a terminal: a table of episodes, a table of actions.
struct HistoryText {
    let usesColour: Bool

    func render(_ answer: HistoryAnswer) -> String {
        var parts: [String] = []
        if let page = answer.episodes {
            parts.append(episodes(page, answer.now) + more(page.next, "episodes"))
        }
        if let page = answer.actions { parts.append(actions(page) + more(page.next, "actions")) }
        return parts.joined(separator: "\n")
    }

    private func episodes(_ page: HistoryPage<DriftEpisode>, _ now: Timestamp) -> String {
        guard !page.rows.isEmpty else { return "no episodes of drift\n" }
        var table = TextTable(["SINCE", "LASTED", "OUTCOME", "ENVIRONMENT", "OBJECT", "WHO", "WHAT"])
        for episode in page.rows {
            let end = episode.ending?.at ?? now
            table.add([
                TextTable.Cell(episode.since.wireText),
                TextTable.Cell(Self.length(end.seconds - episode.since.seconds)),
                TextTable.Cell(episode.outcome.rawValue, Self.tone(episode.outcome)),
                TextTable.Cell(episode.environment), TextTable.Cell(episode.object.description),
                TextTable.Cell(Self.list(episode.managers, most: 2)),
                TextTable.Cell(
                    ([episode.verdict] + [Self.list(episode.paths, most: 3)]).filter { $0 != "-" }
                        .joined(separator: " ")),
            ])
        }
        return table.render(usesColour: usesColour)
    }

    private func actions(_ page: HistoryPage<ActionRecord>) -> String {
        guard !page.rows.isEmpty else { return "no actions\n" }
        var table = TextTable(["AT", "TOOK", "ACTION", "OUTCOME", "ENVIRONMENT", "OBJECT", "REVISION", "DETAIL"])
        for action in page.rows {
            table.add([
                TextTable.Cell(action.at.wireText), TextTable.Cell(Self.milliseconds(action.duration)),
                TextTable.Cell(action.action.rawValue),
                TextTable.Cell(action.outcome.rawValue, Self.tone(action.outcome)),
                TextTable.Cell(action.environment), TextTable.Cell(action.object.description),
                TextTable.Cell(action.revision.isEmpty ? "-" : String(action.revision.prefix(7))),
                TextTable.Cell(action.detail),
            ])
        }
        return table.render(usesColour: usesColour)
    }

    private func more(_ cursor: HistoryCursor?, _ kind: String) -> String {
        cursor.map { "there are more: --kind \(kind) --after \($0)\n" } ?? ""
    }

    private static func tone(_ outcome: DriftEpisode.Outcome) -> TextTable.Tone {
        switch outcome {
        case .open: .attention
        case .reverted: .good
        case .resolved, .gitChanged, .superseded: .plain
        }
    }

    private static func tone(_ outcome: ActionRecord.Outcome) -> TextTable.Tone {
        switch outcome {
        case .succeeded: .good
        case .failed: .bad
        case .refused: .attention
        }
    }

    /// The first of them, and how many more there are.
    private static func list(_ texts: [String], most: Int) -> String {
        guard !texts.isEmpty else { return "-" }
        let rest = texts.count > most ? [" and \(texts.count - most) more"] : []
        return texts.prefix(most).joined(separator: ", ") + rest.joined()
    }

    /// Two units at most: `3d 4h`, `2m 3s`; clocks that disagree give 0 s.
    static func length(_ seconds: Int64) -> String {
        let seconds = max(0, seconds)
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3_600: return "\(seconds / 60)m \(seconds % 60)s"
        case ..<86_400: return "\(seconds / 3_600)h \(seconds / 60 % 60)m"
        default: return "\(seconds / 86_400)d \(seconds / 3_600 % 24)h"
        }
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard seconds < 10 else { return length(seconds) }
        return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms"
    }
}
