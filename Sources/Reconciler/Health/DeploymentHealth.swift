import ObjectModel

/// A Deployment is done when all its Pods are of the newest template and available, and no others are left.
///
/// The rule of kstatus. What differs: Pods that cannot be created (`ReplicaFailure`: a quota, say) are the message,
/// where kstatus shows only counts; and a Deployment that is paused is not waited for to roll out what its author
/// holds back, only for the Pods that it has.
enum DeploymentHealth {
    static func health(of live: JSONValue) -> Health {
        let progressing = live.condition("Progressing")
        if let progressing, progressing.reason == "ProgressDeadlineExceeded" {
            return .failed(progressing.explanation)
        }
        let counts = ReplicaCounts(live)
        if let failure = live.condition("ReplicaFailure"), failure.isTrue {
            return .waiting("cannot create Pods: \(failure.explanation)", progress: counts.progress)
        }
        let isPaused = live["spec"]?["paused"]?.bool == true
        if let lack = counts.lack(isPaused: isPaused) { return .waiting(lack, progress: counts.progress) }
        if !isPaused, hasDeadline(live), progressing?.isTrue != true || progressing?.reason != "NewReplicaSetAvailable"
        {
            return .waiting("the new ReplicaSet is not available yet", progress: counts.progress)
        }
        guard let available = live.condition("Available"), available.isTrue else {
            return .waiting(
                live.condition("Available")?.explanation ?? "Available is not reported yet", progress: counts.progress)
        }
        return .done
    }

    /// Without one the controller writes no `Progressing` (`deploymentutil.HasProgressDeadline`).
    private static func hasDeadline(_ live: JSONValue) -> Bool {
        let deadline = live["spec"]?["progressDeadlineSeconds"]?.integer
        return deadline != nil && deadline != Int64(Int32.max)
    }
}

/// The counts that Deployments report.
private struct ReplicaCounts {
    let wanted: Int64
    let all: Int64
    let updated: Int64
    let ready: Int64
    let available: Int64

    init(_ live: JSONValue) {
        wanted = live.wantedReplicas
        all = live.statusCount("replicas")
        updated = live.statusCount("updatedReplicas")
        ready = live.statusCount("readyReplicas")
        available = live.statusCount("availableReplicas")
    }

    /// Old Pods that are gone count as well: they are the last to go.
    var progress: Int64 { min(updated, wanted) + min(available, wanted) - max(0, all - wanted) }

    /// The first count that falls short; `nil` where none does.
    func lack(isPaused: Bool) -> String? {
        if all < wanted { return "\(all) of \(wanted) Pods are created" }
        if updated < wanted, !isPaused { return "\(updated) of \(wanted) Pods are updated" }
        if all > wanted { return "\(all - wanted) old Pods are still there" }
        if available < wanted { return "\(available) of \(wanted) Pods are available" }
        return ready < wanted ? "\(ready) of \(wanted) Pods are ready" : nil
    }
}
