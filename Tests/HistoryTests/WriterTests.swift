import History
import ObjectModel
import Testing

/// The writer never makes its callers wait, loses nothing that it has room for, and tells what it lost.
@Suite(.timeLimit(.minutes(5))) struct WriterTests {
    private let store = ScriptedStore()
    private let pauses = Pauses()
    private let events = Events()

    private func settings(_ set: (inout HistoryWriter.Settings) -> Void = { _ in }) -> HistoryWriter.Settings {
        var settings = HistoryWriter.Settings()
        settings.sleep = pauses.sleep
        settings.chance = { 0.5 }
        settings.onEvent = events.add
        set(&settings)
        return settings
    }

    @Test func pausesGrowToTheLongestAndBeginAnewAfterSuccess() async throws {
        await store.fail(.unavailable)
        let writer = HistoryWriter(store, settings())
        let running = Task { await writer.run() }
        writer.record(.action(Sample.action("a")))
        for count in 1...9 {
            #expect(await holds { pauses.asked.count == count })
            pauses.end()
        }
        #expect(await holds { pauses.asked.count == 10 })
        #expect(pauses.asked == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map { Duration.seconds($0) })
        #expect(writer.counts.isLost && writer.counts.failures == 10 && writer.counts.queued == 1)
        await store.fail(nil)
        pauses.end()
        #expect(await holds { writer.counts.stored == 1 })
        await store.fail(.busy)
        writer.record(.action(Sample.action("b")))
        #expect(await holds { pauses.asked.count == 11 })
        #expect(pauses.asked.last == .seconds(1))
        running.cancel()
        await running.value
    }

    @Test func anEpisodeWaitsAsItsLastStateOnly() async throws {
        await store.fail(.unavailable)
        let writer = HistoryWriter(store, settings())
        let running = Task { await writer.run() }
        writer.record(.action(Sample.action("first")))
        #expect(await holds { pauses.asked.count == 1 })
        let open = Sample.episode("web")
        let ended = Sample.episode("web", ended: (.reverted, 5), id: open.id)
        writer.record(.episode(open))
        writer.record(.action(Sample.action("between")))
        writer.record(.episode(ended))
        #expect(writer.counts.queued == 3)
        await store.fail(nil)
        pauses.end()
        #expect(await holds { writer.counts.queued == 0 })
        #expect(await store.stored.map(\.objectName) == ["first", "web", "between"])
        #expect(await store.stored[1] == .episode(ended))
        running.cancel()
        await running.value
    }

    @Test func aRefusedRecordDoesNotHoldUpTheOthers() async throws {
        await store.refuse("bad", "worse")
        let writer = HistoryWriter(store, settings())
        let names = ["a", "bad", "b", "worse", "c"]
        let waiting = names.map { name in Task { try await writer.acknowledged(.action(Sample.action(name))) } }
        #expect(await holds { writer.counts.queued == 5 })
        let running = Task { await writer.run() }
        var outcomes: [String: HistoryError.Code?] = [:]
        for (name, task) in zip(names, waiting) {
            do {
                try await task.value
                outcomes[name] = .some(nil)
            } catch let error as HistoryError {
                outcomes[name] = error.code
            }
        }
        #expect(outcomes == ["a": nil, "b": nil, "c": nil, "bad": .refused, "worse": .refused])
        #expect(await Set(store.stored.map(\.objectName)) == ["a", "b", "c"])
        #expect(writer.counts.refused == 2 && writer.counts.stored == 3 && !writer.counts.isLost)
        #expect(events.reasons == ["HistoryRecordRefused", "HistoryRecordRefused"])
        running.cancel()
        await running.value
    }

    @Test func theNewestStayWithinBothBounds() async throws {
        await store.fail(.unavailable)
        let writer = HistoryWriter(
            store,
            settings {
                $0.mostRecords = 10
                $0.mostBytes = 20_000
            })
        let running = Task { await writer.run() }
        writer.record(.action(Sample.action("0")))
        #expect(await holds { pauses.asked.count == 1 })
        for number in 1...30 { writer.record(.action(Sample.action("\(number)"))) }
        #expect(writer.counts.queued == 10 && writer.counts.dropped == 21)
        // Large ones push more than one out.
        for number in 31...35 {
            writer.record(.action(Sample.action("\(number)", detail: String(repeating: "x", count: 4_000))))
        }
        #expect(writer.counts.queued == 4)
        await store.fail(nil)
        pauses.end()
        #expect(await holds { writer.counts.queued == 0 })
        #expect(await store.stored.map(\.objectName) == ["32", "33", "34", "35"])
        #expect(events.all.last == .recovered(name: "scripted", dropped: 32))
        running.cancel()
        await running.value
    }

    @Test func theEndStoresWhatIsLeft() async throws {
        let writer = HistoryWriter(store, settings { $0.batch = 2 })
        let running = Task { await writer.run() }
        running.cancel()
        for number in 0..<7 { writer.record(.action(Sample.action("\(number)"))) }
        await running.value
        let stored = await store.stored.count
        #expect(stored + writer.counts.dropped == 7 && writer.counts.queued == 0)
        #expect(await store.isClosed)
        let error = await #expect(throws: HistoryError.self) {
            try await writer.acknowledged(.action(Sample.action("late")))
        }
        #expect(error?.code == .dropped && writer.counts.dropped == 7 - stored + 1)
    }

    @Test func theEndTellsWhatCouldNotBeStored() async throws {
        await store.fail(.full)
        let writer = HistoryWriter(store, settings())
        let running = Task { await writer.run() }
        let waiting = (0..<3).map { number in
            Task { try await writer.acknowledged(.action(Sample.action("\(number)"))) }
        }
        #expect(await holds { writer.counts.queued == 3 && writer.counts.isLost })
        running.cancel()
        await running.value
        for task in waiting {
            let error = await #expect(throws: HistoryError.self) { try await task.value }
            #expect(error?.code == .dropped)
        }
        #expect(events.all.last == .abandoned(count: 3) && writer.counts.dropped == 3)
    }

    @Test func itRunsOnceOnly() async throws {
        let writer = HistoryWriter(store, settings())
        let running = Task { await writer.run() }
        try await writer.acknowledged(.action(Sample.action("a")))
        await writer.run()
        try await writer.acknowledged(.action(Sample.action("b")))
        running.cancel()
        await running.value
        #expect(writer.counts.stored == 2)
    }

    @Test func whoWaitsMayGiveUp() async throws {
        let writer = HistoryWriter(store, settings())
        let waiting = Task { try await writer.acknowledged(.action(Sample.action())) }
        #expect(await holds { writer.counts.queued == 1 })
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        let running = Task { await writer.run() }
        #expect(await holds { writer.counts.stored == 1 })
        running.cancel()
        await running.value
    }

    @Test func oldRowsAreDeletedNowAndThen() async throws {
        let writer = HistoryWriter(
            store,
            settings {
                $0.retention = .seconds(86_400)
                $0.now = { Sample.start }
            })
        let running = Task { await writer.run() }
        #expect(await holds { pauses.asked == [.seconds(60)] })
        pauses.end()
        #expect(await holds { pauses.asked == [.seconds(60), .seconds(3_600)] })
        let time = Timestamp(seconds: Sample.start.seconds - 86_400)
        #expect(await store.pruned == [time])
        #expect(events.all == [.pruned(PruneCount(episodes: 1), olderThan: time)])
        await store.fail(.unavailable)
        pauses.end()
        #expect(await holds { pauses.asked.count == 3 })
        #expect(events.reasons.last == "HistoryPruneFailed" && writer.counts.failures == 1)
        running.cancel()
        await running.value
    }
}
