import History
import ObjectModel
import Testing

/// What is handed over is what is read back, once, whatever its letters are and however often it is handed over.
@Suite(.timeLimit(.minutes(5))) struct RecordsAreKeptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        /// What comes back, where it is not the same.
        var read: String?
    }

    static let texts = [
        Case(testDescription: "an SQL string that ends early", text: "'); DROP TABLE reconcile_episodes; --"),
        Case(testDescription: "placeholders and quotes", text: "$1 ?1 :a @a \"b\" `c` [d] \\' E'\\x'"),
        Case(testDescription: "letters of many scripts", text: "Größe 中文 العربية 🚀 e\u{301}"),
        Case(testDescription: "control characters", text: "\u{1B}[31mred\u{7}\r\n\t"),
        Case(testDescription: "a NUL, which only lists have a form for", text: "a\0b", read: "a\u{FFFD}b"),
        Case(testDescription: "nothing", text: ""),
        Case(testDescription: "four thousand letters", text: String(repeating: "x", count: 4_000)),
    ]

    @Test(arguments: Backend.allCases, texts) func anyTextComesBack(_ backend: Backend, _ c: Case) async throws {
        let store = try await backend.make().store()
        let read = c.read ?? c.text
        func episode(_ text: String, _ id: RecordID) -> DriftEpisode {
            DriftEpisode(
                id: id, environment: text,
                object: ObjectKey(groupKind: GroupKind(group: text, kind: text), namespace: text, name: text),
                since: Sample.start, verdict: text, revision: text, paths: [c.text, "b"], managers: [c.text])
        }
        func action(_ text: String, _ id: RecordID) -> ActionRecord {
            ActionRecord(
                id: id, environment: text,
                object: ObjectKey(groupKind: GroupKind(group: text, kind: text), namespace: text, name: text),
                action: .prune, outcome: .failed, at: Sample.start, duration: .microseconds(1), revision: text,
                planHash: text, detail: text)
        }
        let ids = (RecordID(at: Sample.start), RecordID(at: Sample.start))
        try await store.record([.episode(episode(c.text, ids.0)), .action(action(c.text, ids.1))])
        #expect(try await store.allEpisodes() == [episode(read, ids.0)])
        #expect(try await store.allActions() == [action(read, ids.1)])
        #expect(try await store.openEpisodes(environment: c.text) == [episode(read, ids.0)])
    }

    struct Instant: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var time: Timestamp
        var read: Timestamp?
    }

    static let times = [
        Instant(testDescription: "a microsecond", time: Timestamp(seconds: 1, nanoseconds: 1_000)),
        Instant(testDescription: "before 1970", time: Timestamp(seconds: -1, nanoseconds: 999_999_000)),
        Instant(
            testDescription: "nanoseconds, which are dropped", time: Timestamp(seconds: 5, nanoseconds: 1_999),
            read: Timestamp(seconds: 5, nanoseconds: 1_000)),
        Instant(
            testDescription: "beyond what 64 bits hold", time: Timestamp(seconds: .max),
            read: Timestamp(microseconds: .max)),
    ]

    @Test(arguments: Backend.allCases, times) func anyTimeComesBack(_ backend: Backend, _ c: Instant) async throws {
        let store = try await backend.make().store()
        let id = RecordID(at: c.time)
        let (object, end) = (Sample.key("web"), DriftEpisode.Ending(.resolved, at: c.time))
        let episode = DriftEpisode(id: id, environment: "a", object: object, since: c.time, ending: end)
        try await store.record([.episode(episode)])
        let found = try #require(try await store.allEpisodes().first)
        #expect(found.since == c.read ?? c.time && found.ending?.at == c.read ?? c.time && found.id == id)
    }

    /// The acknowledgement of a batch can be lost, and then the batch is sent again.
    @Test(arguments: Backend.allCases) func aRepeatedBatchMakesNoSecondRow(_ backend: Backend) async throws {
        let database = try await backend.make()
        let store = try database.store()
        let batch: [HistoryRecord] = [
            .episode(Sample.episode()), .action(Sample.action()), .episode(Sample.episode(ended: (.reverted, 5))),
        ]
        for _ in 0..<3 { try await store.record(batch) }
        try await store.record(batch + batch)
        #expect(try await store.allEpisodes().count == 2)
        #expect(try await store.allActions().count == 1)
        #expect(try await database.query("SELECT count(*) FROM reconcile_episodes") == "2")
    }

    @Test(arguments: Backend.allCases) func anOpenEpisodeTakesItsNewStateAndKeepsItsEnd(_ backend: Backend) async throws
    {
        let store = try await backend.make().store()
        let first = Sample.episode()
        var more = first
        more.paths += [".spec.paused"]
        more.managers += ["k9s"]
        more.verdict = "conflict"
        var ended = more
        ended.ending = DriftEpisode.Ending(.reverted, at: Sample.time(3))
        var late = first
        late.ending = DriftEpisode.Ending(.resolved, at: Sample.time(9))
        for (state, expected) in [(first, first), (more, more), (ended, ended), (first, ended), (late, ended)] {
            try await store.record([.episode(state)])
            #expect(try await store.allEpisodes() == [expected])
        }
        #expect(try await store.openEpisodes(environment: "staging") == [])
    }

    /// One that was dropped while it was open is there all the same when its end is stored.
    @Test(arguments: Backend.allCases) func anEndNeedsNoBeginning(_ backend: Backend) async throws {
        let store = try await backend.make().store()
        let ended = Sample.episode(ended: (.gitChanged, 5))
        try await store.record([.episode(ended)])
        #expect(try await store.allEpisodes() == [ended])
    }

    @Test(arguments: Backend.allCases) func openEpisodesAreThoseOfOneEnvironment(_ backend: Backend) async throws {
        let store = try await backend.make().store()
        let open = (0..<1_203).map { Sample.episode("web-\($0)", minute: $0) }
        let others = [
            Sample.episode(environment: "production"), Sample.episode(ended: (.resolved, 1)),
            Sample.episode(environment: "Staging"),
        ]
        try await store.record((open + others).map(HistoryRecord.episode))
        #expect(try await store.openEpisodes(environment: "staging") == open.reversed())
        #expect(try await store.openEpisodes(environment: "nowhere") == [])
    }

    @Test(arguments: Backend.allCases) func aBatchIsStoredWholeOrNotAtAll(_ backend: Backend) async throws {
        let database = try await backend.make()
        let store = try database.store()
        try await store.prepare()
        switch backend {
        case .sqlite:
            try await database.query(
                "CREATE TRIGGER no BEFORE INSERT ON reconcile_actions BEGIN SELECT RAISE(ABORT, 'not this one'); END")
        case .postgres:
            try await database.query("ALTER TABLE reconcile_actions ADD CONSTRAINT no CHECK (detail <> 'bad')")
        }
        let batch: [HistoryRecord] = [.episode(Sample.episode()), .action(Sample.action(detail: "bad"))]
        let error = await #expect(throws: HistoryError.self) { try await store.record(batch) }
        #expect(error?.code == .refused && error?.retry == false)
        #expect(try await database.query("SELECT count(*) FROM reconcile_episodes") == "0")
        // And the store goes on.
        try await store.record([.episode(Sample.episode())])
        #expect(try await database.query("SELECT count(*) FROM reconcile_episodes") == "1")
    }
}
