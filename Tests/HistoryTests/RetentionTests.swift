import Glibc
import History
import ObjectModel
import Testing

/// What is old goes, what is open stays, others are let in meanwhile, and the disk gets its room back.
@Suite(.timeLimit(.minutes(5))) struct RetentionTests {
    @Test(arguments: Backend.allCases) func oldRowsGoAndOpenOnesStay(_ backend: Backend) async throws {
        let store = try await backend.make().store()
        let kept: [HistoryRecord] = [
            .episode(Sample.episode("open", minute: 0)),
            .episode(Sample.episode("long", minute: 0, ended: (.resolved, 100))),
            .action(Sample.action("edge", minute: 100)), .action(Sample.action("new", minute: 200)),
        ]
        let old = (0..<1_100).flatMap { number -> [HistoryRecord] in
            [
                .episode(Sample.episode("e\(number)", minute: 0, ended: (.reverted, number % 100))),
                .action(Sample.action("a\(number)", minute: number % 100)),
            ]
        }
        try await store.record(kept + old)
        let count = try await store.prune(olderThan: Sample.time(100))
        #expect(count == PruneCount(episodes: 1_100, actions: 1_100))
        #expect(try await store.allEpisodes().map(\.object.name).sorted() == ["long", "open"])
        #expect(try await store.allActions().map(\.object.name) == ["new", "edge"])
        #expect(try await store.prune(olderThan: Sample.time(100)) == PruneCount())
    }

    @Test(arguments: Backend.allCases) func twoMayPruneAtOnce(_ backend: Backend) async throws {
        let database = try await backend.make()
        let store = try database.store()
        try await store.record((0..<3_000).map { .action(Sample.action("a\($0)", minute: $0 % 100)) })
        let counts = try await withThrowingTaskGroup { group in
            for _ in 0..<2 {
                let store = try database.store { $0.lockTimeout = .seconds(30) }
                group.addTask { try await store.prune(olderThan: Sample.time(1_000)).actions }
            }
            return try await group.reduce(0, +)
        }
        // One that finds rows in the other's hands may leave them to it.
        #expect(counts <= 3_000)
        _ = try await store.prune(olderThan: Sample.time(1_000))
        #expect(try await store.allActions() == [])
    }

    @Test(arguments: Backend.allCases) func recordsAreStoredBetweenItsTransactions(_ backend: Backend) async throws {
        let store = try await backend.make().store()
        try await store.record((0..<20_000).map { .action(Sample.action("a\($0)")) })
        let pruning = Task { try await store.prune(olderThan: Sample.time(1)) }
        var left = 20_000
        while left > 19_000 { left = try await store.allActions(pages: 10_000).count }
        try await store.record([.action(Sample.action("late", minute: 5))])
        let rest = try await store.allActions(pages: 10_000).count
        #expect(rest > 1, "the record was stored only after everything was deleted")
        #expect(try await pruning.value.actions == 20_000)
        #expect(try await store.allActions().map(\.object.name) == ["late"])
    }

    @Test func theFileBecomesSmaller() async throws {
        let database = try await Backend.sqlite.make()
        let store = try database.store()
        try await store.record(
            (0..<20_000).map { .action(Sample.action("a\($0)", detail: String(repeating: "x", count: 500))) })
        await store.close()
        let before = size(database.text)
        #expect(before > 10 << 20)
        _ = try await store.prune(olderThan: Sample.time(1))
        await store.close()
        #expect(size(database.text) < before / 10)
        #expect(
            try await database.query("PRAGMA auto_vacuum; PRAGMA freelist_count; PRAGMA integrity_check") == "2\n0\nok")
    }

    @Test(arguments: Backend.allCases) func aCancelledOneEndsEarly(_ backend: Backend) async throws {
        let store = try await backend.make().store()
        try await store.record((0..<2_000).map { .action(Sample.action("a\($0)")) })
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.prune(olderThan: Sample.time(1))
        }
        #expect(try await task.value.actions == 0)
        #expect(try await store.allActions(pages: 10_000).count == 2_000)
    }

    private func size(_ path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }
}
