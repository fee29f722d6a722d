import History
import ObjectModel
import Testing

/// Two programs that write at once lose nothing to one another.
@Suite(.timeLimit(.minutes(5))) struct WritersShareADatabaseTests {
    @Test(arguments: Backend.allCases) func atOnce(_ backend: Backend) async throws {
        let database = try await backend.make()
        let shared = Sample.episode("shared")
        try await withThrowingTaskGroup { group in
            for writer in 0..<3 {
                let store = try database.store { $0.lockTimeout = .seconds(30) }
                group.addTask {
                    for round in 0..<25 {
                        var state = shared
                        state.paths = ["writer \(writer) round \(round)"]
                        let own = (0..<8).map { Sample.action("w\(writer)-\(round)-\($0)") }
                        try await store.record([.episode(state)] + own.map(HistoryRecord.action))
                    }
                }
            }
            try await group.waitForAll()
        }
        let names = try await database.store().allActions(pages: 1_000).map(\.object.name)
        #expect(names.count == 600 && Set(names).count == 600)
        #expect(try await database.store().allEpisodes().count == 1)
    }

    /// One that holds the database is waited for, and one that holds it too long is named.
    @Test(arguments: Backend.allCases) func aLockIsWaitedForAndThenSaid(_ backend: Backend) async throws {
        let database = try await backend.make()
        let first = try database.store()
        let episode = Sample.episode()
        try await first.record([.episode(episode)])
        let holder = try await Holder.holding(database, sql: "UPDATE reconcile_episodes SET verdict = 'held'")
        let hasty = try database.store { $0.lockTimeout = .milliseconds(200) }
        let changed = Sample.episode(ended: (.reverted, 1), id: episode.id)
        let error = await #expect(throws: HistoryError.self) { try await hasty.record([.episode(changed)]) }
        #expect(error?.code == .busy && error?.retry == true, "\(error as Any)")
        async let patient: Void = first.record([.episode(changed)])
        holder.letGo()
        try await patient
        #expect(try await first.allEpisodes() == [changed])
    }
}
