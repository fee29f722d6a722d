import HTTPService
import Synchronization

/// The body of one watch: waits for changes, and ends with the watch's time, its peer or the cluster.
@safe final class WatchStream: HTTPBodyStream {
    /// A watch that asks for more than a week ends after a week.
    private static let longestSeconds = 7 * 86_400
    /// Seconds between bookmarks, where the client asked for them.
    private static let bookmarkSeconds: Int64 = 60

    private struct Progress {
        var query: WatchQuery
        var first: [UInt8]
        var isOver: Bool
        var nextBookmark: Int64
    }

    private let hub: ClusterHub
    private let wake: WakeSignal
    private let deadline: Int64?
    private let progress: Mutex<Progress>

    init(_ query: WatchQuery, first: [UInt8], isOver: Bool, hub: ClusterHub, wake: WakeSignal) {
        self.hub = hub
        self.wake = wake
        let now = monotonicMilliseconds()
        deadline = query.timeoutSeconds.map { now + Int64(min(max($0, 0), Self.longestSeconds)) * 1000 }
        progress = Mutex(
            Progress(query: query, first: first, isOver: isOver, nextBookmark: now + Self.bookmarkSeconds * 1000))
    }

    func next(socket: Int32) -> [UInt8]? {
        while true {
            if hub.isStopping { return nil }
            let piece = progress.withLock { pending(&$0) }
            switch piece {
            case .some(let bytes) where !bytes.isEmpty: return bytes
            case .some: break
            case .none: return nil
            }
            let now = monotonicMilliseconds()
            let bookmark = progress.withLock { $0.query.sendsBookmarks ? $0.nextBookmark : Int64.max }
            let end = min(deadline ?? .max, bookmark)
            if let deadline, now >= deadline { return nil }
            guard wake.wait(milliseconds: end == .max ? -1 : max(0, end - now), peer: socket) else { return nil }
        }
    }

    /// What is there to send now: nothing is empty, the end is `nil`.
    private func pending(_ progress: inout Progress) -> [UInt8]? {
        if !progress.first.isEmpty {
            let first = progress.first
            progress.first = []
            return first
        }
        if progress.isOver { return nil }
        guard var lines = hub.lines(&progress.query) else {
            progress.isOver = true
            let expired = APIStatus.expired("too old resource version: \(progress.query.revision)")
            return WatchQuery.line("ERROR", expired.value)
        }
        let now = monotonicMilliseconds()
        if lines.isEmpty, progress.query.sendsBookmarks, now >= progress.nextBookmark {
            lines = progress.query.bookmark()
            progress.nextBookmark = now + Self.bookmarkSeconds * 1000
        }
        return lines
    }

    func close() { hub.forget(wake) }
}
