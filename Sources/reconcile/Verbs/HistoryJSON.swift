import History
import ObjectModel

/// The history for programs: all that the rows hold. docs/history.md says what each field is.
enum HistoryJSON {
    static func render(_ answer: HistoryAnswer) -> JSONValue {
        members([
            ("apiVersion", "reconcile.dev/v1alpha1"), ("kind", "History"),
            ("toolVersion", .string(Reconcile.version)),
            ("database", .string(answer.database)),
            ("episodes", answer.episodes.map { .array($0.rows.map(json)) }),
            ("actions", answer.actions.map { .array($0.rows.map(json)) }),
            ("next", next(answer)),
        ])
    }

    /// What `--after` takes, for each kind that has more rows.
    private static func next(_ answer: HistoryAnswer) -> JSONValue? {
        let places = members([
            ("episodes", (answer.episodes?.next).map { .string($0.description) }),
            ("actions", (answer.actions?.next).map { .string($0.description) }),
        ])
        return places.isEmpty ? .none : .some(places)  // a plain nil would be JSON's null
    }

    private static func json(_ episode: DriftEpisode) -> JSONValue {
        members(
            [("id", .string(episode.id.description)), ("environment", .string(episode.environment))]
                + object(episode.object) + [
                    ("revision", text(episode.revision)), ("verdict", .string(episode.verdict)),
                    ("paths", .array(episode.paths.map(JSONValue.string))),
                    ("managers", .array(episode.managers.map(JSONValue.string))),
                    ("since", .string(episode.since.description)),
                    ("until", (episode.ending?.at).map { .string($0.description) }),
                    ("outcome", .string(episode.outcome.rawValue)),
                ])
    }

    private static func json(_ action: ActionRecord) -> JSONValue {
        members(
            [("id", .string(action.id.description)), ("environment", .string(action.environment))]
                + object(action.object) + [
                    ("revision", text(action.revision)), ("planHash", text(action.planHash)),
                    ("action", .string(action.action.rawValue)), ("outcome", .string(action.outcome.rawValue)),
                    ("detail", text(action.detail)), ("at", .string(action.at.description)),
                    ("durationSeconds", .double(seconds(action.duration))),
                ])
    }

    private static func object(_ key: ObjectKey) -> [(String, JSONValue?)] {
        [
            ("group", .string(key.groupKind.group)), ("kind", .string(key.groupKind.kind)),
            ("namespace", text(key.namespace)), ("name", .string(key.name)),
        ]
    }

    /// Absent where there is nothing to say.
    private static func text(_ text: String) -> JSONValue? { text.isEmpty ? .none : .some(.string(text)) }

    /// Exact to the microsecond.
    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return (Double(seconds) * 1_000_000 + Double(attoseconds / 1_000_000_000_000)) / 1_000_000
    }

    /// An object of the members that have a value, in this order.
    private static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(
            JSONObject(
                uniqueMembers: members.compactMap { key, value in
                    value.map { JSONObject.Member(key: key, value: $0) }
                }))
    }
}
