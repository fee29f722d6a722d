import ObjectModel

/// A PersistentVolumeClaim is done when it is bound, and failed when its volume is lost.
///
/// Where its class waits for the first consumer, an unbound claim is done as well: nothing more happens before a Pod
/// uses it, and that Pod would never be applied if its claim were waited for. kstatus and Argo CD wait there for ever.
/// The class says so, or the Event that the controller writes on the claim.
enum PersistentVolumeClaimHealth {
    static func health(of live: JSONValue, evidence: HealthEvidence) -> Health {
        switch live["status"]?["phase"]?.string {
        case "Bound": return .done
        case "Lost": return .failed("its volume \(live["spec"]?["volumeName"]?.string ?? "") is lost")
        default: break
        }
        if waitsForConsumer(live, evidence) { return .done }
        let problem = ObjectEvents(evidence.events, about: live).latestWarning
        return .waiting(problem.map { "is not bound: \($0.explanation)" } ?? "is not bound")
    }

    private static func waitsForConsumer(_ live: JSONValue, _ evidence: HealthEvidence) -> Bool {
        // The scheduler has chosen a node: a consumer is there, and now the volume is due.
        if live["metadata"]?["annotations"]?["volume.kubernetes.io/selected-node"] != nil { return false }
        if let mode = evidence.storageClass?["volumeBindingMode"]?.string { return mode == "WaitForFirstConsumer" }
        return ObjectEvents(evidence.events, about: live).latest?.reason == "WaitForFirstConsumer"
    }
}
