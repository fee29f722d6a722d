package import ObjectModel
package import OpenAPISchema

/// Decides what became of one object: the pure core of everything.
///
/// No clock, no network, no log: equal input gives equal output.
package struct ObjectComparison: Sendable {
    package let schema: TypeTable
    package let policy: DriftPolicy
    /// Workloads whose `spec.replicas` an autoscaler of the same repository sets.
    package let autoscaled: Set<ObjectKey>

    package init(schema: TypeTable, policy: DriftPolicy = DriftPolicy(), autoscaled: Set<ObjectKey> = []) {
        self.schema = schema
        self.policy = policy
        self.autoscaled = autoscaled
    }

    /// The outcome for `desired` where `live` is what the cluster has of it; `nil` for an object that is not there.
    package func drift(of desired: DesiredObject, live: JSONValue?) -> ObjectDrift {
        var result = ObjectDrift(
            key: desired.key, apiVersion: desired.kind.apiVersion, verdict: .inSync, location: desired.location())
        if let reason = ComparisonOptOut.reason(in: desired.value, exists: live != nil) {
            result.notes = [reason]
            return result
        }
        guard let live else {
            result.verdict = .missing
            return result
        }
        if let time = live["metadata"]?["deletionTimestamp"]?.string {
            result.verdict = .terminating
            result.reason = "deletion was asked for at \(time) and is not finished"
            return result
        }
        compare(desired, live, into: &result)
        return result
    }

    private func compare(_ desired: DesiredObject, _ live: JSONValue, into result: inout ObjectDrift) {
        let findings = ComparisonWork(comparison: self, desired: desired, live: live).findings()
        result.changes = findings.changes.map(\.change)
        result.notes = findings.notes
        result.ignored = findings.ignored
        result.verdict = Self.verdict(of: findings.changes)
        if let refused = findings.changes.first(where: \.isRefused) {
            result.verdict = .unknown
            result.reason = "the API server would refuse what Git has at \(refused.change.path)"
        }
        if result.verdict != .inSync, let version = live["apiVersion"]?.string, version != desired.kind.apiVersion {
            result.verdict = .unknown
            result.changes = []
            result.reason = Self.otherVersion(version, than: desired.kind)
        }
    }

    /// Only an export has another version: a server answers in the one that it is asked for.
    private static func otherVersion(_ version: String, than kind: GroupVersionKind) -> String {
        let resource = [kind.kind, kind.version, kind.group].filter { !$0.isEmpty }.joined(separator: ".")
        return "the export has it as \(version) and Git as \(kind.apiVersion), and fields may differ by version "
            + "(hint: write \(version) in Git, or export it with 'kubectl get \(resource)')"
    }

    private static func verdict(of changes: [ComparisonWork.Attributed]) -> Verdict {
        guard !changes.isEmpty else { return .inSync }
        if changes.contains(where: \.isClaimed) { return .conflict }
        return changes.allSatisfy { $0.change.cause == .foreign } ? .foreign : .drifted
    }
}
