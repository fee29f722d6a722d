import Drift
import ObjectModel
import Reconciler

/// Tells the log what happens in an environment. No value of an object is ever part of a line.
struct EventLog: ControllerObserver {
    let log: JSONLog

    func observe(_ event: ControllerEvent, in environment: String) {
        guard var line = Self.line(event) else { return }
        line.environment = environment
        log.log(line)
    }

    private static func line(_ event: ControllerEvent) -> LogLine? {
        switch event {
        case .fetched(let commit, let isNew): fetched(commit, isNew)
        case .fetchFailed(let words, let wait):
            LogLine(.error, "GitFetchFailed", "\(words); trying again in \(wait.wholeSeconds) s")
        case .loaded(let commit, let objects, let changed, let duration, let findings):
            loaded(commit, objects, changed, duration, findings)
        case .loadFailed(let commit, let words, let wait):
            LogLine(.error, "LoadFailed", "\(words); trying again in \(wait.wholeSeconds) s").at(commit)
        case .episode(let change, let health): episode(change, health)
        case .planned(let plan, let hash): planned(plan, hash)
        case .step(let result, let revision, let hash, _): step(result, revision, hash)
        case .fight(let key, _, let detail): LogLine(.error, "FightDetected", detail).about(key)
        case .watchEnded(let kind, let reason):
            LogLine(.debug, "WatchEnded", "the watch of \(kind) ended: \(reason); it goes on at once")
        case .feedFailed(let kind, let failure, let wait):
            LogLine(
                .warning, "WatchFailed", "\(kind): \(failure.description); trying again in \(wait.milliseconds) ms")
        case .verified(let result): verified(result)
        case .mismatch(let key, let detail): LogLine(.error, "IncrementalMismatch", detail).about(key)
        case .held(let refusal):
            LogLine(
                .info, refusal == nil ? "Resumed" : "Suspended",
                refusal.map { "nothing is written: \($0.detail)" } ?? "nothing holds the environment back any more")
        case .publishFailed(let words, let wait):
            LogLine(.warning, "PublishFailed", "\(words); trying again in \(wait.milliseconds) ms")
        case .working(let summary): LogLine(.info, "Working", summary)
        }
    }

    private static func fetched(_ commit: FetchedCommit, _ isNew: Bool) -> LogLine? {
        if commit.isForced {
            return LogLine(.warning, "ForcePushed", "the ref was set back; what it names now is followed").at(commit.id)
        }
        return LogLine(isNew ? .info : .debug, "Fetched", isNew ? "a new commit is loaded now" : "nothing is new")
            .at(commit.id)
    }

    private static func loaded(
        _ commit: String, _ objects: Int, _ changed: Int, _ duration: Duration, _ findings: [Finding]
    ) -> LogLine {
        let errors = findings.filter { $0.severity == .error }
        var line = LogLine(
            errors.isEmpty ? .info : .error, errors.isEmpty ? "Loaded" : "RepositoryIncomplete",
            errors.first.map { "\($0.message); nothing is pruned until it is mended" }
                ?? "\(objects) objects, of which \(changed) are read again")
        line.fields = [("objects", .integer(Int64(objects))), ("milliseconds", .integer(duration.milliseconds))]
        return line.at(commit)
    }

    private static func episode(_ change: EnvironmentState.Change, _ health: Health?) -> LogLine {
        switch change {
        case .opened(let episode): drift("DriftBegan", episode)
        case .changed(let episode): drift("DriftChanged", episode)
        case .closed(let episode, let end): ended(episode, end)
        }
    }

    private static func drift(_ reason: String, _ episode: Episode) -> LogLine {
        let place = episode.location.map { " (Git: \($0))" } ?? ""
        var line = LogLine(.warning, reason, "\(episode.verdict.rawValue)\(place)").about(episode.key)
        line.fields = episode.fields
        return line
    }

    private static func ended(_ episode: Episode, _ end: Episode.End) -> LogLine {
        let words = end == .superseded ? "it goes on as a later episode" : "live is what Git says"
        var line = LogLine(.info, "DriftEnded", "\(end.rawValue): \(words)").about(episode.key)
        line.fields = episode.fields
        return line
    }

    private static func planned(_ plan: Plan, _ hash: String) -> LogLine {
        let approval = plan.approvalReasons.first.map { "; awaits approval: \($0)" } ?? ""
        var line = LogLine(approval.isEmpty ? .debug : .warning, "Planned", plan.summary + approval).at(plan.revision)
        line.fields = [("plan", .string(hash))]
        return line
    }

    private static func step(_ result: StepResult, _ revision: String, _ hash: String) -> LogLine {
        var line = result.line.about(result.key).at(revision)
        line.fields = [
            ("action", .string(result.step.action.rawValue)), ("plan", .string(hash)),
            ("milliseconds", .integer(result.duration.milliseconds)),
        ]
        return line
    }

    private static func verified(_ result: FullComparison) -> LogLine {
        var line = LogLine(
            result.failures.isEmpty ? .info : .warning, "FullComparison",
            result.failures.first
                ?? "\(result.objects) objects compared anew, \(result.mismatches) of them were known wrongly")
        line.fields = [("milliseconds", .integer(result.duration.milliseconds))]
        return line
    }
}

extension LogLine {
    fileprivate func about(_ key: ObjectKey) -> LogLine {
        var line = self
        line.object = key
        return line
    }

    fileprivate func at(_ revision: String) -> LogLine {
        var line = self
        line.revision = revision
        return line
    }
}

extension StepResult {
    fileprivate var line: LogLine {
        switch outcome {
        case .applied(let removed):
            LogLine(.info, "Applied", removed > 0 ? "applied, and \(removed) added fields taken out" : "applied")
        case .created: LogLine(.info, "Created", "created")
        case .recreated: LogLine(.info, "Recreated", "deleted and made anew")
        case .pruned(let isGone):
            LogLine(.info, "Pruned", isGone ? "deleted" : "deletion asked for; finalizers keep it for now")
        case .unchanged: LogLine(.debug, "Unchanged", "there was nothing left to do")
        case .refused(let refusal): LogLine(.warning, "LeftAlone", refusal.detail)
        case .failed(let error): LogLine(.error, "ApplyFailed", error.description)
        }
    }
}

extension Episode {
    fileprivate var fields: [(name: String, value: JSONValue)] {
        [
            ("episode", .string(id)), ("paths", .array(paths.prefix(20).map(JSONValue.string))),
            ("managers", .array(managers.map(JSONValue.string))),
        ]
    }
}

extension Duration {
    /// At least one, for messages.
    var wholeSeconds: Int64 { max(1, components.seconds) }
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
