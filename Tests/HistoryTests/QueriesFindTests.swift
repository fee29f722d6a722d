import History
import ObjectModel
import Testing

/// A query gives what its conditions say and nothing else, newest first, page by page without gap or repetition.
@Suite(.timeLimit(.minutes(5))) struct QueriesFindTests {
    /// Minutes are those of `since`; the end stands behind.
    private static let episodes: [(String, DriftEpisode)] = [
        ("old", Sample.episode("old", minute: 0, ended: (.reverted, 10))),
        ("long", Sample.episode("long", minute: 5, ended: (.resolved, 60))),
        ("open", Sample.episode("open", minute: 20)),
        ("production", Sample.episode("open", minute: 30, environment: "production")),
        ("new", Sample.episode("new", minute: 40, ended: (.gitChanged, 41))),
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var expected: [String]
        var set: @Sendable (inout EpisodeQuery) -> Void

        init(_ name: String, _ expected: [String], _ set: @escaping @Sendable (inout EpisodeQuery) -> Void = { _ in }) {
            testDescription = name
            self.expected = expected
            self.set = set
        }
    }

    static let cases = [
        Case("nothing asked gives all", ["new", "production", "open", "long", "old"]),
        Case("an environment", ["new", "open", "long", "old"]) { $0.environment = "staging" },
        Case("an environment that is not there", []) { $0.environment = "stag" },
        Case("since counts what had not ended", ["new", "production", "open", "long"]) { $0.since = Sample.time(11) },
        Case("the very end still counts", ["new", "production", "open", "long", "old"]) { $0.since = Sample.time(10) },
        Case("until leaves out what began later", ["open", "long", "old"]) { $0.until = Sample.time(30) },
        Case("a stretch", ["open", "long"]) { ($0.since, $0.until) = (Sample.time(15), Sample.time(25)) },
        Case("what is open", ["production", "open"]) { $0.outcome = .open },
        Case("what was reverted", ["old"]) { $0.outcome = .reverted },
        Case("an object", ["production", "open"]) { $0.object = ObjectSelector("Deployment/team-a/open") },
        Case("an object with its group", ["new"]) { $0.object = ObjectSelector("deployment.Apps/team-a/new") },
        Case("another group", []) { $0.object = ObjectSelector("Deployment.extensions/team-a/new") },
        Case("another namespace", []) { $0.object = ObjectSelector("Deployment/team-b/new") },
        Case("no namespace", []) { $0.object = ObjectSelector("Deployment/new") },
        Case("a kind", ["new", "production", "open", "long", "old"]) { $0.object = ObjectSelector("Deployment") },
        Case("another kind", []) { $0.object = ObjectSelector("StatefulSet") },
        Case("an object of an environment", ["open"]) {
            ($0.object, $0.environment) = (ObjectSelector("Deployment/team-a/open"), "staging")
        },
        Case("some of a stretch", ["new", "production", "open"]) { ($0.since, $0.limit) = (Sample.time(11), 3) },
        Case("what was going on and ended well", ["long"]) { ($0.since, $0.outcome) = (Sample.time(30), .resolved) },
        Case("two of them", ["new", "production"]) { $0.limit = 2 },
        Case("no fewer than one", ["new"]) { $0.limit = -7 },
        Case("letters that mean something in SQL", []) { $0.environment = "' OR 1=1 --" },
    ]

    @Test(arguments: Backend.allCases, cases) func episodes(_ backend: Backend, _ c: Case) async throws {
        let store = try await backend.make().store()
        try await store.record(Self.episodes.map { .episode($0.1) })
        var query = EpisodeQuery()
        c.set(&query)
        let names = Dictionary(uniqueKeysWithValues: Self.episodes.map { ($1.id, $0) })
        #expect(try await store.episodes(query).rows.map { names[$0.id] ?? "?" } == c.expected)
    }

    @Test(arguments: Backend.allCases) func actions(_ backend: Backend) async throws {
        let store = try await backend.make().store()
        let all = [
            Sample.action("a", minute: 0, .apply, .succeeded), Sample.action("b", minute: 1, .prune, .refused),
            Sample.action("c", minute: 2, .recreate, .failed), Sample.action("d", minute: 3, environment: "production"),
        ]
        try await store.record(all.map(HistoryRecord.action))
        func found(_ set: (inout ActionQuery) -> Void) async throws -> [String] {
            var query = ActionQuery()
            set(&query)
            return try await store.actions(query).rows.map(\.object.name)
        }
        #expect(try await found { _ in } == ["d", "c", "b", "a"])
        #expect(try await found { $0.outcome = .refused } == ["b"])
        #expect(try await found { ($0.since, $0.until) = (Sample.time(1), Sample.time(3)) } == ["c", "b"])
        #expect(try await found { $0.environment = "production" } == ["d"])
        #expect(try await found { $0.object = ObjectSelector("deployment/team-a/c") } == ["c"])
    }

    struct Pages: Sendable, CustomTestStringConvertible {
        var limit: Int
        /// Whether only what was going on from minute 2 on is asked for.
        var isSince = false

        var testDescription: String { "\(limit) a page\(isSince ? ", since a moment" : "")" }
    }

    static let pages = [1, 3, 7, 50].flatMap { [Pages(limit: $0), Pages(limit: $0, isSince: true)] }

    /// Rows of one moment are told apart by their ids, and rows that come meanwhile stand before the place.
    @Test(arguments: Backend.allCases, pages) func pagesHaveNoGap(_ backend: Backend, _ c: Pages) async throws {
        let store = try await backend.make().store()
        let rows = (0..<40).map { number in
            Sample.episode("web-\(number)", minute: number / 10, ended: number % 3 == 0 ? (.reverted, 1) : nil)
        }
        try await store.record(rows.map(HistoryRecord.episode))
        var query = EpisodeQuery()
        query.limit = c.limit
        if c.isSince { query.since = Sample.time(2) }
        let expected = rows.filter { !c.isSince || $0.ending == nil || $0.since >= Sample.time(2) }
        var found: [DriftEpisode] = []
        var pages = 0
        repeat {
            let page = try await store.episodes(query)
            #expect(page.rows.count <= c.limit)
            found += page.rows
            pages += 1
            // As it goes through a command line.
            query.after = try page.next.map { try #require(HistoryCursor($0.description)) }
            try await store.record([.episode(Sample.episode("late", minute: 60))])
        } while query.after != nil
        #expect(found == expected.sorted { ($0.since, $0.id) > ($1.since, $1.id) })
        #expect(pages == (expected.count + c.limit - 1) / c.limit)
    }

    @Test(arguments: ["", "1", "1.", "x.019aa3c5-7e10-7b3a-9f6e-0c2d4b8a1e55", "1.019aa3c5-7e10-7b3a-9f6e-0c2d4b8a1e5"])
    func aDamagedCursorIsNone(_ text: String) { #expect(HistoryCursor(text) == nil) }

    @Test(arguments: ["", "/", "Deployment/", "a/b/c/d", "Deployment//web", ".apps/a/b", "Deployment./a/b"])
    func aDamagedSelectorIsNone(_ text: String) { #expect(ObjectSelector(text) == nil) }
}
