import Drift
import KubeAPI
import ObjectModel
import Reconciler
import Synchronization

/// Kubernetes Events on the objects that drift: one when an episode begins, one when it ends.
///
/// They are made one after the other beside everything else. What cannot be made is not made later: an Event is for who
/// looks now, and history keeps all of it.
final class KubeEvents: ControllerObserver {
    /// Waiting at once; in a storm of drift the first ones say enough.
    private static let capacity = 200
    private static let resource = APIResource(
        groupVersion: GroupVersion("v1"), kind: "Event", name: "events", isNamespaced: true)

    private struct Note: Sendable {
        var key: ObjectKey
        var apiVersion: String
        var uid: String
        var type: String
        var reason: String
        var message: String
        /// Makes a name of it that is the same for a second try.
        var id: String
    }

    private let client: KubeClient
    private let identity: String
    private let notes: AsyncStream<Note>.Continuation
    private let task: Task<Void, Never>

    init(client: KubeClient, identity: String) {
        self.client = client
        self.identity = identity
        let (stream, continuation) = AsyncStream.makeStream(
            of: Note.self, bufferingPolicy: .bufferingOldest(Self.capacity))
        notes = continuation
        // Lives as long as this object does: what it reads from is ended by `deinit`.
        task = Task { [client, identity] in
            for await note in stream {
                let event = Self.event(note, identity: identity, now: Pacing.real.wall())
                let namespace = event["metadata"]?["namespace"]?.string
                // One that is refused, or there already, is no loss.
                _ = try? await client.create(event, as: Self.resource, namespace: namespace)
            }
        }
    }

    deinit { notes.finish() }

    func observe(_ event: ControllerEvent, in environment: String) {
        switch event {
        case .episode(.opened(let episode), _):
            add(episode, "Warning", "Drifted", Self.words(episode, environment))
        case .episode(.closed(_, .superseded), _): break
        case .episode(.closed(let episode, let end), _):
            add(episode, "Normal", end == .reverted ? "Reverted" : "InSync", "live is what Git says (\(end.rawValue))")
        case .fight(let key, let apiVersion, let detail):
            notes.yield(
                Note(
                    key: key, apiVersion: apiVersion, uid: "", type: "Warning", reason: "FightDetected",
                    message: detail, id: UniqueID.make()))
        case .step(let result, let revision, _, _): addStep(result, revision)
        default: break
        }
    }

    private func add(_ episode: Episode, _ type: String, _ reason: String, _ message: String) {
        notes.yield(
            Note(
                key: episode.key, apiVersion: episode.apiVersion, uid: episode.uid, type: type, reason: reason,
                message: message, id: "\(episode.id.suffix(16))-\(reason.lowercased())"))
    }

    private func addStep(_ result: StepResult, _ revision: String) {
        let step = result.step
        func note(_ type: String, _ reason: String, _ message: String) {
            notes.yield(
                Note(
                    key: step.key, apiVersion: step.kind.apiVersion, uid: step.uid, type: type, reason: reason,
                    message: message, id: String(UniqueID.make().suffix(16))))
        }
        switch result.outcome {
        case .pruned: note("Normal", "Pruned", "Git does not have it at \(revision.prefix(12))")
        case .failed(let error): note("Warning", "ApplyFailed", error.description)
        case .applied, .created, .recreated, .unchanged, .refused: break
        }
    }

    /// Which fields, who, and where Git says otherwise; no value.
    private static func words(_ episode: Episode, _ environment: String) -> String {
        let paths = episode.paths.prefix(5).joined(separator: ", ")
        let more = episode.paths.count > 5 ? " and \(episode.paths.count - 5) more" : ""
        let who = episode.managers.isEmpty ? "" : " by \(episode.managers.joined(separator: ", "))"
        let place = episode.location.map { "; Git: \($0.file):\($0.line)" } ?? ""
        return "\(episode.verdict.rawValue) in \(environment)\(paths.isEmpty ? "" : ": \(paths)\(more)")\(who)\(place)"
    }

    /// core/v1 Event; that of a cluster-scoped object stands in `default`, where kubectl looks for it.
    private static func event(_ note: Note, identity: String, now: Int64) -> JSONValue {
        let namespace = note.key.namespace.isEmpty ? "default" : note.key.namespace
        let time = JSONValue.string(Timestamp(seconds: now).wireText)
        var object = JSONObject()
        object["apiVersion"] = .string(note.apiVersion)
        object["kind"] = .string(note.key.groupKind.kind)
        if !note.key.namespace.isEmpty { object["namespace"] = .string(note.key.namespace) }
        object["name"] = .string(note.key.name)
        if !note.uid.isEmpty { object["uid"] = .string(note.uid) }
        return [
            "apiVersion": "v1", "kind": "Event",
            "metadata": [
                "name": .string("\(note.key.name.prefix(180)).\(note.id)"), "namespace": .string(namespace),
            ],
            "involvedObject": .object(object), "type": .string(note.type), "reason": .string(note.reason),
            "message": .string(String(note.message.prefix(1000))), "source": ["component": "reconcile"],
            "reportingComponent": "reconcile.dev/controller", "reportingInstance": .string(identity),
            "firstTimestamp": time, "lastTimestamp": time, "count": 1,
        ]
    }
}
