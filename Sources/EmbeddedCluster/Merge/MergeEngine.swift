import ObjectModel
import OpenAPISchema

/// Server-side apply and the ownership of plain updates; pure (KEP-555).
///
/// A port of the chain of managers in apiserver's `endpoints/handlers/fieldmanager` over structured-merge-diff's
/// `merge.Updater`, both of 1.20. The entries of one object in several versions are taken as of one shape.
struct MergeEngine {
    let view: TypeView
    let type: TypeView.Reference
    /// Of the request: `apps/v1`.
    let version: String
    /// The versions that are still served; entries of others are dropped.
    let servedVersions: Set<String>
    /// What a new object of the kind is before anything is set.
    let emptyObject: JSONValue
    let now: Timestamp

    /// A new object and who owns what in it. `isChanged` is false where the apply changes no field.
    struct Result {
        var object: JSONValue
        var managed: ManagedFields
    }

    /// Ownership after `new` replaced `live` by anything but an apply. `isCreate`: `live` is the empty object.
    func update(live: JSONValue, new: JSONValue, managed: ManagedFields, manager: String, isCreate: Bool)
        -> ManagedFields
    {
        if managed.entries.isEmpty && !isCreate { return managed }
        return cap(own(live: live, new: new, managed: managed, manager: manager))
    }

    private func own(live: JSONValue, new: JSONValue, managed: ManagedFields, manager: String) -> ManagedFields {
        let owner = ManagedFields.Manager(
            name: manager.isEmpty ? "unknown" : manager, isApplier: false, version: version)
        let former = managed.entries[owner]
        let comparison = view.compare(live, new, type)
        var result = takeOver(comparison, from: managed, except: nil).managed
        let own = comparison.modified.union(comparison.added).subtracting(comparison.removed)
            .subtracting(Self.identity)
        guard !own.isEmpty else { return result }
        let fields = own.union(result.entries[owner]?.fields ?? FieldSet())
        let time = fields == former?.fields ? former?.time : now.wireText
        result.entries[owner] = ManagedFields.Entry(fields: fields, version: version, time: time)
        return result
    }

    /// Lays `applied` over `live`, removes what `manager` applied before and no longer does, and moves ownership.
    func apply(live: JSONValue, applied: JSONValue, managed: ManagedFields, manager: String, force: Bool)
        throws(ApplyConflict) -> Result
    {
        var managed = managed
        if managed.entries.isEmpty {
            // An object from before its fields were tracked belongs to nobody we know.
            let empty = emptyObject
            managed = cap(own(live: empty, new: live, managed: managed, manager: "before-first-apply"))
        }
        let owner = ManagedFields.Manager(name: manager.isEmpty ? "unknown" : manager, isApplier: true, version: "")
        let former = managed
        let last = managed.entries[owner]
        managed.entries = managed.entries.filter { servedVersions.contains($0.value.version) }
        managed.entries[owner] = ManagedFields.Entry(
            fields: view.fieldSet(of: applied, type), version: version, time: last?.time)
        let merged = prune(view.merge(live, applied, type) ?? live, managed, last: last?.fields)
        let comparison = view.compare(live, merged, type)
        let taken = takeOver(comparison, from: managed, except: owner)
        guard force || taken.conflicts.isEmpty else { throw ApplyConflict(conflicts: taken.conflicts) }
        var result = taken.managed
        result.strip(owner)
        if !comparison.isSame || !result.isSame(as: former) { result.entries[owner]?.time = now.wireText }
        return Result(object: comparison.isSame ? live : merged, managed: result)
    }

    /// Takes what `comparison` changed from every other manager; says from whom.
    private func takeOver(
        _ comparison: ValueComparison, from managed: ManagedFields, except owner: ManagedFields.Manager?
    )
        -> (managed: ManagedFields, conflicts: [ApplyConflict.Conflict])
    {
        var result = managed
        var conflicts: [ApplyConflict.Conflict] = []
        let changed = comparison.modified.union(comparison.added)
        for (manager, entry) in managed.entries where manager != owner {
            guard servedVersions.contains(entry.version) else {
                result.entries[manager] = nil
                continue
            }
            let contested = entry.fields.intersection(changed)
            conflicts += contested.paths.map { ApplyConflict.Conflict(manager: manager, path: $0) }
            result.entries[manager]?.fields = entry.fields.subtracting(contested).subtracting(comparison.removed)
        }
        result.entries = result.entries.filter { !$0.value.fields.isEmpty }
        return (result, conflicts)
    }

