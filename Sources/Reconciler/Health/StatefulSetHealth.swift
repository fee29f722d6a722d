import ObjectModel

/// A StatefulSet is done when all its Pods are ready and those above the partition are of the newest template.
///
/// The rule of kstatus, but for `OnDelete`: kstatus takes such a set for done whatever its Pods do, here the Pods must
/// be ready, as for Argo CD; only their update is left to whoever deletes them. A StatefulSet never says that it has
/// failed. The API server always writes a partition, 0 by default.
enum StatefulSetHealth {
    static func health(of live: JSONValue) -> Health {
        let wanted = live.wantedReplicas
        let all = live.statusCount("replicas")
        let ready = live.statusCount("readyReplicas")
        let updated = live.statusCount("updatedReplicas")
        let progress = min(ready, wanted) + min(updated, wanted)
        if all < wanted { return .waiting("\(all) of \(wanted) Pods are created", progress: progress) }
        if ready < wanted { return .waiting("\(ready) of \(wanted) Pods are ready", progress: progress) }
        if all > wanted { return .waiting("\(all - wanted) Pods too many are still there", progress: progress) }
        let strategy = live["spec"]?["updateStrategy"]
        guard strategy?["type"]?.string != "OnDelete" else { return .done }
        return update(
            of: live, wanted: wanted, updated: updated,
            partition: strategy?["rollingUpdate"]?["partition"]?.count ?? 0, progress)
    }

    /// Of a partitioned set the revisions stay apart for good, so they are compared only without a partition.
    private static func update(
        of live: JSONValue, wanted: Int64, updated: Int64, partition: Int64, _ progress: Int64
    ) -> Health {
        let due = wanted - min(partition, wanted)
        if updated < due { return .waiting("\(updated) of \(due) Pods are updated", progress: progress) }
        guard partition == 0, let current = live["status"]?["currentRevision"]?.string,
            let next = live["status"]?["updateRevision"]?.string, current != next
        else { return .done }
        return .waiting("the update to revision \(next) is not finished", progress: progress)
    }
}
