package import ObjectModel

/// What happened to a history that nobody asked for, for the log.
package enum HistoryEvent: Hashable, Sendable {
    /// There was nothing at this path, or an empty file.
    case begun(path: String, wasEmptyFile: Bool)
    /// The file was damaged; it and its companions now have names that begin with `to`, and a new one was begun.
    case movedAside(path: String, to: String, detail: String)
    /// The open file was moved or deleted by somebody; what the path leads to now is used.
    case replaced(path: String)
    case migrated(name: String, from: Int, to: Int)
    /// Records wait in memory, and `dropped` of them had to go since the database was lost.
    case lost(HistoryError, retryIn: Duration, queued: Int, dropped: Int)
    case recovered(name: String, dropped: Int)
    /// The database takes everything but this record, which is gone.
    case refused(RecordID, HistoryError)
    case pruned(PruneCount, olderThan: Timestamp)
    case pruneFailed(HistoryError, retryIn: Duration)
    /// The writer ended before these records could be stored.
    case abandoned(count: Int)

    /// A constant word for programs that read the log.
    package var reason: String {
        switch self {
        case .begun: "HistoryBegun"
        case .movedAside: "HistoryMovedAside"
        case .replaced: "HistoryReplaced"
        case .migrated: "HistoryMigrated"
        case .lost: "HistoryLost"
        case .recovered: "HistoryRecovered"
        case .refused: "HistoryRecordRefused"
        case .pruned: "HistoryPruned"
        case .pruneFailed: "HistoryPruneFailed"
        case .abandoned: "HistoryAbandoned"
        }
    }

    /// Whether records were lost or may be.
    package var isError: Bool {
        switch self {
        case .movedAside, .replaced, .lost, .refused, .abandoned: true
        case .begun(_, let wasEmptyFile): wasEmptyFile
        case .recovered(_, let dropped): dropped > 0
        case .migrated, .pruned, .pruneFailed: false
        }
    }

    /// One sentence that says what next.
    package var message: String {
        switch self {
        case .begun(let path, false): "there was no history at '\(path)'; a new one is begun"
        case .begun(let path, true): "the history '\(path)' was an empty file; a new one is begun in it"
        case .movedAside(let path, let aside, let detail):
            "the history '\(path)' is damaged (\(detail)); it is kept as '\(aside)', and a new one is begun"
        case .replaced(let path): "the open history '\(path)' was moved or deleted; what is there now is used"
        case .migrated(let name, let from, let to): "the history '\(name)' was brought from schema \(from) to \(to)"
        case .lost(let error, let pause, let queued, let dropped):
            "\(error); \(queued) records wait in memory, \(dropped) were dropped; trying again in \(pause.inWords)"
        case .recovered(let name, let dropped): "the history '\(name)' is back; \(dropped) records were dropped"
        case .refused(let id, let error): "record \(id) is dropped: \(error)"
        case .pruned(let count, let time):
            "\(count.episodes) episodes and \(count.actions) actions before \(time.wireText) were deleted"
        case .pruneFailed(let error, let pause): "\(error); trying again in \(pause.inWords)"
        case .abandoned(let count): "\(count) records could not be stored before the end and are lost"
        }
    }
}

extension Duration {
    /// `1.5 s`, to a tenth.
    fileprivate var inWords: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
