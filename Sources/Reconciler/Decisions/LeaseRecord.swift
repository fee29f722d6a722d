package import ObjectModel

/// What a `coordination.k8s.io/v1` Lease says about who leads, and the version of the object that said it.
///
/// Field meanings: <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/>.
package struct LeaseRecord: Hashable, Sendable {
    /// Empty for a lease that was given up.
    package var holderIdentity: String
    package var leaseDurationSeconds: Int64
    /// `metav1.MicroTime` text, for people alone: no decision compares clocks of two machines.
    package var acquireTime: String
    package var renewTime: String
    package var leaseTransitions: Int64
    /// Of the object that was read; a write sends it along, so that the server refuses it after any other write.
    package var resourceVersion: String

    package init(
        holderIdentity: String, leaseDurationSeconds: Int64, acquireTime: String, renewTime: String,
        leaseTransitions: Int64 = 0, resourceVersion: String = ""
    ) {
        self.holderIdentity = holderIdentity
        self.leaseDurationSeconds = leaseDurationSeconds
        self.acquireTime = acquireTime
        self.renewTime = renewTime
        self.leaseTransitions = leaseTransitions
        self.resourceVersion = resourceVersion
    }
}

extension LeaseRecord {
    /// Reads a Lease object; what it lacks is empty or zero, as for a lease that nobody holds.
    package init(lease: JSONValue) {
        let spec = lease["spec"]
        self.init(
            holderIdentity: spec?["holderIdentity"]?.string ?? "",
            leaseDurationSeconds: spec?["leaseDurationSeconds"]?.integer ?? 0,
            acquireTime: spec?["acquireTime"]?.string ?? "", renewTime: spec?["renewTime"]?.string ?? "",
            leaseTransitions: spec?["leaseTransitions"]?.integer ?? 0,
            resourceVersion: lease["metadata"]?["resourceVersion"]?.string ?? "")
    }

    /// The object to create or to replace. Empty fields are left out: the API has no empty times.
    package func lease(namespace: String, name: String) -> JSONValue {
        var metadata = JSONObject()
        metadata["name"] = .string(name)
        metadata["namespace"] = .string(namespace)
        if !resourceVersion.isEmpty { metadata["resourceVersion"] = .string(resourceVersion) }
        var spec = JSONObject()
        if !holderIdentity.isEmpty { spec["holderIdentity"] = .string(holderIdentity) }
        spec["leaseDurationSeconds"] = .integer(leaseDurationSeconds)
        if !acquireTime.isEmpty { spec["acquireTime"] = .string(acquireTime) }
        if !renewTime.isEmpty { spec["renewTime"] = .string(renewTime) }
        spec["leaseTransitions"] = .integer(leaseTransitions)
        return [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": .object(metadata),
            "spec": .object(spec),
        ]
    }
}
