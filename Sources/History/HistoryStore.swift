package import ObjectModel

/// A database with the history in it. It opens itself at the first call, and again after it was lost.
///
/// Calls are carried out one after another, away from the shared threads. Whatever they throw, they can be made again.
package protocol HistoryStore: Sendable {
    /// For messages: a path, or a URL without its password.
    nonisolated var name: String { get }

    /// Opens the database, checks it and brings its schema to this program's version; every other call does so by itself.
    func prepare() async throws(HistoryError)

    /// Stores all of `batch` or nothing. On return it is on disk and survives `kill -9` and a power cut.
    ///
    /// A record that is there already changes nothing, but that an open episode takes its new state. An end is final.
    func record(_ batch: [HistoryRecord]) async throws(HistoryError)

    /// By `since`, newest first.
    func episodes(_ query: EpisodeQuery) async throws(HistoryError) -> HistoryPage<DriftEpisode>

    /// By `at`, newest first.
    func actions(_ query: ActionQuery) async throws(HistoryError) -> HistoryPage<ActionRecord>

    /// All that have not ended, newest first: what a controller goes on with when it starts or takes over.
    func openEpisodes(environment: String) async throws(HistoryError) -> [DriftEpisode]

    /// Deletes episodes that ended, and actions that were begun, before `time`; open episodes stay.
    ///
    /// In small transactions, between which others are let in. Cancelling the task ends it early.
    func prune(olderThan time: Timestamp) async throws(HistoryError) -> PruneCount

    /// Gives the connection up; the next call opens another.
    func close() async
}

/// How many rows were deleted because of their age.
package struct PruneCount: Hashable, Sendable {
    package var episodes = 0
    package var actions = 0

    package init(episodes: Int = 0, actions: Int = 0) {
        self.episodes = episodes
        self.actions = actions
    }
}
