import Glibc
import History
import ObjectModel

/// `reconcile history`
enum HistoryVerb: Verb {
    static let name = "history"
    static let summary = "Shows past drift and what was done about it, newest first, from the controller's database."
    static let discussion = """
        Reads only. An episode is a stretch of time in which an object was not as Git says; an action is one apply or
        prune. The database is --database, else $RECONCILE_DATABASE, else ~/.local/state/reconcile/history.db; the
        password of PostgreSQL is best in PGPASSWORD or a passfile. Exit codes: 0, also for nothing found, and 2 error.
        """

    static let options = [
        OptionSpec("database", value: "URL|FILE", "postgresql://… or a file of SQLite"),
        OptionSpec("env", short: "e", value: "NAME", "Of this environment (default: all)"),
        OptionSpec("object", value: "KIND/NS/NAME", "Of this object; KIND/NAME without namespace, KIND for all of it"),
        OptionSpec("since", value: "24h|TIME", "What was going on since then: 90m, 7d, 2026-11-21T03:00:00Z"),
        OptionSpec("until", value: "24h|TIME", "What began before then"),
        OptionSpec("outcome", value: "OUTCOME", "With this outcome: \(Outcome.names)"),
        OptionSpec("kind", value: "KIND", "all (default), episodes or actions"),
        OptionSpec("limit", value: "N", "At most so many of each kind (default: 50)"),
        OptionSpec("after", value: "PLACE", "Go on where an answer before ended; with one --kind"),
        OptionSpec("output", short: "o", value: "FORMAT", "text (default) or json"),
        OptionSpec("color", value: "WHEN", "auto (default), always or never"),
    ]

    enum Kind: String, CaseIterable { case all, episodes, actions }
    enum Format: String, CaseIterable { case text, json }

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let format = try options.choice("output", default: Format.text, verb: name)
        let colour = try options.choice("color", default: ColourChoice.auto, verb: name)
        let question = try HistoryQuestion(options, now: Int64(time(nil)))
        let address = try HistoryPlace.address(options["database"], terminal.variables)
        var access = HistoryOptions()
        access.access = .reading
        let answer = try await question.ask(address.store(access))
        switch format {
        case .text: terminal.answer(HistoryText(usesColour: terminal.usesColour(colour)).render(answer))
        case .json:
            var writer = JSONWriter(indent: 2)
            writer.write(HistoryJSON.render(answer))
            terminal.answer(writer.bytes + [UInt8(ascii: "\n")])
        }
        return 0
    }

    /// Outcomes of episodes and of actions.
    enum Outcome {
        static let all = DriftEpisode.Outcome.allCases.map(\.rawValue) + ActionRecord.Outcome.allCases.map(\.rawValue)
        static let names = all.joined(separator: ", ")
    }
}

/// What was found; `nil` for what was not asked.
struct HistoryAnswer {
    var database: String
    var episodes: HistoryPage<DriftEpisode>?
    var actions: HistoryPage<ActionRecord>?
    /// When it was asked.
    var now: Timestamp
}
