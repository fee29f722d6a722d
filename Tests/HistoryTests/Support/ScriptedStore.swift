import History
import ObjectModel
import Synchronization

/// A store that does as it is told.
actor ScriptedStore: HistoryStore {
    nonisolated let name = "scripted"
    private(set) var stored: [HistoryRecord] = []
    private(set) var attempts = 0
    private var failure: HistoryError.Code?
    private var refused: Set<String> = []
    private(set) var isClosed = false

    func fail(_ code: HistoryError.Code?) { failure = code }
    func refuse(_ names: String...) { refused = Set(names) }

    func prepare() {}

    func record(_ batch: [HistoryRecord]) throws(HistoryError) {
        attempts += 1
        if let failure { throw HistoryError(failure, .write, name, "as told") }
        if batch.contains(where: { refused.contains($0.objectName) }) {
            throw HistoryError(.refused, .write, name, "not this one")
        }
        stored += batch
    }

    func episodes(_ query: EpisodeQuery) -> HistoryPage<DriftEpisode> { HistoryPage(rows: [], next: nil) }
    func actions(_ query: ActionQuery) -> HistoryPage<ActionRecord> { HistoryPage(rows: [], next: nil) }
    func openEpisodes(environment: String) -> [DriftEpisode] { [] }
    private(set) var pruned: [Timestamp] = []

    func prune(olderThan time: Timestamp) throws(HistoryError) -> PruneCount {
        if let failure { throw HistoryError(failure, .prune, name, "as told") }
        pruned.append(time)
        return PruneCount(episodes: 1)
    }

    func close() { isClosed = true }
}

/// Pauses end when they are told to, and are noted.
final class Pauses: Sendable {
    private let state = Mutex<(asked: [Duration], waiting: [CheckedContinuation<Void, Never>])>(([], []))

    var asked: [Duration] { state.withLock { $0.asked } }

    @Sendable func sleep(_ duration: Duration) async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    state.asked.append(duration)
                    state.waiting.append(continuation)
                }
                if Task.isCancelled { end() }
            }
        } onCancel: {
            end()
        }
        try Task.checkCancellation()
    }

    func end() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

extension HistoryRecord {
    var objectName: String {
        switch self {
        case .episode(let episode): episode.object.name
        case .action(let action): action.object.name
        }
    }
}
