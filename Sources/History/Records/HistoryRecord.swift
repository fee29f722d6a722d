/// What the history is made of.
package enum HistoryRecord: Hashable, Sendable {
    case episode(DriftEpisode)
    case action(ActionRecord)

    package var id: RecordID {
        switch self {
        case .episode(let episode): episode.id
        case .action(let action): action.id
        }
    }

    /// About how many bytes of memory it takes.
    var cost: Int {
        switch self {
        case .episode(let episode):
            256 + (episode.paths + episode.managers).reduce(0) { $0 + $1.utf8.count + 16 }
        case .action(let action): 256 + action.detail.utf8.count
        }
    }
}
