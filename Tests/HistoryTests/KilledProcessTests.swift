import Dispatch
import Glibc
import History
import ObjectModel
import Testing

/// A row that was acknowledged is there after `kill -9` of the program or of the server, at whatever moment.
@Suite(.timeLimit(.minutes(10))) struct KilledProcessTests {
    private static let rounds = 25

    @Test(arguments: Backend.allCases) func noAcknowledgedRowIsLost(_ backend: Backend) async throws {
        let database = try await backend.make()
        let log = try Scratch().file("acknowledged")
        for round in 0..<Self.rounds {
            // The first rounds die while the database is made or opened, the others at work.
            await Self.writeAndDie(
                database.text, log: log, after: Int.random(in: 0...(round < 8 ? 40 : 250)), isAtWork: round >= 8)
        }
        let acknowledged = Set(try Scratch.read(log).split(separator: "\n").map(String.init))
        let store = try database.store { $0.onEvent = { if $0.isError { Issue.record("\($0.message)") } } }
        let stored = Set(
            try await store.allActions(pages: 10_000).map(\.id.description)
                + (try await store.allEpisodes(pages: 10_000).map(\.id.description)))
        #expect(acknowledged.count > Self.rounds, "hardly anything was written before the kills")
        #expect(acknowledged.subtracting(stored) == [])
    }

    /// Hands over records from several tasks and notes the id of each one that is acknowledged, until it is killed so
    /// long after its start, or after the first of them.
    private static func writeAndDie(_ address: String, log: String, after milliseconds: Int, isAtWork: Bool) async {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [
                address = address as String, log = log as String, milliseconds = milliseconds as Int,
                isAtWork = isAtWork as Bool,
            ] in
            let writer = HistoryWriter(try HistoryAddress(address).store())
            let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            @Sendable func dieLater() {
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                    kill(getpid(), SIGKILL)
                }
            }
            if !isAtWork { dieLater() }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await writer.run() }
                for worker in 0..<4 {
                    group.addTask {
                        for number in 0... {
                            let record: HistoryRecord =
                                worker == 0
                                ? .episode(Sample.episode("\(number)")) : .action(Sample.action("\(number)"))
                            guard (try? await writer.acknowledged(record)) != nil else { return }
                            let line = Array("\(record.id)\n".utf8)
                            _ = write(file, line, line.count)
                            if isAtWork, worker == 0, number == 0 { dieLater() }
                        }
                    }
                }
            }
        }
    }

    @Test func noAcknowledgedRowIsLostWithTheServer() async throws {
        let server = try await PostgresServer()
        let store = try HistoryAddress(server.url(try await server.makeDatabase())).store()
        var settings = HistoryWriter.Settings()
        settings.shortestPause = .milliseconds(20)
        settings.longestPause = .milliseconds(100)
        let writer = HistoryWriter(store, settings)
        let running = Task { await writer.run() }
        let acknowledged = try await withThrowingTaskGroup { group in
            for worker in 0..<4 {
                group.addTask {
                    var own: [String] = []
                    while !Task.isCancelled {
                        let record = HistoryRecord.action(Sample.action("\(worker)"))
                        do { try await writer.acknowledged(record) } catch is CancellationError { break }
                        own.append(record.id.description)
                    }
                    return own
                }
            }
            for _ in 0..<5 {
                let before = writer.counts.stored
                #expect(await holds { writer.counts.stored > before + 20 })
                try await server.stop(SIGKILL)
                try await server.start()
            }
            group.cancelAll()
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        running.cancel()
        await running.value
        let stored = Set(try await store.allActions(pages: 10_000).map(\.id.description))
        #expect(acknowledged.count > 50)
        #expect(acknowledged.subtracting(stored) == [])
    }
}