    /// Removes what the applier set last time (`last`), does not set now, and no one else owns.
    private func prune(_ merged: JSONValue, _ managed: ManagedFields, last: FieldSet?) -> JSONValue {
        guard let last, !last.isEmpty else { return merged }
        let all = view.fieldSet(of: merged, type)
        var pruned = view.removing(last, from: merged, type)
        let owned = managed.entries.values.reduce(FieldSet()) { $0.union($1.fields) }
        pruned = view.removing(
            all.subtracting(view.fieldSet(of: pruned, type).union(owned)), from: merged, type)
        return view.removing(
            all.subtracting(view.fieldSet(of: pruned, type)).intersection(last), from: merged, type)
    }

    /// More updaters than this are merged, the oldest first.
    private static let updaterLimit = 10

    private func cap(_ managed: ManagedFields) -> ManagedFields {
        var result = managed
        let updaters = managed.entries.filter { !$0.key.isApplier }.sorted {
            ($0.value.time ?? "", $0.key.identifier) < ($1.value.time ?? "", $1.key.identifier)
        }
        var count = updaters.count
        var first: [String: ManagedFields.Manager] = [:]
        for (manager, entry) in updaters where count > Self.updaterLimit {
            guard let oldest = first[entry.version] else {
                first[entry.version] = manager
                continue
            }
            let bucket = ManagedFields.Manager(name: "ancient-changes", isApplier: false, version: entry.version)
            if result.entries[bucket] == nil { result.entries[bucket] = result.entries.removeValue(forKey: oldest) }
            let fields = result.entries[bucket]?.fields ?? FieldSet()
            result.entries[bucket] = ManagedFields.Entry(
                fields: entry.fields.union(fields), version: entry.version, time: entry.time)
            result.entries[manager] = nil
            count -= 1
        }
        return result
    }

    /// What no one owns (`stripmeta.go`).
    fileprivate static let identity = FieldSet(
        [FieldPath([.field("apiVersion")]), FieldPath([.field("kind")]), FieldPath([.field("metadata")])]
            + [
                "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation",
                "managedFields", "resourceVersion",
            ].map { FieldPath([.field("metadata"), .field($0)]) })
}

extension ManagedFields {
    fileprivate mutating func strip(_ manager: Manager) {
        guard let entry = entries[manager] else { return }
        let fields = entry.fields.subtracting(MergeEngine.identity)
        if fields.isEmpty { entries[manager] = nil } else { entries[manager]?.fields = fields }
    }

    /// Times aside.
    fileprivate func isSame(as other: ManagedFields) -> Bool {
        entries.count == other.entries.count
            && entries.allSatisfy { manager, entry in
                other.entries[manager].map { $0.fields == entry.fields && $0.version == entry.version } ?? false
            }
    }
}

/// Fields that others own and an apply without force would change.
struct ApplyConflict: Error {
    struct Conflict: Hashable {
        var manager: ManagedFields.Manager
        var path: FieldPath
    }

    /// By manager, then path.
    var conflicts: [Conflict]

    init(conflicts: [Conflict]) {
        self.conflicts = conflicts.sorted {
            ($0.manager.identifier, $0.path.serverText) < ($1.manager.identifier, $1.path.serverText)
        }
    }

    var status: APIStatus {
        let causes = conflicts.map { conflict in
            APIStatus.Cause(
                reason: "FieldManagerConflict", message: "conflict with \(conflict.manager.description)",
                field: conflict.path.serverText)
        }
        return APIStatus(
            409, "Conflict", message, details: APIStatus.details("", "", "", causes: causes))
    }

    private var message: String {
        if conflicts.count == 1 {
            return "Apply failed with 1 conflict: conflict with \(conflicts[0].manager.description): "
                + conflicts[0].path.serverText
        }
        var lines: [String] = []
        var manager: ManagedFields.Manager?
        for conflict in conflicts {
            if conflict.manager != manager { lines.append("conflicts with \(conflict.manager.description):") }
            manager = conflict.manager
            lines.append("- \(conflict.path.serverText)")
        }
        return "Apply failed with \(conflicts.count) conflicts: \(lines.joined(separator: "\n"))"
    }
}
