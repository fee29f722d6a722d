import ObjectModel

/// A DaemonSet is done when each node that should has an available Pod of the newest template.
///
/// The rule of kstatus, which wants both generations to be set, as no count means anything before. Its `OnDelete` sets
/// are never done after an update there and at once for Argo CD; here their Pods must be available, and the update is
/// left to whoever deletes them (the GPU Operator for its driver, which `GPUOperatorHealth` waits for).
enum DaemonSetHealth {
    static func health(of live: JSONValue) -> Health {
        let isOnDelete = live["spec"]?["updateStrategy"]?["type"]?.string == "OnDelete"
        return health(of: live, needsUpdate: !isOnDelete)
    }

    static func health(of live: JSONValue, needsUpdate: Bool) -> Health {
        guard let observed = live.observedGeneration, live.generation != nil,
            let wanted = live["status"]?["desiredNumberScheduled"]?.count
        else { return .waiting("its controller has not seen it yet") }
        guard observed == live.generation else { return .waiting("its controller has not seen the last change yet") }
        let counts = ["currentNumberScheduled", "updatedNumberScheduled", "numberAvailable", "numberReady"]
            .map(live.statusCount)
        let progress = counts.reduce(0) { $0 + min($1, wanted) }
        let words = ["created", "updated", "available", "ready"]
        for (count, word) in zip(counts, words) where count < wanted && (needsUpdate || word != "updated") {
            return .waiting("\(count) of \(wanted) Pods are \(word)", progress: progress)
        }
        return .done
    }
}
