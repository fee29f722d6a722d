import ObjectModel
import Synchronization

/// Takes records from whoever has some, at once, and stores them when the database can take them.
///
/// While the database is lost the newest records wait in memory, the oldest are dropped and counted, and attempts are
/// made at growing intervals. Nothing here ever stops the work that the records tell of. All that blocks is on the
/// store's own queue.
package actor HistoryWriter {
    private let store: any HistoryStore
    private let settings: Settings
    private let calls: AsyncStream<Void>
    private nonisolated let bell: AsyncStream<Void>.Continuation
    private nonisolated let shared: Mutex<Shared>
    private var delay: RetryDelay
    private var isRunning = false
    /// How many had been dropped when the database was lost; `nil` while it is not.
    private var droppedAtLoss: Int?

    /// What callers on any thread touch.
    private struct Shared {
        var queue: RecordQueue
        var waiters: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        var lastWaiter: UInt64 = 0
        var counts = Counts()
        var isClosed = false
    }

    package init(_ store: any HistoryStore, _ settings: Settings = Settings()) {
        self.store = store
        self.settings = settings
        (calls, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        shared = Mutex(
            Shared(queue: RecordQueue(mostRecords: settings.mostRecords, mostBytes: settings.mostBytes)))
        delay = RetryDelay(from: settings.shortestPause, to: settings.longestPause)
    }

    /// Hands a record over without waiting for anything.
    package nonisolated func record(_ record: HistoryRecord) { hand(record, nil) }

    /// Hands a record over and waits until it is on disk; throws if it had to be dropped, or the task is cancelled,
    /// which leaves the record in the queue.
    package nonisolated func acknowledged(_ record: HistoryRecord) async throws {
        let number = shared.withLock { shared in
            shared.lastWaiter += 1
            return shared.lastWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                shared.withLock { $0.waiters[number] = continuation }
                hand(record, number)
                if Task.isCancelled { resume([number], throwing: CancellationError()) }
            }
        } onCancel: {
            resume([number], throwing: CancellationError())
        }
    }

    /// Where things stand, for metrics.
    package nonisolated var counts: Counts {
        shared.withLock { shared in
            var counts = shared.counts
            counts.queued = shared.queue.count
            return counts
        }
    }

    /// Stores what is handed over until the task is cancelled, then what is left as far as time allows; once only.
    package func run() async {
        guard !isRunning else { return }
        isRunning = true
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.storeRecords() }
            if let retention = settings.retention { group.addTask { await self.prune(olderThan: retention) } }
        }
        await finish()
    }

    private func storeRecords() async {
        for await _ in calls {
            while !Task.isCancelled, let pause = await storeSome() {
                if pause == .zero { continue }
                // Woken early only by the end.
                guard (try? await settings.sleep(pause)) != nil else { return }
            }
        }
    }

    /// One attempt at the oldest records: how long to wait before the next, or `nil` where there are none.
    private func storeSome() async -> Duration? {
        let batch = shared.withLock { $0.queue.take(settings.batch) }
        guard !batch.isEmpty else { return nil }
        do {
            try await store(batch)
            settle(land { _ in true }, { $0.stored += $1 })
            if let dropped = droppedAtLoss { recovered(since: dropped) }
            return .zero
        } catch {
            return lost(error)
        }
    }

    /// Stores a batch; where the database refuses one record, each by itself, and that one is dropped.
    private func store(_ batch: [HistoryRecord]) async throws(HistoryError) {
        do {
            try await store.record(batch)
        } catch {
            guard error.code == .refused else { throw error }
            for record in batch {
                do {
                    try await store.record([record])
                } catch {
                    guard error.code == .refused else { throw error }
                    settings.onEvent(.refused(record.id, error))
                    settle(land { $0.record == record }, throwing: error, { $0.refused += $1 })
                }
            }
        }
    }

    private func lost(_ error: HistoryError) -> Duration {
        let before = droppedAtLoss ?? counts.dropped
        droppedAtLoss = before
        let dropped = shared.withLock { shared in
            shared.counts.failures += 1
            shared.counts.isLost = true
            return shared.queue.comeBack()
        }
        drop(dropped, because: Self.noRoom)
        let counts = counts
        let pause = delay.next(chance: settings.chance())
        settings.onEvent(.lost(error, retryIn: pause, queued: counts.queued, dropped: counts.dropped - before))
        return pause
    }

    private func recovered(since before: Int) {
        let dropped = shared.withLock { shared in
            shared.counts.isLost = false
            return shared.counts.dropped - before
        }
        droppedAtLoss = nil
        delay.reset()
        settings.onEvent(.recovered(name: store.name, dropped: dropped))
    }

    private func prune(olderThan retention: Duration) async {
        var pause = Duration.seconds(60)
        while !Task.isCancelled, (try? await settings.sleep(pause)) != nil {
            pause = settings.pruneEvery
            let time = settings.now().before(retention)
            do {
                let count = try await store.prune(olderThan: time)
                if count != PruneCount() { settings.onEvent(.pruned(count, olderThan: time)) }
            } catch {
                shared.withLock { $0.counts.failures += 1 }
                settings.onEvent(.pruneFailed(error, retryIn: pause))
            }
        }
    }

    /// The last attempts, without pauses; what is left then is lost, and said.
    private func finish() async {
        let deadline = ContinuousClock.now + settings.lastChance
        while ContinuousClock.now < deadline, await storeSome() == .zero {}
        let left = shared.withLock { shared in
            shared.isClosed = true
            return shared.queue.empty()
        }
        if !left.isEmpty { settings.onEvent(.abandoned(count: left.count)) }
        drop(left, because: Self.hasEnded)
        await store.close()
    }

    private nonisolated func hand(_ record: HistoryRecord, _ waiter: UInt64?) {
        let (dropped, isClosed) = shared.withLock { shared in
            if shared.isClosed {
                return ([RecordQueue.Entry(record: record, waiters: waiter.map { [$0] } ?? [])], true)
            }
            return (shared.queue.add(record, waiter: waiter), false)
        }
        drop(dropped, because: isClosed ? Self.hasEnded : Self.noRoom)
        bell.yield()
    }

    private func land(_ isGone: (RecordQueue.Entry) -> Bool) -> [RecordQueue.Entry] {
        shared.withLock { $0.queue.land(where: isGone) }
    }

    /// Counts entries that have met their end and tells those who wait for them.
    private nonisolated func settle(
        _ entries: [RecordQueue.Entry], throwing error: (any Error)? = nil, _ count: (inout Counts, Int) -> Void
    ) {
        guard !entries.isEmpty else { return }
        shared.withLock { count(&$0.counts, entries.count) }
        resume(entries.flatMap(\.waiters), throwing: error)
    }

    private nonisolated func resume(_ numbers: [UInt64], throwing error: (any Error)?) {
        let waiters = shared.withLock { shared in numbers.compactMap { shared.waiters.removeValue(forKey: $0) } }
        for waiter in waiters {
            if let error { waiter.resume(throwing: error) } else { waiter.resume() }
        }
    }

    private static let noRoom = "newer records took its place in memory"
    private static let hasEnded = "the writer has ended"

    private nonisolated func drop(_ entries: [RecordQueue.Entry], because reason: String) {
        settle(entries, throwing: HistoryError(.dropped, .write, store.name, reason), { $0.dropped += $1 })
    }
}
