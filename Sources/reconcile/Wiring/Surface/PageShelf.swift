import DriftReport
import HTTPService
import Synchronization

/// Pages that were just made, so that many readers cost one rendering; the nonce is not part of them.
final class PageShelf: Sendable {
    private struct Made {
        var page: StatusPage
        var time: Int64
    }

    private static let capacity = 64
    private let milliseconds: Int64
    private let shelf = Mutex<[String: Made]>([:])

    /// A page is given out for `lifetime`.
    init(lifetime: Duration) { milliseconds = Int64(lifetime / .milliseconds(1)) }

    /// The page of `name`, made anew by `make` where the one at hand is old; `nil` where there is none.
    func page(_ name: String, make: () -> StatusPage?) -> StatusPage? {
        let now = monotonicMilliseconds()
        if let made = shelf.withLock({ $0[name] }), now - made.time < milliseconds { return made.page }
        // Outside the lock: others are served meanwhile, and making it twice does no harm.
        let page = make()
        shelf.withLock { shelf in
            if shelf.count >= Self.capacity { shelf = shelf.filter { now - $0.value.time < milliseconds } }
            shelf[name] = shelf.count < Self.capacity ? page.map { Made(page: $0, time: now) } : nil
        }
        return page
    }
}
