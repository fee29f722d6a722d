import ObjectModel

/// A PodDisruptionBudget is done when its controller has computed it, however few disruptions it allows.
///
/// kstatus takes it for done at once. `SyncFailed` says that its Pods cannot be counted, and then nothing can be
/// evicted: a node that is drained would wait for ever.
enum DisruptionBudgetHealth {
    static func health(of live: JSONValue) -> Health {
        if let allowed = live.condition("DisruptionAllowed"), allowed.reason == "SyncFailed" {
            return .waiting(allowed.explanation)
        }
        return live.observedGeneration == nil ? .waiting("its controller has not seen it yet") : .done
    }
}
