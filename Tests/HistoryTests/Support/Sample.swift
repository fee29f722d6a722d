import History
import ObjectModel
import Synchronization

/// Records of one kind or another, with little said.
enum Sample {
    /// 2026-11-21T03:00:00Z
    static let start = Timestamp(seconds: 1_795_230_000)

    static func time(_ minutes: Int) -> Timestamp { Timestamp(seconds: start.seconds + Int64(minutes) * 60) }

    static func key(_ name: String, kind: String = "Deployment", group: String = "apps", namespace: String = "team-a")
        -> ObjectKey
    {
        ObjectKey(groupKind: GroupKind(group: group, kind: kind), namespace: namespace, name: name)
    }

    static func episode(
        _ name: String = "web", minute: Int = 0, environment: String = "staging",
        ended: (DriftEpisode.Outcome, Int)? = nil, id: RecordID? = nil
    ) -> DriftEpisode {
        DriftEpisode(
            id: id ?? RecordID(at: time(minute)), environment: environment, object: key(name), since: time(minute),
            revision: "0d6e786f2ea1b5c9a7d5b8f7b8f0c3d2e1a4b6c7", paths: [".spec.replicas"], managers: ["kubectl-edit"],
            ending: ended.flatMap { DriftEpisode.Ending($0.0, at: time($0.1)) })
    }

    static func action(
        _ name: String = "web", minute: Int = 0, environment: String = "staging",
        _ action: ActionRecord.Action = .apply, _ outcome: ActionRecord.Outcome = .succeeded, detail: String = ""
    ) -> ActionRecord {
        ActionRecord(
            id: RecordID(at: time(minute)), environment: environment, object: key(name), action: action,
            outcome: outcome, at: time(minute), duration: .milliseconds(37),
            revision: "0d6e786f2ea1b5c9a7d5b8f7b8f0c3d2e1a4b6c7", planHash: "a5c1", detail: detail)
    }
}

extension HistoryStore {
    /// Every row, page by page.
    func allEpisodes(pages limit: Int = 100) async throws -> [DriftEpisode] {
        var query = EpisodeQuery()
        query.limit = limit
        var found: [DriftEpisode] = []
        repeat {
            let page = try await episodes(query)
            found += page.rows
            query.after = page.next
        } while query.after != nil
        return found
    }

    func allActions(pages limit: Int = 100) async throws -> [ActionRecord] {
        var query = ActionQuery()
        query.limit = limit
        var found: [ActionRecord] = []
        repeat {
            let page = try await actions(query)
            found += page.rows
            query.after = page.next
        } while query.after != nil
        return found
    }
}

/// What a store or a writer told, in its order.
final class Events: Sendable {
    private let told = Mutex<[HistoryEvent]>([])

    var all: [HistoryEvent] { told.withLock { $0 } }
    var reasons: [String] { all.map(\.reason) }

    @Sendable func add(_ event: HistoryEvent) { told.withLock { $0.append(event) } }
}
