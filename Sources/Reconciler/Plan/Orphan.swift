package import ObjectModel

/// A live object that carries our label and is not in Git: a prune candidate, with what the guards ask of it.
package struct Orphan: Hashable, Sendable {
    package var key: ObjectKey
    package var kind: GroupVersionKind
    package var uid: String
    package var resourceVersion: String
    package var isTerminating: Bool
    /// `Deployment web`, of the first owner; `nil` for an object that nobody owns.
    package var owner: String?
    /// The annotation that forbids pruning, as `name: value`.
    package var keptBy: String?
    /// The annotation that asks for approval, as `name: value`.
    package var approvalBy: String?
    package var wave: Int

    /// `nil` for an object without a name or a uid, which no server sends.
    package init?(_ live: JSONValue) {
        guard let apiVersion = live["apiVersion"]?.string, let kindName = live["kind"]?.string,
            let metadata = live["metadata"], let name = metadata["name"]?.string, let uid = metadata["uid"]?.string
        else { return nil }
        kind = GroupVersionKind(apiVersion: apiVersion, kind: kindName)
        key = ObjectKey(groupKind: kind.groupKind, namespace: metadata["namespace"]?.string ?? "", name: name)
        self.uid = uid
        resourceVersion = metadata["resourceVersion"]?.string ?? ""
        isTerminating = metadata["deletionTimestamp"] != nil
        owner = metadata["ownerReferences"]?.array?.first.map {
            "\($0["kind"]?.string ?? "object") \($0["name"]?.string ?? "")"
        }
        wave = SyncWave(of: live).number
        let choice = PruneChoice(of: live)
        switch choice.decision {
        case .allowed: break
        case .refused: keptBy = choice.source?.description ?? "an annotation"
        case .needsApproval: approvalBy = choice.source?.description ?? "an annotation"
        }
    }
}
