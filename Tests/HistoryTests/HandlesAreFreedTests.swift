import Glibc
import History
import ObjectModel
import Testing

/// Nothing stays open and memory stays flat, whatever the end of a call was.
///
/// Each runs in a process of its own, where no other test opens anything.
@Suite(.timeLimit(.minutes(5))) struct HandlesAreFreedTests {
    @Test(arguments: Backend.allCases) func afterManyStores(_ backend: Backend) async throws {
        let database = try await backend.make()
        let damaged = try Scratch().file("damaged.txt")
        try Scratch.write(String(repeating: "rubbish", count: 1_000), to: damaged)
        await #expect(processExitsWith: .success) {
            [address = database.text as String, damaged = damaged as String, isFile = (backend == .sqlite) as Bool] in
            func use(_ round: Int) async throws {
                let store = try HistoryAddress(address).store()
                try await store.record((0..<20).map { .action(Sample.action("\(round)-\($0)")) })
                _ = try await store.allActions(pages: 7)
                _ = try await store.openEpisodes(environment: "staging")
                _ = try await store.prune(olderThan: Sample.time(1))
                if round % 3 == 0 { await store.close() }
                // What cannot be opened leaves nothing open either.
                let wrong = isFile ? damaged : address.replacing(PostgresServer.encodedPassword, with: "wrong")
                await #expect(throws: HistoryError.self) { try await HistoryAddress(wrong).store().prepare() }
            }
            for round in 0..<20 { try await use(round) }
            let before = (Self.descriptors, Self.residentPages)
            for round in 0..<100 { try await use(round) }
            #expect(await holds { Self.descriptors == before.0 }, "\(Self.descriptors) instead of \(before.0)")
            let growth = (Self.residentPages - before.1) * 4
            #expect(growth < 4_096, "\(growth) KiB more")
        }
    }

    private static var descriptors: Int { Scratch.names(in: "/proc/self/fd").count }

    private static var residentPages: Int {
        let fields = ((try? Scratch.read("/proc/self/statm")) ?? "").split(separator: " ")
        return fields.count > 1 ? Int(fields[1]) ?? 0 : 0
    }
}
