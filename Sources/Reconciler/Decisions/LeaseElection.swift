import ObjectModel

/// One candidate for one Lease: says what to write to the Lease, and whether it may act as the leader now.
///
/// The rules are those of client-go (`tools/leaderelection`). No clocks of two machines are compared: a foreign lease
/// has run out when our own clock says that it did not change for its duration since we first saw it so; our own runs
/// from when we *sent* the write that the server took. The server takes each write only on top of the version that it
/// names, so of two candidates one gets through. Hence two never hold at once, as long as clocks run equally fast but
/// for the margin, and nobody deletes the Lease again and again or while a new candidate creates it.
///
/// `now` is since any fixed moment, of a clock that goes on while the machine sleeps (`CLOCK_BOOTTIME`, Swift's
/// `ContinuousClock`); `wall` is Unix time and only ever written down. What was begun while the lease was held is
/// not recalled by losing it: `isHeld` is to be asked before every write.
package struct LeaseElection: Sendable {
    package struct Settings: Hashable, Sendable {
        /// Of this process alone and no later one: a Pod's name and something random.
        package var identity: String
        package var durationSeconds: Int64 = 15
        package var renewEvery: Duration = .seconds(5)
        /// Between two looks at a foreign lease, and after a failure.
        package var retryEvery: Duration = .seconds(2)
        /// How long before its end the own lease is no longer relied on: longer than a write may take.
        package var margin: Duration = .seconds(5)

        package init(identity: String) { self.identity = identity }
    }

    package enum Action: Hashable, Sendable {
        case create(LeaseRecord)
        /// Replace the object at the record's `resourceVersion`: ours already.
        case renew(LeaseRecord)
        /// The same for a lease that was given up or ran out.
        case takeOver(LeaseRecord)
        /// Look again after this.
        case wait(Duration)
    }

    private let settings: Settings
    /// When the write was sent that made or kept us the holder.
    private var heldSince: Duration?
    /// When the write was sent whose outcome is not known yet.
    private var sentAt: Duration?
    private var seen: (record: LeaseRecord, since: Duration)?
    private var missingSince: Duration?

    package init(settings: Settings) { self.settings = settings }

    private var duration: Duration { .seconds(max(1, settings.durationSeconds)) }

    /// Whether we may act as the leader at `now`.
    package func isHeld(now: Duration) -> Bool {
        guard let heldSince else { return false }
        return now >= heldSince && now < heldSince + duration - settings.margin
    }

    /// What to do about the lease as the server just showed it; `nil` where there is none.
    ///
    /// To be read from the server, not from a cache, or be the answer to our last write. `now` is taken after the
    /// reading and before the writing. The caller does as it is told, then calls `succeeded` or `failed`.
    package mutating func next(observed: LeaseRecord?, now: Duration, wall: Int64) -> Action {
        sentAt = nil
        guard let observed else { return actionWithoutLease(now: now, wall: wall) }
        missingSince = nil
        if seen?.record != observed { seen = (observed, now) }
        guard observed.holderIdentity != settings.identity else { return ownAction(observed, now: now, wall: wall) }
        heldSince = nil
        let end = (seen?.since ?? now) + term(of: observed)
        guard observed.holderIdentity.isEmpty || now >= end else {
            return .wait(min(settings.retryEvery, end - now))
        }
        sentAt = now
        let (count, _) = max(0, observed.leaseTransitions).addingReportingOverflow(1)
        // The API's counter has 32 bits.
        return .takeOver(record(over: observed, wall: wall, transitions: min(count, Int64(Int32.max))))
    }

    /// The write was taken; how long to wait before the next look. `at` is when the answer came.
    package mutating func succeeded(at now: Duration) -> Duration {
        if let sentAt { heldSince = sentAt }
        sentAt = nil
        return max(.zero, (heldSince ?? now) + settings.renewEvery - now)
    }

    /// The write was refused, the Lease could not be read, or no answer came; how long to wait before the next look.
    ///
    /// What we held before we hold on to, until it runs out by itself.
    package mutating func failed(at now: Duration) -> Duration {
        sentAt = nil
        return settings.retryEvery
    }

    /// Gives the lease up, at once and whatever becomes of the write; `nil` where `observed` is not ours to give up.
    package mutating func release(observed: LeaseRecord?, wall: Int64) -> LeaseRecord? {
        heldSince = nil
        sentAt = nil
        guard var record = observed, record.holderIdentity == settings.identity else { return nil }
        record.holderIdentity = ""
        record.leaseDurationSeconds = 1
        record.renewTime = Timestamp(seconds: wall).microText
        return record
    }

    private mutating func ownAction(_ observed: LeaseRecord, now: Duration, wall: Int64) -> Action {
        if let heldSince, now >= heldSince, now < heldSince + settings.renewEvery {
            return .wait(heldSince + settings.renewEvery - now)
        }
        sentAt = now
        return .renew(record(over: observed, wall: wall, transitions: observed.leaseTransitions))
    }

    /// A Lease that vanished is left alone for as long as its holder may go on believing in it.
    private mutating func actionWithoutLease(now: Duration, wall: Int64) -> Action {
        heldSince = nil
        if let seen {
            let since = missingSince ?? now
            missingSince = since
            let end = since + max(duration, term(of: seen.record))
            guard now >= end else { return .wait(min(settings.retryEvery, end - now)) }
        }
        sentAt = now
        return .create(record(over: nil, wall: wall, transitions: 0))
    }

    /// What the holder promised; a record without a sensible duration is given ours.
    private func term(of record: LeaseRecord) -> Duration {
        record.leaseDurationSeconds > 0 ? .seconds(record.leaseDurationSeconds) : duration
    }

    private func record(over former: LeaseRecord?, wall: Int64, transitions: Int64) -> LeaseRecord {
        let time = Timestamp(seconds: wall).microText
        let isOurs = former?.holderIdentity == settings.identity
        return LeaseRecord(
            holderIdentity: settings.identity, leaseDurationSeconds: max(1, settings.durationSeconds),
            acquireTime: isOurs ? former?.acquireTime ?? time : time, renewTime: time,
            leaseTransitions: transitions, resourceVersion: former?.resourceVersion ?? "")
    }
}
