import Glibc
import History
import ObjectModel
import Testing

/// While the database is away the newest records wait; when it is back they are stored, and what is missing was counted.
@Suite(.timeLimit(.minutes(5))) struct DatabaseIsLostTests {
    private static func settings(_ events: Events) -> HistoryWriter.Settings {
        var settings = HistoryWriter.Settings()
        settings.shortestPause = .milliseconds(20)
        settings.longestPause = .milliseconds(200)
        settings.onEvent = events.add
        return settings
    }

    @Test func aServerThatIsStoppedAndStarted() async throws {
        let server = try await PostgresServer()
        let database = TestDatabase(text: "", scratch: nil, server: server, name: try await server.makeDatabase())
        let events = Events()
        var options = HistoryOptions()
        options.statementTimeout = .seconds(3)
        let store = try HistoryAddress(server.url(database.name)).store(options)
        let writer = HistoryWriter(store, Self.settings(events))
        let running = Task { await writer.run() }
        for (round, signal) in [SIGINT, SIGQUIT, SIGKILL].enumerated() {
            try await writer.acknowledged(.action(Sample.action("before-\(round)")))
            let waiting = Task { try await writer.acknowledged(.action(Sample.action("during-\(round)"))) }
            try await server.stop(signal)
            for number in 0..<500 { writer.record(.action(Sample.action("while-\(round)-\(number)"))) }
            #expect(await holds { writer.counts.isLost })
            try await server.start()
            try await writer.acknowledged(.action(Sample.action("after-\(round)")))
            try await waiting.value
        }
        running.cancel()
        await running.value
        #expect(writer.counts.dropped == 0 && writer.counts.queued == 0 && writer.counts.failures > 0)
        let names = try await store.allActions(pages: 10_000).map(\.object.name)
        #expect(names.count == 3 * 503 && Set(names).count == 3 * 503)
        #expect(events.reasons.contains("HistoryLost") && events.reasons.contains("HistoryRecovered"))
        #expect(!events.all.contains { "\($0.message)".contains(PostgresServer.encodedPassword) })
    }

    /// Nobody asked anything of the connection meanwhile, so nobody need notice.
    @Test func aServerThatWasAwayBetweenTwoCallsIsNoError() async throws {
        let server = try await PostgresServer()
        let events = Events()
        var options = HistoryOptions()
        options.onEvent = events.add
        let store = try HistoryAddress(server.url(try await server.makeDatabase())).store(options)
        for (round, signal) in [SIGINT, SIGQUIT, SIGKILL].enumerated() {
            try await store.record([.action(Sample.action("\(round)"))])
            try await server.stop(signal)
            try await server.start()
        }
        #expect(try await store.allActions().count == 3)
        #expect(events.reasons == ["HistoryMigrated"])
    }

    @Test func whatDoesNotFitIsDroppedOldestFirstAndCounted() async throws {
        let server = try await PostgresServer()
        let name = try await server.makeDatabase()
        let events = Events()
        var settings = Self.settings(events)
        settings.mostRecords = 100
        let store = try HistoryAddress(server.url(name)).store()
        let writer = HistoryWriter(store, settings)
        let running = Task { await writer.run() }
        try await writer.acknowledged(.action(Sample.action("first")))
        try await server.stop()
        let unlucky = Task { try await writer.acknowledged(.action(Sample.action("dropped"))) }
        #expect(await holds { writer.counts.queued == 1 && writer.counts.isLost })
        for number in 0..<250 { writer.record(.action(Sample.action("\(number)"))) }
        #expect(await holds { writer.counts.queued == 100 && writer.counts.failures > 2 })
        try await server.start()
        try await writer.acknowledged(.action(Sample.action("last")))
        running.cancel()
        await running.value
        let names = try await store.allActions(pages: 1_000).map(\.object.name)
        let dropped = writer.counts.dropped
        // What was under way when the others came may stay, or what came with the last may go.
        #expect((150...152).contains(dropped) && names.count == 1 + 252 - dropped)
        #expect(Set(["first", "last", "249", "200"]).subtracting(names) == [])
        let error = await #expect(throws: HistoryError.self) { try await unlucky.value }
        #expect(error?.code == .dropped)
        let told = events.all.reduce(0) { if case .recovered(_, let count) = $1 { $0 + count } else { $0 } }
        #expect(told == dropped)
    }

    /// A server that has stopped to answer, with the connection still up, costs a deadline and no more.
    @Test func aServerThatIsSilentIsGivenUp() async throws {
        let server = try await PostgresServer.shared()
        let name = try await server.makeDatabase()
        var options = HistoryOptions()
        options.statementTimeout = .seconds(1)
        let store = try HistoryAddress(server.url(name)).store(options)
        #expect(await holds { (try? await store.record([.action(Sample.action())])) != nil })
        let text = try await server.query("SELECT pid FROM pg_stat_activity WHERE datname = '\(name)'", in: "postgres")
        let backend = try #require(pid_t(text), "one connection and no more")
        kill(backend, SIGSTOP)
        defer { kill(backend, SIGCONT) }
        let start = ContinuousClock.now
        let error = await #expect(throws: HistoryError.self) { try await store.record([.action(Sample.action())]) }
        #expect(error?.code == .timeout && ContinuousClock.now - start < .seconds(20))
        #expect(await holds { (try? await store.record([.action(Sample.action())])) != nil })
    }

    /// A row written to a file that has no name any more would be found by nobody.
    @Test func aFileThatIsDeletedIsBegunAnew() async throws {
        let database = try await Backend.sqlite.make()
        let events = Events()
        let store = try database.store { $0.onEvent = events.add }
        try await store.record([.action(Sample.action("one"))])
        for suffix in ["", "-wal", "-shm"] { unlink(database.text + suffix) }
        try await store.record([.action(Sample.action("two"))])
        #expect(try await database.query("SELECT name FROM reconcile_actions") == "two")
        #expect(
            events.reasons == [
                "HistoryBegun", "HistoryMigrated", "HistoryReplaced", "HistoryBegun", "HistoryMigrated",
            ])
    }

    @Test func aVolumeThatGoesAndComes() async throws {
        let scratch = try Scratch()
        let (volume, away) = (scratch.file("volume"), scratch.file("away"))
        let events = Events()
        let store = try HistoryAddress("\(volume)/history.db").store()
        let writer = HistoryWriter(store, Self.settings(events))
        let running = Task { await writer.run() }
        try await writer.acknowledged(.action(Sample.action("before")))
        rename(volume, away)
        try Scratch.write("", to: volume)  // nothing can be made below a file
        writer.record(.action(Sample.action("during")))
        #expect(await holds { writer.counts.isLost })
        unlink(volume)
        rename(away, volume)
        try await writer.acknowledged(.action(Sample.action("after")))
        running.cancel()
        await running.value
        #expect(Set(try await store.allActions().map(\.object.name)) == ["before", "during", "after"])
        #expect(!events.reasons.contains("HistoryBegun"))
    }
}
