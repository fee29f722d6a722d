import History
import JSONText
import ObjectModel
import Testing

/// `reconcile history` shows what the controller stored: the rows that were asked for, whole, and harmless to a terminal.
@Suite(.timeLimit(.minutes(5))) struct HistoryIsShownTests {
    /// 2026-11-21T03:00:00Z
    private static let start: Int64 = 1_795_230_000

    private let scratch: Scratch
    private let file: String

    init() async throws {
        scratch = try Scratch()
        file = scratch.file("history.db")
        let store = try HistoryAddress(file).store()
        try await store.record(Self.records)
        await store.close()
    }

    private static func key(
        _ name: String, kind: String = "Deployment", group: String = "apps", namespace: String = "ml"
    )
        -> ObjectKey
    {
        ObjectKey(groupKind: GroupKind(group: group, kind: kind), namespace: namespace, name: name)
    }

    private static func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: start + seconds) }

    private static func id(_ number: UInt64) -> RecordID {
        var generator = Constant(number: number << 60)
        return RecordID(at: time(0), using: &generator)
    }

    private struct Constant: RandomNumberGenerator {
        let number: UInt64
        mutating func next() -> UInt64 { number }
    }

    private static let revision = "0d6e786f2ea1b5c9a7d5b8f7b8f0c3d2e1a4b6c7"

    private static let records: [HistoryRecord] = [
        .episode(
            DriftEpisode(
                id: id(1), environment: "staging", object: key("web"), since: time(0), revision: revision,
                paths: [".spec.replicas", ".a", ".b", ".c", ".d"], managers: ["kubectl-edit", "k9s", "Lens"],
                ending: DriftEpisode.Ending(.reverted, at: time(125)))),
        .episode(
            DriftEpisode(
                id: id(2), environment: "production",
                object: key("p", kind: "ClusterPolicy", group: "n.com", namespace: ""),
                since: time(3_600), verdict: "missing", ending: DriftEpisode.Ending(.gitChanged, at: time(100_000)))),
        .episode(
            DriftEpisode(
                id: id(3), environment: "sta\u{1B}[31mging", object: key("evil\r\nname"), since: time(7_200),
                verdict: "foreign", paths: [".metadata.labels[\"\u{202E}x\"]"], managers: ["a\u{7}b"])),
        .action(
            ActionRecord(
                id: id(4), environment: "staging", object: key("web"), action: .apply, outcome: .succeeded,
                at: time(124), duration: .milliseconds(37), revision: revision, planHash: "a5c1")),
        .action(
            ActionRecord(
                id: id(5), environment: "staging", object: key("old", kind: "ConfigMap", group: ""), action: .prune,
                outcome: .refused, at: time(200), revision: revision, detail: "more than 10 deletions")),
    ]

    private func run(_ arguments: String...) async throws -> ProgramRun {
        try await Reconcile().run(["history", "--database", file] + arguments)
    }

    @Test func asATable() async throws {
        let run = try await run("--until", "2026-11-21T04:30:00Z")
        #expect(run.code == 0 && run.errors.isEmpty)
        #expect(
            run.output == """
                SINCE                 LASTED  OUTCOME     ENVIRONMENT  OBJECT                  WHO                           WHAT
                2026-11-21T04:00:00Z  1d 2h   gitChanged  production   ClusterPolicy.n.com p   -                             missing
                2026-11-21T03:00:00Z  2m 5s   reverted    staging      Deployment.apps ml/web  kubectl-edit, k9s and 1 more  drifted .spec.replicas, .a, .b and 2 more

                AT                    TOOK  ACTION  OUTCOME    ENVIRONMENT  OBJECT                  REVISION  DETAIL
                2026-11-21T03:03:20Z  0ms   prune   refused    staging      ConfigMap ml/old        0d6e786   more than 10 deletions
                2026-11-21T03:02:04Z  37ms  apply   succeeded  staging      Deployment.apps ml/web  0d6e786

                """)
    }

    @Test func whatATerminalWouldActOnIsEscaped() async throws {
        let run = try await run("--outcome", "open")
        #expect(run.output.split(separator: "\n").count == 2, "\(run.story)")
        for text in ["sta\\u{1b}[31mging", "evil\\r\\nname", "\\u{202e}x", "a\\u{7}b"] {
            #expect(run.output.contains(text), "\(run.story)")
        }
        #expect(run.output.unicodeScalars.allSatisfy { $0 == "\n" || !$0.properties.isDefaultIgnorableCodePoint })
    }

    @Test func colourIsForThoseWhoWantIt() async throws {
        #expect(try await !run().output.contains("\u{1B}"))
        let coloured = try await run("--color", "always", "--kind", "episodes", "--outcome", "reverted").output
        #expect(coloured.contains("\u{1B}[32mreverted\u{1B}[0m  "), "\(coloured)")
    }

    @Test func asJSON() async throws {
        let run = try await run("-o", "json", "--env", "staging")
        let document = try JSONText.read(run.outputBytes, subject: "stdout")
        let expected: JSONValue = [
            "apiVersion": "reconcile.dev/v1alpha1", "kind": "History", "toolVersion": "0.1.0",
            "database": .string(file),
            "episodes": [
                [
                    "id": .string(Self.id(1).description), "environment": "staging", "group": "apps",
                    "kind": "Deployment", "namespace": "ml", "name": "web", "revision": .string(Self.revision),
                    "verdict": "drifted", "paths": [".spec.replicas", ".a", ".b", ".c", ".d"],
                    "managers": ["kubectl-edit", "k9s", "Lens"], "since": "2026-11-21T03:00:00Z",
                    "until": "2026-11-21T03:02:05Z", "outcome": "reverted",
                ]
            ],
            "actions": [
                [
                    "id": .string(Self.id(5).description), "environment": "staging", "group": "", "kind": "ConfigMap",
                    "namespace": "ml", "name": "old", "revision": .string(Self.revision), "action": "prune",
                    "outcome": "refused", "detail": "more than 10 deletions", "at": "2026-11-21T03:03:20Z",
                    "durationSeconds": 0,
                ],
                [
                    "id": .string(Self.id(4).description), "environment": "staging", "group": "apps",
                    "kind": "Deployment", "namespace": "ml", "name": "web", "revision": .string(Self.revision),
                    "planHash": "a5c1", "action": "apply", "outcome": "succeeded", "at": "2026-11-21T03:02:04Z",
                    "durationSeconds": 0.037,
                ],
            ],
        ]
        #expect(document == expected)
    }

    struct Selection: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var arguments: [String]
        /// The last digits of the ids.
        var found: [UInt64]
    }

    static let selections = [
        Selection(testDescription: "everything", arguments: [], found: [3, 2, 1, 5, 4]),
        Selection(testDescription: "episodes", arguments: ["--kind", "episodes"], found: [3, 2, 1]),
        Selection(testDescription: "actions", arguments: ["--kind=actions"], found: [5, 4]),
        Selection(testDescription: "an object", arguments: ["--object", "deployment/ml/web"], found: [1, 4]),
        Selection(
            testDescription: "an object without namespace", arguments: ["--object", "ClusterPolicy/p"], found: [2]),
        Selection(testDescription: "a kind", arguments: ["--object", "ConfigMap"], found: [5]),
        Selection(testDescription: "an environment", arguments: ["-e", "production"], found: [2]),
        Selection(testDescription: "an outcome of episodes", arguments: ["--outcome", "reverted"], found: [1]),
        Selection(testDescription: "an outcome of actions", arguments: ["--outcome", "refused"], found: [5]),
        Selection(testDescription: "one of each", arguments: ["--limit", "1"], found: [3, 5]),
        Selection(testDescription: "what is still going on", arguments: ["--since", "1m"], found: [3]),
        Selection(testDescription: "a time", arguments: ["--since", "2026-11-21T03:03:00Z"], found: [3, 2, 5]),
        Selection(testDescription: "long ago", arguments: ["--until", "100000d"], found: []),
    ]

    @Test(arguments: selections) func finds(_ c: Selection) async throws {
        let run = try await Reconcile().run(["history", "--database", file, "-o", "json"] + c.arguments)
        let document = try JSONText.read(run.outputBytes, subject: "stdout")
        let rows = ["episodes", "actions"].flatMap { document[$0]?.array ?? [] }
        #expect(rows.map { $0["id"]?.string ?? "" } == c.found.map { Self.id($0).description }, "\(run.story)")
    }

    @Test func pagesGoOnWhereTheyEnded() async throws {
        let first = try await run("--kind", "episodes", "--limit", "2")
        let hint = try #require(first.output.split(separator: "\n").last)
        #expect(hint.hasPrefix("there are more: --kind episodes --after "))
        let place = String(hint.split(separator: " ").last ?? "")
        let second = try await run("--kind", "episodes", "--limit", "2", "--after", place)
        #expect(second.output.contains("Deployment.apps ml/web") && !second.output.contains("there are more"))
        #expect(second.output.split(separator: "\n").count == 2)
    }

    @Test func theDatabaseIsWhereTheEnvironmentSays() async throws {
        var reconcile = Reconcile()
        reconcile.variables["RECONCILE_DATABASE"] = file
        #expect(try await reconcile.run("history").output.contains("ml/web"))
        reconcile.variables = ["XDG_STATE_HOME": scratch.path]
        let run = try await reconcile.run("history")
        expectError(run, saying: ["\(scratch.path)/reconcile/history.db", "there is no such file"])
    }

    @Test func nothingIsChanged() async throws {
        let before = Scratch.files(below: scratch.path)
        _ = try await run()
        #expect(Scratch.files(below: scratch.path) == before)
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var arguments: [String]
        var words: [String]
    }

    static let mistakes = [
        Mistake(testDescription: "a kind", arguments: ["--kind", "episode"], words: ["did you mean 'episodes'?"]),
        Mistake(testDescription: "an object", arguments: ["--object", "a//b"], words: ["KIND/NAMESPACE/NAME"]),
        Mistake(testDescription: "a time", arguments: ["--since", "yesterday"], words: ["24h, 7d"]),
        Mistake(testDescription: "a negative time", arguments: ["--since", "-5m"], words: ["--since is '-5m'"]),
        Mistake(testDescription: "a limit", arguments: ["--limit", "0"], words: ["from 1 to 10000"]),
        Mistake(
            testDescription: "an outcome", arguments: ["--outcome", "revert"], words: ["did you mean 'reverted'?"]),
        Mistake(
            testDescription: "an outcome of the other kind", arguments: ["--kind", "actions", "--outcome", "open"],
            words: ["none that actions have"]),
        Mistake(testDescription: "a place for two", arguments: ["--after", "1.x"], words: ["add --kind episodes"]),
        Mistake(
            testDescription: "a place", arguments: ["--kind", "actions", "--after", "1.x"], words: ["--after is '1.x'"]),
        Mistake(
            testDescription: "a URL with a password", arguments: ["--database", "postgresql://a:s3%zz@b/c"],
            words: ["cannot use history 'postgresql://…'"]),
    ]

    @Test(arguments: mistakes) func aMistakeIsNamed(_ mistake: Mistake) async throws {
        let run = try await Reconcile().run(["history"] + mistake.arguments)
        expectError(run, saying: mistake.words)
        #expect(!run.errors.contains("s3"))
    }
}
