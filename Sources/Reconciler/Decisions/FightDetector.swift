package import ObjectModel

/// Notices that somebody undoes our reverts, and stops them for a while instead of writing for ever.
///
/// Each object has a heat, the estimate of its reverts in a minute: a revert adds one, and time lets it decay by e for
/// each minute. At the threshold the object is fought over. The estimate and the threshold of five are Config Sync's
/// (`pkg/syncer/reconcile/fight/detector.go`: y' = -y + k). What differs: Config Sync only reports and writes on;
/// here a fight pauses the reverts, and so needs an end. A fight that flares up again before as much time as its pause
/// has passed is paused for twice as long, so that an opponent who never gives up costs ever fewer writes.
package struct FightDetector: Sendable {
    package struct Settings: Hashable, Sendable {
        /// Reverts in a minute at which an object is fought over.
        package var threshold = 5.0
        package var firstPause: Duration = .seconds(120)
        package var longestPause: Duration = .seconds(3_600)
        /// Objects remembered at once; the calmest are forgotten first.
        package var capacity = 10_000

        package init() {}
    }

    private struct Entry {
        var heat = 0.0
        var last: Duration
        /// Of the fight that was seen last; zero before the first.
        var pause: Duration = .zero
        var pausedUntil: Duration?

        /// Until when the entry says more than no entry would.
        func isForgettable(at now: Duration) -> Bool {
            now - last >= FightDetector.memory && (pausedUntil.map { now >= $0 + pause } ?? true)
        }
    }

    /// After this the heat of even a lost fight is below a thousandth.
    private static let memory: Duration = .seconds(600)
    private let settings: Settings
    private var entries: [ObjectKey: Entry] = [:]

    package init(settings: Settings = Settings()) { self.settings = settings }

    /// Objects remembered now.
    package var count: Int { entries.count }

    /// Counts a revert of `key`; whether the object is fought over from now on. `at` is since any fixed moment.
    package mutating func recordRevert(_ key: ObjectKey, at now: Duration) -> Bool {
        if entries[key] == nil { makeRoom(at: now) }
        var entry = entries[key] ?? Entry(last: now)
        entry.heat = entry.heat * Self.decay(over: now - entry.last) + 1
        // A clock that goes back neither cools nor heats.
        entry.last = max(entry.last, now)
        let isFighting = isPaused(entry, at: now)
        if !isFighting, entry.heat >= settings.threshold { pause(&entry, at: now) }
        entries[key] = entry
        return isPaused(entry, at: now)
    }

    /// Whether reverts of `key` are to be left out now.
    package func isFighting(_ key: ObjectKey, at now: Duration) -> Bool { pausedUntil(key, at: now) != nil }

    /// When `key` may be reverted again; `nil` where it may now.
    package func pausedUntil(_ key: ObjectKey, at now: Duration) -> Duration? {
        guard let entry = entries[key], isPaused(entry, at: now) else { return nil }
        return entry.pausedUntil
    }

    /// How many objects are fought over now.
    package func fightCount(at now: Duration) -> Int { entries.values.count { isPaused($0, at: now) } }

    /// Forgets `key`: Git or a person has changed what is wanted, so that the next revert is a first one.
    package mutating func reset(_ key: ObjectKey) { entries[key] = nil }

    private func isPaused(_ entry: Entry, at now: Duration) -> Bool { entry.pausedUntil.map { now < $0 } ?? false }

    private func pause(_ entry: inout Entry, at now: Duration) {
        let isAgain = entry.pausedUntil.map { now < $0 + entry.pause } ?? false
        let wanted = isAgain ? entry.pause * 2 : settings.firstPause
        entry.pause = min(wanted, settings.longestPause)
        entry.pausedUntil = now + entry.pause
    }

    /// Forgets what is over, and where that is not enough the calmest quarter, fights last.
    private mutating func makeRoom(at now: Duration) {
        guard entries.count >= max(1, settings.capacity) else { return }
        entries = entries.filter { !$0.value.isForgettable(at: now) }
        guard entries.count >= max(1, settings.capacity) else { return }
        let calmest = entries.sorted { left, right in
            (left.value.pausedUntil ?? .zero, left.value.last, left.key)
                < (right.value.pausedUntil ?? .zero, right.value.last, right.key)
        }
        for (key, _) in calmest.prefix(max(1, entries.count / 4)) { entries[key] = nil }
    }

    /// e to the power of minus `time` in minutes, to a dozen digits.
    private static func decay(over time: Duration) -> Double {
        guard time > .zero else { return 1 }
        let minutes = time / .seconds(60)
        guard minutes < 40 else { return 0 }
        let whole = minutes.rounded(.down)
        var power = 1.0
        for _ in 0..<Int(whole) { power *= 0.367_879_441_171_442_33 }
        var term = 1.0
        var sum = 1.0
        for step in 1...16 {
            term *= -(minutes - whole) / Double(step)
            sum += term
        }
        return power * sum
    }
}
