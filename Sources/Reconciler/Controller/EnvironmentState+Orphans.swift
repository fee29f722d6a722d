import ObjectModel

/// One object may be shown by several groups, with one uid: an Ingress by `networking.k8s.io` and `extensions`, what
/// an aggregated API mirrors. Deleted in the one it is gone from the other.
extension EnvironmentState {
    /// The uids of declared objects, as far as they were seen.
    var declaredUIDs: Set<String> { Set(objects.keys.compactMap(uid)) }

    func isDeclared(uid: String) -> Bool { objects.keys.contains { self.uid($0) == uid } }

    /// `nil` where the object is not live, or was not seen yet.
    private func uid(_ key: ObjectKey) -> String? {
        let uid = objects.read(key) { $0.seen?.uid } ?? nil
        return uid?.isEmpty == false ? uid : nil
    }

    /// The orphans that are no declared object under another name, by key. One that may be, because the declared
    /// object's uid is not known yet, has to wait.
    var certainOrphans: [Orphan] {
        guard !orphans.isEmpty else { return [] }
        let uids = Set(orphans.values.map(\.uid))
        let places = Dictionary(grouping: orphans.values) { Place($0.key) }
        var doubtful: Set<String> = []
        for key in objects.keys {
            if let uid = uid(key) {
                if uids.contains(uid) { doubtful.insert(uid) }
            } else {
                doubtful.formUnion((places[Place(key)] ?? []).map(\.uid))
            }
        }
        return orphans.values.filter { !doubtful.contains($0.uid) }.sorted { $0.key < $1.key }
    }

    /// What two groups that show one object agree on.
    private struct Place: Hashable {
        var kind: String
        var namespace: String
        var name: String

        init(_ key: ObjectKey) {
            kind = key.groupKind.kind
            namespace = key.namespace
            name = key.name
        }
    }
}
