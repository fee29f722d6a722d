package import ObjectModel

/// ClusterPolicy, NVIDIADriver and GPUCluster of the NVIDIA GPU Operator.
///
/// `status.state` alone cannot be believed: right after an edit it is still the `ready` of the state before, and until
/// its releases of 2026 the operator wrote no `observedGeneration` that would tell. So `ready` counts when a condition
/// is about the present generation; or when it turned true after the edit; or when the operator has had the time to see
/// the edit, for an edit that changes nothing turns nothing. And the DaemonSets that the operator made must have been
/// rolled out. Sources: NVIDIA/gpu-operator `internal/conditions`, `controllers/clusterpolicy_controller.go` (states are
/// walked at once after a change, and again every 5 s until ready). kstatus and Argo CD have no rule for these kinds.
package enum GPUOperatorHealth {
    /// How long after an edit `ready` is not believed without proof.
    private static let settling: Int64 = 30

    /// Whether objects of `kind` are the operator's, so that its DaemonSets tell of them.
    package static func concerns(_ kind: GroupKind) -> Bool {
        kind.group == "nvidia.com" && ["ClusterPolicy", "NVIDIADriver"].contains(kind.kind)
    }

    /// Where the operator keeps the DaemonSets that belong to `evidence.operands`; `nil` before it has said so.
    package static func operandNamespace(of live: JSONValue) -> String? { live["status"]?["namespace"]?.string }

    static func health(of live: JSONValue, evidence: HealthEvidence) -> Health {
        // The literal reason `Error` is on Ready; what happened is on the condition Error.
        let error = live.condition("Error").flatMap { $0.isTrue ? $0 : nil }
        switch live["status"]?["state"]?.string ?? "" {
        case "": return .waiting(error?.explanation ?? "the GPU Operator has not seen it yet")
        case "ready": break
        case "ignored": return .failed(error?.explanation ?? "the GPU Operator follows another object of this kind")
        case "disabled": return .failed(error?.explanation ?? "the GPU Operator is set up not to use it")
        case let state: return notReady(state, error)
        }
        if let error { return notReady("notReady", error) }
        let ready = live.condition("Ready")
        if let ready, !ready.isTrue || ready.reason == "NFDLabelsMissing" { return .waiting(ready.explanation) }
        if isStale(ready, live, evidence) { return .waiting("the GPU Operator has not seen the last change yet") }
        return operands(of: live, evidence.operands ?? [])
    }

    private static func notReady(_ state: String, _ error: StatusCondition?) -> Health {
        guard let error else { return .waiting("is \(state)") }
        // Two drivers for one node: no time mends that.
        return error.reason == "ConflictingNodeSelector" ? .failed(error.explanation) : .waiting(error.explanation)
    }

    private static func isStale(_ ready: StatusCondition?, _ live: JSONValue, _ evidence: HealthEvidence) -> Bool {
        if let observed = ready?.observedGeneration, observed > 0, let generation = live.generation {
            return observed != generation
        }
        guard let edited = evidence.edited ?? lastEdit(of: live) else { return false }
        if let turned = ready?.lastTransitionTime, turned > edited { return false }
        guard let now = evidence.now else { return false }
        return now.seconds < edited.seconds || now.seconds - edited.seconds < settling
    }

    /// When anything but the status was last written, by the API server's clock.
    private static func lastEdit(of live: JSONValue) -> Timestamp? {
        let entries = live["metadata"]?["managedFields"]?.array ?? []
        return entries.filter { $0["subresource"]?.string != "status" }
            .compactMap { $0["time"]?.string.flatMap { Timestamp($0) } }.max()
    }

    /// Whether each DaemonSet that `live` owns is rolled out; the first by name that is not is named.
    private static func operands(of live: JSONValue, _ all: [JSONValue]) -> Health {
        let uid = live["metadata"]?["uid"]?.string
        let owned = all.filter { operand in
            operand["metadata"]?["ownerReferences"]?.array?.contains { $0["uid"]?.string == uid } ?? false
        }
        let outcomes = owned.map { operand in
            (name: operand["metadata"]?["name"]?.string ?? "", health: health(ofOperand: operand, of: live))
        }.sorted { $0.name < $1.name }
        let unfinished = outcomes.filter { $0.health.state != .done }
        guard let first = unfinished.first else { return .done }
        let others = unfinished.count > 1 ? " (and \(unfinished.count - 1) more DaemonSets)" : ""
        let finished = Int64(outcomes.count - unfinished.count)
        return .waiting(
            "DaemonSet \(first.name): \(first.health.message)\(others)",
            progress: unfinished.reduce(finished) { $0 + min($1.health.progress, 1_000_000) })
    }

    /// The driver's DaemonSet is OnDelete: its Pods follow when the operator's upgrade controller deletes them, and
    /// where that is off they are not waited for.
    private static func health(ofOperand operand: JSONValue, of live: JSONValue) -> Health {
        let isOnDelete = operand["spec"]?["updateStrategy"]?["type"]?.string == "OnDelete"
        return DaemonSetHealth.health(of: operand, needsUpdate: !isOnDelete || upgradesDrivers(live))
    }

    /// The upgrade controller does nothing while sandbox workloads are on.
    private static func upgradesDrivers(_ live: JSONValue) -> Bool {
        let spec = live["spec"]
        let policy = spec?["driver"]?["upgradePolicy"] ?? spec?["upgradePolicy"]
        return policy?["autoUpgrade"]?.bool == true && spec?["sandboxWorkloads"]?["enabled"]?.bool != true
    }
}
