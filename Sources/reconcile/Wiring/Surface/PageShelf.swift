import DriftReport
import HTTPService
import Synchronization

/// Pages that were just made, so that many readers cost one rendering; the nonce is not part of them.
final class PageShelf: Sendable {
    private struct Made {
        var page: StatusPage
        var time: Int64
    }

    /// Half of the second within which drift is to be seen.
    private static let milliseconds: Int64 = 500
    private static let capacity = 64
    private let shelf = Mutex<[String: Made]>([:])

    /// The page of `name`, made anew by `make` where the one at hand is old; `nil` where there is none.
    func page(_ name: String, make: () -> StatusPage?) -> StatusPage? {
        let now = monotonicMilliseconds()
        if let made = shelf.withLock({ $0[name] }), now - made.time < Self.milliseconds { return made.page }
        // Outside the lock: others are served meanwhile, and making it twice does no harm.
        let page = make()
        shelf.withLock { shelf in
            if shelf.count >= Self.capacity { shelf = shelf.filter { now - $0.value.time < Self.milliseconds } }
            shelf[name] = shelf.count < Self.capacity ? page.map { Made(page: $0, time: now) } : nil
        }
        return page
    }
}
