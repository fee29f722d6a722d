/// Turns waiting without progress into a failure once it has lasted too long; one for each object.
///
/// As `progressDeadlineSeconds` of a Deployment, for every kind: a rollout over many nodes may take as long as it
/// needs while its counts grow. Messages do not count as progress, since those of a failing Pod change in circles.
package struct HealthDeadline: Hashable, Sendable {
    private let timeout: Duration
    private var since: Duration?
    private var best = Int64.min

    package init(timeout: Duration = .seconds(600)) { self.timeout = timeout }

    /// `health`, or a failure that says what was last seen. `now` is since any fixed moment.
    package mutating func judge(_ health: Health, at now: Duration) -> Health {
        guard health.state == .waiting else {
            restart()
            return health
        }
        if since == nil || health.progress > best {
            since = now
            best = health.progress
        }
        guard let since, now - since >= timeout else { return health }
        return .failed("no progress for \(Self.text(timeout)): \(health.message)")
    }

    /// When `judge` will call the present state a failure; `nil` while nothing is waited for.
    package var end: Duration? { since.map { $0 + timeout } }

    /// Begins anew: the object was changed.
    package mutating func restart() {
        since = nil
        best = .min
    }

    private static func text(_ time: Duration) -> String {
        let seconds = time.components.seconds
        return seconds % 60 == 0 && seconds > 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}
