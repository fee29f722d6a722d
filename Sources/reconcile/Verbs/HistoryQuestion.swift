import Drift
import History
import ObjectModel

/// What the options of `reconcile history` ask.
struct HistoryQuestion {
    private var episodes: EpisodeQuery?
    private var actions: ActionQuery?
    private let now: Timestamp

    private static let verb = HistoryVerb.name

    /// `now` in seconds since 1970.
    init(_ options: ParsedOptions, now: Int64) throws(UsageError) {
        self.now = Timestamp(seconds: now)
        let kind = try options.choice("kind", default: HistoryVerb.Kind.all, verb: Self.verb)
        if kind != .actions { episodes = try Self.query(options, now) }
        if kind != .episodes { actions = try Self.query(options, now) }
        try readOutcome(options["outcome"], kind)
        if let place = options["after"] {
            guard kind != .all else {
                throw UsageError(
                    "--after goes on with one kind", verb: Self.verb, hint: "add --kind episodes or --kind actions")
            }
            guard let cursor = HistoryCursor(place) else {
                throw UsageError(
                    "--after is '\(place)'", verb: Self.verb, hint: "give what the answer before it ended with")
            }
            episodes?.after = cursor
            actions?.after = cursor
        }
    }

    func ask(_ store: any HistoryStore) async throws -> HistoryAnswer {
        var answer = HistoryAnswer(database: store.name, now: now)
        if let episodes { answer.episodes = try await store.episodes(episodes) }
        if let actions { answer.actions = try await store.actions(actions) }
        await store.close()
        return answer
    }

    private static func query<Outcome>(
        _ options: ParsedOptions, _ now: Int64
    ) throws(UsageError) -> HistoryQuery<Outcome> {
        var query = HistoryQuery<Outcome>()
        query.environment = options["env"]
        query.since = try moment("since", options, now)
        query.until = try moment("until", options, now)
        query.limit = 50
        if let text = options["limit"] {
            let longest = HistoryPage<DriftEpisode>.longest
            guard let limit = Int(text), (1...longest).contains(limit) else {
                throw UsageError("--limit is '\(text)'", verb: verb, hint: "give a number from 1 to \(longest)")
            }
            query.limit = limit
        }
        if let text = options["object"] {
            guard let object = ObjectSelector(text) else {
                throw UsageError(
                    "--object is '\(text)'", verb: verb,
                    hint: "write KIND/NAMESPACE/NAME such as Deployment/team-a/web, KIND/NAME for an object without "
                        + "namespace, or KIND")
            }
            query.object = object
        }
        return query
    }

    /// A point in time, or a length of time before now.
    private static func moment(
        _ option: String, _ options: ParsedOptions, _ now: Int64
    ) throws(UsageError) -> Timestamp? {
        guard let text = options[option] else { return nil }
        if let time = Timestamp(text) { return time }
        if let seconds = seconds(text), seconds >= 0 { return Timestamp(seconds: now - seconds) }
        throw UsageError(
            "--\(option) is '\(text)'", verb: verb, hint: "write 90m, 24h, 7d, or a time such as 2026-11-21T03:00:00Z")
    }

    /// As Go writes a length of time, and whole days.
    private static func seconds(_ text: String) -> Int64? {
        guard text.last == "d" else { return GoDuration(text).map { $0.nanoseconds / 1_000_000_000 } }
        return Int64(text.dropLast()).flatMap { (0...100_000).contains($0) ? $0 * 86_400 : nil }
    }

    /// An outcome is one of episodes or one of actions, so it leaves out what it cannot be of.
    private mutating func readOutcome(_ text: String?, _ kind: HistoryVerb.Kind) throws(UsageError) {
        guard let text else { return }
        let (ofEpisodes, ofActions) = (DriftEpisode.Outcome(rawValue: text), ActionRecord.Outcome(rawValue: text))
        guard ofEpisodes != nil || ofActions != nil else {
            let near = NearestName.of(text, among: HistoryVerb.Outcome.all)
            throw UsageError(
                "--outcome is '\(text)'", verb: Self.verb,
                hint: near.map { "did you mean '\($0)'?" } ?? "use one of \(HistoryVerb.Outcome.names)")
        }
        guard kind == .all || (kind == .episodes) == (ofEpisodes != nil) else {
            throw UsageError("--outcome \(text) is none that \(kind.rawValue) have", verb: Self.verb)
        }
        if let ofEpisodes { episodes?.outcome = ofEpisodes } else { episodes = nil }
        if let ofActions { actions?.outcome = ofActions } else { actions = nil }
    }
}
