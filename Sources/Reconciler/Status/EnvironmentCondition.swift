import Drift
import ObjectModel

/// One condition of an `Environment` (metav1.Condition), by the rules of kstatus.
struct EnvironmentCondition: Hashable {
    enum Status: String { case yes = "True", no = "False", unknown = "Unknown" }

    var type: String
    var status: Status
    /// One word for programs.
    var reason: String
    var message: String

    /// `Ready` always; `Reconciling` and `Stalled` with the status that they have.
    static func all(of snapshot: EnvironmentSnapshot) -> [EnvironmentCondition] {
        [ready(snapshot), reconciling(snapshot), stalled(snapshot)]
    }

    private static func ready(_ snapshot: EnvironmentSnapshot) -> EnvironmentCondition {
        func condition(_ status: Status, _ reason: String, _ message: String) -> EnvironmentCondition {
            EnvironmentCondition(type: "Ready", status: status, reason: reason, message: message)
        }
        guard snapshot.revision != nil, snapshot.checkedAt != nil else {
            return condition(.unknown, "NotCompared", snapshot.problem?.message ?? "not everything was looked at yet")
        }
        if let reason = snapshot.revision?.incompleteReason { return condition(.no, "RepositoryIncomplete", reason) }
        let counts = snapshot.counts
        if snapshot.driftedCount > 0 {
            return condition(.no, "Drifted", Self.sentence(snapshot))
        }
        if let failed = snapshot.unhealthy.first(where: { $0.health.state == .failed }) {
            return condition(.no, "Unhealthy", "\(failed.drift.key): \(failed.health.message)")
        }
        if counts[.unknown] ?? 0 > 0 {
            let entry = snapshot.entries.first { $0.drift.verdict == .unknown }
            let reason = entry.map { "\($0.drift.key): \($0.drift.reason ?? "")" } ?? ""
            return condition(
                .unknown, "NotAllRead", "\(counts[.unknown] ?? 0) objects could not be compared: \(reason)")
        }
        if let waiting = snapshot.unhealthy.first {
            return condition(.no, "Waiting", "\(waiting.drift.key): \(waiting.health.message)")
        }
        return condition(.yes, "InSync", Self.sentence(snapshot))
    }

    private static func reconciling(_ snapshot: EnvironmentSnapshot) -> EnvironmentCondition {
        let steps = snapshot.plan?.steps.count { !$0.needsApproval } ?? 0
        let isWorking = steps > 0 || snapshot.unhealthy.contains { $0.health.state == .waiting }
        let message = snapshot.plan.map(\.summary) ?? "nothing was planned yet"
        return EnvironmentCondition(
            type: "Reconciling", status: isWorking ? .yes : .no, reason: isWorking ? "Progressing" : "Idle",
            message: message)
    }

    /// What does not go on without a person.
    private static func stalled(_ snapshot: EnvironmentSnapshot) -> EnvironmentCondition {
        func condition(_ status: Status, _ reason: String, _ message: String) -> EnvironmentCondition {
            EnvironmentCondition(type: "Stalled", status: status, reason: reason, message: message)
        }
        if let hold = snapshot.hold, hold.cause == .suspended { return condition(.yes, "Suspended", hold.detail) }
        if let key = snapshot.fighting.first {
            return condition(.yes, "Fighting", "\(key): somebody keeps changing it back, reverting has stopped")
        }
        if let plan = snapshot.plan, let reason = plan.approvalReasons.first, snapshot.hold == nil {
            return condition(.yes, "AwaitingApproval", "\(reason); approve plan \(snapshot.planHash)")
        }
        if let problem = snapshot.problem { return condition(.yes, problem.step.reason, problem.message) }
        return condition(.no, "Working", "nothing stands in the way")
    }

    private static func sentence(_ snapshot: EnvironmentSnapshot) -> String {
        let parts = Verdict.allCases.compactMap { verdict -> String? in
            let count = snapshot.counts[verdict] ?? 0
            return count > 0 ? "\(count) \(verdict.words)" : nil
        }
        return parts.joined(separator: ", ")
    }

    /// `previous` are the conditions that the server has: an unchanged status keeps the time of its transition.
    func json(previous: [JSONValue], generation: Int64, now: Int64) -> JSONValue {
        let before = previous.first { $0["type"]?.string == type }
        let isSame = before?["status"]?.string == status.rawValue
        let time = isSame ? before?["lastTransitionTime"]?.string : nil
        return [
            "type": .string(type), "status": .string(status.rawValue), "reason": .string(reason),
            "message": .string(message.prefix(scalars: 1024)), "observedGeneration": .integer(generation),
            "lastTransitionTime": .string(time ?? Timestamp(seconds: now).wireText),
        ]
    }
}

extension EnvironmentSnapshot.Problem.Step {
    fileprivate var reason: String {
        switch self {
        case .fetch: "GitUnreachable"
        case .load: "LoadFailed"
        case .watch: "ClusterUnreachable"
        case .apply: "ApplyFailed"
        }
    }
}

extension Verdict {
    /// `in sync`, as the reports say it.
    fileprivate var words: String { self == .inSync ? "in sync" : rawValue }
}
