package import Drift
package import ObjectModel

/// What one look at a live object told; nothing else of the object is kept.
package struct Observation: Hashable, Sendable {
    package var outcome: ObjectDrift
    /// Empty where the object is not there.
    package var uid: String
    package var resourceVersion: String
    /// Whether the object carries our label and we are its applier.
    package var isOurs: Bool
    package var health: Health
    /// When the last of the changes was made, seconds since 1970, as far as the API server has recorded it of somebody
    /// else; 1.20 records nothing of a subresource, nor does any of a deletion.
    package var driftedAt: Int64? {
        outcome.changes.compactMap { change in
            guard let owner = change.owner, owner.manager != FieldManager.name else { return nil }
            return owner.time.flatMap { Timestamp($0) }?.seconds
        }.max()
    }

    /// `live` is `nil` for an object that is not there.
    package init(
        of desired: DesiredObject, live: JSONValue?, comparison: ObjectComparison, environment: String
    ) {
        outcome = comparison.drift(of: desired, live: live)
        uid = live?["metadata"]?["uid"]?.string ?? ""
        resourceVersion = live?.resourceVersion ?? ""
        guard let live else {
            isOurs = false
            health = .waiting("is not there yet")
            return
        }
        let managed = ManagedFields(of: live)
        isOurs =
            OwnershipLabel.isOn(live, of: environment)
            && managed.entries.contains { $0.owner.manager == FieldManager.name && $0.owner.operation == .apply }
        health = Self.health(of: live, kind: desired.key.groupKind)
    }

    /// For an object that could not be looked at.
    package init(unknown outcome: ObjectDrift) {
        self.outcome = outcome
        uid = ""
        resourceVersion = ""
        isOurs = true
        health = .waiting("could not be read")
    }

    /// What the object says of itself. Of the GPU operator's kinds that is not enough to be believed: their DaemonSets
    /// are looked at beside it.
    private static func health(of live: JSONValue, kind: GroupKind) -> Health {
        let health = HealthReading.health(of: live, kind: kind)
        guard health.state == .done, GPUOperatorHealth.concerns(kind) else { return health }
        return .waiting("the DaemonSets of the GPU operator were not looked at yet")
    }
}
