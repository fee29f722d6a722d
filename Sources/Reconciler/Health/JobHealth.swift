import ObjectModel

/// A Job is done when it is complete, and failed when it says so; everything before is waiting.
///
/// kstatus takes a Job that has started for current, and a suspended one as well. A smoke test that still runs, or that
/// somebody holds back, has proved nothing, so both are waited for here, as Flux does with a reader of its own.
/// Conditions: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/>.
enum JobHealth {
    static func health(of live: JSONValue) -> Health {
        if let complete = live.condition("Complete"), complete.isTrue { return .done }
        if let failed = live.condition("Failed"), failed.isTrue { return .failed(failed.explanation) }
        let succeeded = live.statusCount("succeeded")
        // Set some time before Failed, while Pods are still being stopped.
        if let failing = live.condition("FailureTarget"), failing.isTrue {
            return .waiting("is about to fail: \(failing.explanation)", progress: succeeded)
        }
        if live["spec"]?["suspend"]?.bool == true { return .waiting("is suspended", progress: succeeded) }
        guard live["status"]?["startTime"]?.string != nil else { return .waiting("has not started") }
        let goal = live["spec"]?["completions"]?.integer.map { " of \($0)" } ?? ""
        return .waiting(
            "is running: \(succeeded)\(goal) succeeded, \(live.statusCount("active")) active, "
                + "\(live.statusCount("failed")) failed", progress: succeeded)
    }
}
