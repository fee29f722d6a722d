import Drift
import History
import ObjectModel
import Reconciler
import Synchronization

/// Hands every episode of drift and every write over to the history, without waiting for it.
final class HistoryObserver: ControllerObserver {
    private let writer: HistoryWriter
    /// The commit that each environment is at.
    private let revisions = Mutex<[String: String]>([:])
    private let now: @Sendable () -> Int64

    init(writer: HistoryWriter, now: @escaping @Sendable () -> Int64) {
        self.writer = writer
        self.now = now
    }

    func observe(_ event: ControllerEvent, in environment: String) {
        switch event {
        case .loaded(let commit, _, _, _, _): revisions.withLock { $0[environment] = commit }
        case .episode(let change, _): record(change, environment)
        case .step(let result, let revision, let planHash, let at): record(result, revision, planHash, at, environment)
        default: break
        }
    }

    private func record(_ change: EnvironmentState.Change, _ environment: String) {
        let (episode, end): (Episode, Episode.End?) =
            switch change {
            case .opened(let episode), .changed(let episode): (episode, nil)
            case .closed(let episode, let end): (episode, end)
            }
        guard let id = RecordID(episode.id) else { return }
        let ending = end.flatMap { end in
            DriftEpisode.Ending(
                DriftEpisode.Outcome(rawValue: end.rawValue) ?? .resolved, at: Timestamp(seconds: now()))
        }
        writer.record(
            .episode(
                DriftEpisode(
                    id: id, environment: environment, object: episode.key, since: Timestamp(seconds: episode.since),
                    verdict: episode.verdict.rawValue, revision: revisions.withLock { $0[environment] ?? "" },
                    paths: episode.paths, managers: episode.managers, ending: ending)))
    }

    private func record(
        _ result: StepResult, _ revision: String, _ planHash: String, _ at: Int64, _ environment: String
    ) {
        guard let (outcome, detail) = Self.outcome(result.outcome), let id = RecordID(UniqueID.make()) else { return }
        let action: ActionRecord.Action =
            switch result.step.action {
            case .create, .update: .apply
            case .recreate: .recreate
            case .takeOver: .adopt
            case .prune: .prune
            }
        writer.record(
            .action(
                ActionRecord(
                    id: id, environment: environment, object: result.key, action: action, outcome: outcome,
                    at: Timestamp(seconds: at), duration: result.duration, revision: revision, planHash: planHash,
                    detail: detail)))
    }

    /// `nil` for a step that found nothing to do.
    private static func outcome(_ outcome: StepResult.Outcome) -> (ActionRecord.Outcome, String)? {
        switch outcome {
        case .applied(let removed): (.succeeded, removed > 0 ? "\(removed) added fields were taken out" : "")
        case .created, .recreated: (.succeeded, "")
        case .pruned(let isGone): (.succeeded, isGone ? "" : "finalizers keep it for now")
        case .unchanged: nil
        case .refused(let refusal): (.refused, refusal.detail)
        case .failed(let error): (.failed, error.description)
        }
    }
}

extension Episode {
    /// One that an earlier run, or another replica, left open.
    init(_ stored: DriftEpisode) {
        self.init(
            id: stored.id.description, key: stored.object, apiVersion: "",
            verdict: .init(rawValue: stored.verdict) ?? .drifted,
            paths: stored.paths, managers: stored.managers, since: stored.since.seconds)
    }
}
