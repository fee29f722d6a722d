import ObjectModel

/// A ReplicaSet, or a ReplicationController, is done when all its Pods are available; the rule of kstatus.
///
/// `ReplicaFailure` is what a quota, an admission webhook or a missing RuntimeClass leaves here. It is waited for, as
/// the controller tries again.
enum ReplicaSetHealth {
    static func health(of live: JSONValue) -> Health {
        let wanted = live.wantedReplicas
        let counts = ["fullyLabeledReplicas", "availableReplicas", "readyReplicas"].map(live.statusCount)
        let progress = counts.reduce(0) { $0 + min($1, wanted) }
        if let failure = live.condition("ReplicaFailure"), failure.isTrue {
            return .waiting("cannot create Pods: \(failure.explanation)", progress: progress)
        }
        for (count, word) in zip(counts, ["labelled", "available", "ready"]) where count < wanted {
            return .waiting("\(count) of \(wanted) Pods are \(word)", progress: progress)
        }
        let all = live.statusCount("replicas")
        return all > wanted ? .waiting("\(all - wanted) Pods too many are still there", progress: progress) : .done
    }
}
