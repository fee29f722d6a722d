package import ObjectModel

/// Why a Pod does not start or does not get ready, from the Pod and the Events about it.
///
/// The causes in the order in which a Pod meets them: it ended, no node, the node's runtime, images, containers,
/// probes. What containers wrote before they ended (`terminated.message`) is never told, it may hold secrets.
/// Reasons: kubelet `pkg/kubelet/images/types.go`, `pkg/kubelet/container/sync_result.go`, `kuberuntime`.
package enum PodDiagnosis {
    /// `nil` for a Pod that is well, or so young that there is nothing to tell. `isFinal` where nothing but a change
    /// of the Pod helps; an image or a node may still come.
    package static func message(pod: JSONValue, events: [JSONValue]) -> (message: String, isFinal: Bool)? {
        switch pod["status"]?["phase"]?.string {
        case "Succeeded": return nil
        case "Failed": return (ended(pod), true)
        default: break
        }
        if pod.condition("Ready")?.isTrue == true { return nil }
        let own = ObjectEvents(events, about: pod)
        if let why = unscheduled(pod) { return (why, false) }
        if let why = container(pod, own) { return why }
        return sandbox(pod, own).map { ($0, false) }
    }

    /// The Pods of a workload in one line: the worst off by name, and how many others are not well either.
    ///
    /// Pods on their way out are left out. `nil` where all are well.
    package static func summary(pods: [JSONValue], events: [JSONValue]) -> String? {
        let unwell = pods.filter { $0["metadata"]?["deletionTimestamp"] == nil }.compactMap { pod in
            message(pod: pod, events: events).map { (name: pod["metadata"]?["name"]?.string ?? "", why: $0) }
        }.sorted { ($0.why.isFinal ? 0 : 1, $0.name) < ($1.why.isFinal ? 0 : 1, $1.name) }
        guard let worst = unwell.first else { return nil }
        let others = unwell.count > 1 ? " (and \(unwell.count - 1) more Pods)" : ""
        return "Pod \(worst.name) \(worst.why.message)\(others)"
    }

    /// Why a controller cannot even make Pods: a quota, an admission webhook, a RuntimeClass that does not exist.
    ///
    /// `owner` is the ReplicaSet, Job, DaemonSet or StatefulSet. The last Event alone: an older refusal is over once
    /// Pods were made after it.
    package static func refusal(owner: JSONValue, events: [JSONValue]) -> String? {
        if let failure = owner.condition("ReplicaFailure"), failure.isTrue { return failure.explanation }
        guard let latest = ObjectEvents(events, about: owner).latest, latest.reason == "FailedCreate" else {
            return nil
        }
        return latest.explanation
    }

    /// A Pod whose phase is Failed: evicted or not admitted by its node, or its containers' ends.
    private static func ended(_ pod: JSONValue) -> String {
        let reason = pod["status"]?["reason"]?.string ?? ""
        let detail = pod["status"]?["message"]?.string ?? ""
        if !reason.isEmpty || !detail.isEmpty {
            let text = [reason, detail].filter { !$0.isEmpty }.joined(separator: ": ")
            return GPUWords.lacksGPU(detail) ? "found no GPU left on its node: \(text)" : "has failed: \(text)"
        }
        let ends = containers(of: pod).compactMap { container in
            container.end.map { "container \(container.name) ended with \($0)" }
        }
        return ends.isEmpty ? "has failed" : "has failed: \(ends.joined(separator: ", "))"
    }

    private static func unscheduled(_ pod: JSONValue) -> String? {
        guard let scheduled = pod.condition("PodScheduled"), scheduled.isFalse else { return nil }
        // What preemption would not help with says nothing more about the cause.
        let message = scheduled.message.cut(before: "preemption:")
        switch scheduled.reason {
        case "SchedulingGated":
            let gates = pod["spec"]?["schedulingGates"]?.array?.compactMap { $0["name"]?.string } ?? []
            return "is held back from scheduling by \(gates.isEmpty ? "a gate" : gates.joined(separator: ", "))"
        case "Unschedulable":
            return GPUWords.lacksGPU(message) ? "finds no GPU left: \(message)" : "finds no node: \(message)"
        default: return "is not scheduled: \(scheduled.explanation)"
        }
    }

    private static func container(_ pod: JSONValue, _ events: ObjectEvents) -> (message: String, isFinal: Bool)? {
        for container in containers(of: pod) where !container.isReady {
            if let why = container.waiting(pod, events) { return why }
            if let end = container.end, container.isFailed {
                return ("container \(container.name) ended with \(end)", false)
            }
        }
        return nil
    }

    /// The node has the Pod and no container runs yet, or one runs and is not ready: only Events tell.
    private static func sandbox(_ pod: JSONValue, _ events: ObjectEvents) -> String? {
        guard let warning = events.latestWarning else { return nil }
        if let why = GPUWords.missingRuntime(in: warning.message, of: pod) { return why }
        if warning.reason == "Unhealthy" { return "is not ready: \(warning.message)" }
        return "does not start: \(warning.explanation)"
    }

    private static func containers(of pod: JSONValue) -> [ContainerReport] {
        ["initContainerStatuses", "containerStatuses"].flatMap { list in
            (pod["status"]?[list]?.array ?? []).map { ContainerReport($0, isInit: list == "initContainerStatuses") }
        }
    }
}

extension String {
    fileprivate func cut(before mark: String) -> String {
        let bytes = Array(utf8)
        guard let found = bytes.firstRange(of: Array(mark.utf8)) else { return self }
        return String(decoding: bytes[..<found.lowerBound], as: UTF8.self)
    }
}
