import ObjectModel

/// A Pod is done when it is ready, or has succeeded; one that is meant to end is done only then.
///
/// What differs from kstatus: a Pod in phase Failed has failed (there it is current), a Pod that restarts at most on
/// failure is waited for until it ends, as Argo CD does (its outcome is what it was made for), and a crash loop or a
/// Pod without a node is waited for until the deadline, since what it lacks may be on its way in the same commit.
enum PodHealth {
    static func health(of live: JSONValue, events: [JSONValue]) -> Health {
        let diagnosis = PodDiagnosis.message(pod: live, events: events)
        switch live["status"]?["phase"]?.string {
        case "Succeeded": return .done
        case "Failed": return .failed(diagnosis?.message ?? "has failed")
        case "Running":
            let isEndless = (live["spec"]?["restartPolicy"]?.string ?? "Always") == "Always"
            if isEndless, live.condition("Ready")?.isTrue == true { return .done }
            if diagnosis == nil, !isEndless { return .waiting("is running and has not ended") }
        default: break
        }
        guard let diagnosis else { return .waiting("is not ready") }
        return diagnosis.isFinal ? .failed(diagnosis.message) : .waiting(diagnosis.message)
    }
}
