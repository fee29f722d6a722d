import History
import Testing

/// However many programs begin at once, a database gets its tables once; and what is not theirs they leave alone.
@Suite(.timeLimit(.minutes(5))) struct SchemaIsSettledTests {
    @Test(arguments: Backend.allCases) func manyBeginAtOnce(_ backend: Backend) async throws {
        let database = try await backend.make()
        let events = Events()
        try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                let store = try database.store { $0.onEvent = events.add }
                group.addTask { try await store.record([.episode(Sample.episode("web-\(number)"))]) }
            }
            try await group.waitForAll()
        }
        #expect(events.reasons.count { $0 == "HistoryMigrated" } == 1)
        #expect(try await database.query("SELECT version FROM reconcile_schema") == "1")
        #expect(try await database.query("SELECT count(*) FROM reconcile_episodes") == "8")
    }

    @Test(arguments: Backend.allCases, [HistoryOptions.Access.writing, .reading])
    func aNewerSchemaIsRefused(_ backend: Backend, _ access: HistoryOptions.Access) async throws {
        let database = try await backend.make()
        try await database.store().record([.episode(Sample.episode())])
        try await database.query("INSERT INTO reconcile_schema (version) VALUES (7)")
        let store = try database.store { $0.access = access }
        let error = await #expect(throws: HistoryError.self) { _ = try await store.allEpisodes() }
        #expect(error?.code == .newerSchema)
        #expect(error?.detail == "it has schema 7, and this program knows 1 and older ones")
        #expect(error?.hint == "run the newer program, or name another database")
        let refusal = await #expect(throws: HistoryError.self) { try await store.record([.action(Sample.action())]) }
        #expect(refusal?.code == .newerSchema)
        #expect(try await database.query("SELECT count(*) FROM reconcile_actions") == "0")
    }

    @Test(arguments: Backend.allCases) func aReaderMakesNothing(_ backend: Backend) async throws {
        let database = try await backend.make()
        let store = try database.store { $0.access = .reading }
        let error = await #expect(throws: HistoryError.self) { _ = try await store.allEpisodes() }
        #expect(error?.code == .missing)
        if let scratch = database.scratch {
            #expect(Scratch.names(in: scratch.path) == [])
            try await database.query("VACUUM")  // an empty database
            _ = await #expect(throws: HistoryError.self) { _ = try await store.allEpisodes() }
        }
        #expect(try await database.store().allEpisodes() == [])
        #expect(try await store.allEpisodes() == [])
        let refusal = await #expect(throws: HistoryError.self) { try await store.record([.action(Sample.action())]) }
        #expect(refusal?.code == .denied)
    }

    @Test func anotherProgramsFileIsLeftAlone() async throws {
        let database = try await Backend.sqlite.make()
        try await database.query("CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES ('Yesterday')")
        for access in [HistoryOptions.Access.writing, .reading] {
            let store = try database.store { $0.access = access }
            let error = await #expect(throws: HistoryError.self) { _ = try await store.allEpisodes() }
            #expect(error?.code == .unsupported && error?.detail == "it is another program's database")
        }
        #expect(try await database.query("SELECT name FROM sqlite_master; PRAGMA journal_mode") == "songs\ndelete")
    }

    @Test func aFileIsMadeForItsUserAloneAndSaidToBeNew() async throws {
        let scratch = try Scratch()
        let events = Events()
        var options = HistoryOptions()
        options.onEvent = events.add
        let path = scratch.file("var/lib/history.db")
        let store = try HistoryAddress(path).store(options)
        try await store.record([.episode(Sample.episode())])
        for (place, mode) in [("var", "700"), ("var/lib", "700")]
            + ["", "-wal", "-shm"].map({ ("var/lib/history.db\($0)", "600") })
        {
            #expect(try await Command.run(["stat", "-c", "%a", scratch.file(place)]) == mode, "\(place)")
        }
        #expect(Scratch.names(in: scratch.file("var/lib")).count == 3)
        await store.close()
        try Scratch.write("", to: path)
        try await store.prepare()
        #expect(
            events.all == [
                .begun(path: path, wasEmptyFile: false), .migrated(name: path, from: 0, to: 1),
                .begun(path: path, wasEmptyFile: true), .migrated(name: path, from: 0, to: 1),
            ])
        #expect(events.all.map(\.isError) == [false, false, true, false])
    }

    /// The other tables of a PostgreSQL database are nobody's business.
    @Test func anotherProgramsTablesMayStandBeside() async throws {
        let database = try await Backend.postgres.make()
        try await database.query("CREATE TABLE episodes (title TEXT)")
        try await database.store().record([.episode(Sample.episode())])
        #expect(try await database.query("SELECT count(*) FROM episodes") == "0")
    }

    /// A user with a schema of its own, as a shared server has them.
    @Test func tablesStandWhereTheUserMayMakeThem() async throws {
        let database = try await Backend.postgres.make()
        let user = "user_\(UInt64.random(in: 0 ... .max))"
        try await database.query("CREATE ROLE \(user) LOGIN PASSWORD 'secret'")
        let url = database.text.replacing(
            "\(PostgresServer.user):\(PostgresServer.encodedPassword)", with: "\(user):secret")
        let store = try HistoryAddress(url).store()
        let error = await #expect(throws: HistoryError.self) { try await store.prepare() }
        #expect(error?.code == .denied && error?.hint.contains("CREATE SCHEMA") == true, "\(error as Any)")
        try await database.query("CREATE SCHEMA \(user) AUTHORIZATION \(user)")
        try await store.record([.episode(Sample.episode())])
        #expect(try await database.query("SELECT count(*) FROM \(user).reconcile_episodes") == "1")
    }

    @Test func anEncodingThatCannotHoldEveryNameIsRefused() async throws {
        let server = try await PostgresServer.shared()
        let name = try await server.makeDatabase("ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
        let store = try HistoryAddress(server.url(name)).store()
        let error = await #expect(throws: HistoryError.self) { try await store.prepare() }
        #expect(error?.code == .unsupported && error?.detail == "its encoding is LATIN1")
    }

    /// Rows that this program never writes are told of, not guessed at.
    @Test(arguments: Backend.allCases) func aForeignRowIsNamed(_ backend: Backend) async throws {
        let database = try await backend.make()
        let store = try database.store()
        try await store.record([.episode(Sample.episode())])
        try await database.query("UPDATE reconcile_episodes SET outcome = 'vanished'")
        let error = await #expect(throws: HistoryError.self) { _ = try await store.allEpisodes() }
        #expect(error?.code == .unsupported && error?.detail.contains("column 13") == true)
    }
}
