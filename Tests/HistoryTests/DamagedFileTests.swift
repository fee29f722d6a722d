import Glibc
import History
import ObjectModel
import Testing

/// A damaged file is kept under another name and told of, a new one is begun, and nothing else is ever moved.
@Suite(.timeLimit(.minutes(5))) struct DamagedFileTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What is written into the file, and where; `nil` for the middle.
        var text = "damaged"
        var offset: Int?
        var isCut = false
    }

    static let damages = [
        Damage(testDescription: "the head is overwritten", offset: 0),
        Damage(testDescription: "the head is zeros", text: String(repeating: "\0", count: 100), offset: 0),
        Damage(testDescription: "a page in the middle is overwritten", text: String(repeating: "rubbish!", count: 512)),
        Damage(
            testDescription: "the list of tables is overwritten", text: String(repeating: "x", count: 2_000),
            offset: 100),
        Damage(testDescription: "the second half is missing", isCut: true),
    ]

    @Test(arguments: damages) func isMovedAsideAndReplaced(_ damage: Damage) async throws {
        let database = try await filled(rows: 400)
        try Self.spoil(database.text, damage)
        let before = try await Command.run(["sha256sum", database.text]).prefix(64)
        let events = Events()
        let store = try database.store { $0.onEvent = events.add }
        try await store.record([.episode(Sample.episode("new"))])
        #expect(try await store.allEpisodes().map(\.object.name) == ["new"])
        #expect(events.reasons == ["HistoryMovedAside", "HistoryMigrated"])
        guard case .movedAside(database.text, let aside, let detail)? = events.all.first else {
            Issue.record("\(events.all)")
            return
        }
        #expect(aside.hasPrefix(database.text + ".damaged-2") && !detail.isEmpty)
        #expect(try await Command.run(["sha256sum", aside]).prefix(64) == before)
        #expect(events.all[0].message.contains("is kept as '\(aside)'") && events.all[0].isError)
    }

    /// What stood only in the log is still readable beside the file that was moved.
    @Test func itsLogGoesWithIt() async throws {
        let database = try await Backend.sqlite.make()
        try await database.store().record([.episode(Sample.episode())])
        try await leaveLog(database)
        #expect(Self.names(database).contains("history.db-wal"))
        try Self.spoil(database.text, Self.damages[0])
        let events = Events()
        try await database.store { $0.onEvent = events.add }.record([.episode(Sample.episode("new"))])
        let names = Self.names(database).filter { $0.contains("damaged") }
        #expect(names.count == 3 && names.contains { $0.hasSuffix("-wal") }, "\(names)")
    }

    /// The damage is met while the file is in use.
    @Test func damageThatComesLaterIsFoundAtTheNextAttempt() async throws {
        let database = try await filled(rows: 20_000)  // more than the connection keeps in memory
        let events = Events()
        let store = try database.store { $0.onEvent = events.add }
        try await store.prepare()
        let damage = Damage(testDescription: "a megabyte", text: String(repeating: "rubbish!", count: 131_072))
        try Self.spoil(database.text, damage)
        let error = await #expect(throws: HistoryError.self) { _ = try await store.allEpisodes() }
        #expect(error?.code == .corrupt && error?.retry == true, "\(error as Any)")
        try await store.record([.episode(Sample.episode("new"))])
        #expect(events.reasons.contains("HistoryMovedAside"))
        #expect(try await store.allEpisodes().count == 1)
    }

    @Test func programsThatFindTheDamageAtOnceMoveItOnce() async throws {
        let database = try await filled(rows: 400)
        try Self.spoil(database.text, Self.damages[2])
        let events = Events()
        try await withThrowingTaskGroup { group in
            for number in 0..<6 {
                let store = try database.store { $0.onEvent = events.add }
                group.addTask { try await store.record([.episode(Sample.episode("web-\(number)"))]) }
            }
            try await group.waitForAll()
        }
        #expect(events.reasons.count { $0 == "HistoryMovedAside" } == 1)
        #expect(Self.names(database).count { $0.contains("damaged") && !$0.contains("db.damaged-wal") } >= 1)
        #expect(try await database.store().allEpisodes().count == 6)
    }

    @Test func aReaderMovesNothing() async throws {
        let database = try await filled(rows: 400)
        try Self.spoil(database.text, Self.damages[0])
        let names = Self.names(database)
        let store = try database.store { $0.access = .reading }
        let error = await #expect(throws: HistoryError.self) { _ = try await store.allEpisodes() }
        #expect(error?.code == .corrupt && error?.hint.contains("start the controller") == true)
        #expect(Self.names(database) == names)
    }

    /// A mistyped path.
    @Test func aTextFileStaysWhereItIs() async throws {
        let scratch = try Scratch()
        let path = scratch.file("reconcile.yaml")
        try Scratch.write(String(repeating: "kind: Config\n", count: 100), to: path)
        let store = try HistoryAddress(path).store()
        let error = await #expect(throws: HistoryError.self) { try await store.record([.episode(Sample.episode())]) }
        #expect(error?.code == .unsupported)
        #expect(Scratch.names(in: scratch.path) == ["reconcile.yaml"])
        #expect(try Scratch.read(path).hasPrefix("kind: Config\n"))
    }

    struct Path: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var prepare: @Sendable (Scratch) throws -> String
        var code: HistoryError.Code
    }

    static let paths = [
        Path(testDescription: "a directory", prepare: { $0.path }, code: .unavailable),
        Path(
            testDescription: "below a file",
            prepare: {
                try Scratch.write("x", to: $0.file("a"))
                return $0.file("a/history.db")
            }, code: .unavailable),
        Path(testDescription: "on a read-only file system", prepare: { _ in "/proc/history.db" }, code: .missing),
    ]

    @Test(arguments: paths) func aPlaceThatCannotBeIsNamed(_ c: Path) async throws {
        let path = try c.prepare(try Scratch())
        let store = try HistoryAddress(path).store()
        let error = await #expect(throws: HistoryError.self) { try await store.prepare() }
        #expect(error?.code == c.code && error?.subject == path, "\(error as Any)")
    }

    private func filled(rows: Int) async throws -> TestDatabase {
        let database = try await Backend.sqlite.make()
        let store = try database.store()
        try await store.record((0..<rows).map { .episode(Sample.episode("web-\($0)")) })
        await store.close()
        return database
    }

    private static func names(_ database: TestDatabase) -> [String] {
        database.scratch.map { Scratch.names(in: $0.path) } ?? []
    }

    /// Ends a process that has the file open, so that its log stays.
    private func leaveLog(_ database: TestDatabase) async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [text = database.text as String] in
            let store = try HistoryAddress(text).store()
            try await store.record([.episode(Sample.episode("in the log"))])
            kill(getpid(), SIGKILL)
            await store.close()
        }
    }

    private static func spoil(_ path: String, _ damage: Damage) throws {
        var facts = stat()
        stat(path, &facts)
        if damage.isCut { truncate(path, facts.st_size / 2 / 4_096 * 4_096) }
        let file = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(file) }
        let bytes = Array(damage.text.utf8)
        let offset = damage.offset ?? Int(facts.st_size) / 2 / 4_096 * 4_096
        guard damage.isCut || pwrite(file, bytes, bytes.count, offset) == bytes.count else {
            throw Command.Failure(description: "cannot spoil \(path)")
        }
    }
}
