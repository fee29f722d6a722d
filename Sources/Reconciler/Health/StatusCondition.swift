import ObjectModel

/// One entry of `status.conditions`, in the form of `metav1.Condition` and of the older kinds.
struct StatusCondition {
    let type: String
    /// `True`, `False` or `Unknown`.
    let status: String
    let reason: String
    let message: String
    let observedGeneration: Int64?
    let lastTransitionTime: Timestamp?

    init(_ value: JSONValue) {
        type = value["type"]?.string ?? ""
        status = value["status"]?.string ?? ""
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
        observedGeneration = value["observedGeneration"]?.integer
        lastTransitionTime = value["lastTransitionTime"]?.string.flatMap { Timestamp($0) }
    }

    var isTrue: Bool { status == "True" }
    var isFalse: Bool { status == "False" }

    /// `Reason: message`, or what of it is there, or the condition itself.
    var explanation: String {
        let parts = [reason, message].filter { !$0.isEmpty }
        return parts.isEmpty ? "\(type) is \(status.isEmpty ? "not known" : status)" : parts.joined(separator: ": ")
    }
}

extension JSONValue {
    /// The first condition of this type.
    func condition(_ type: String) -> StatusCondition? {
        self["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }.map(StatusCondition.init)
    }

    /// A count in `status`, within the 32 bits that the API gives it; absent is 0, as Go leaves zeros out.
    func statusCount(_ name: String) -> Int64 { self["status"]?[name]?.count ?? 0 }

    /// `spec.replicas`, 1 where the API's default is not written down.
    var wantedReplicas: Int64 { self["spec"]?["replicas"]?.count ?? 1 }

    /// Within 0 and the largest `int32`, whatever stands there, so that sums of counts never overflow.
    var count: Int64? { integer.map { min(max($0, 0), Int64(Int32.max)) } }

    var generation: Int64? { self["metadata"]?["generation"]?.integer }
    var observedGeneration: Int64? { self["status"]?["observedGeneration"]?.integer }
}
