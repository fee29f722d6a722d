import ObjectModel
import OpenAPISchema

/// Keeping `metadata.managedFields` (apiserver `handlers/fieldmanager/fieldmanager.go`).
extension ClusterState {
    private func engine(_ context: WriteContext) -> MergeEngine {
        let versions = catalog.versions(of: context.resource.name).map(\.kind.apiVersion)
        return MergeEngine(
            view: TypeView(catalog.types), type: context.resource.type.map(TypeView.Reference.type) ?? .deduced,
            version: context.resource.kind.apiVersion, servedVersions: Set(versions),
            emptyObject: emptyObject(of: context.resource), now: context.now)
    }

    /// `new` with its ownership, after it replaced `live`; `nil` for a new object.
    func owned(_ new: JSONValue, live: JSONValue?, _ context: WriteContext) -> JSONValue {
        guard let managed = managed(new, live: live, context) else { return new.withoutManagedFields }
        let engine = engine(context)
        let result = engine.update(
            live: (live ?? engine.emptyObject).withoutManagedFields, new: new.withoutManagedFields, managed: managed,
            manager: context.options.manager, isCreate: live == nil)
        return new.withManagedFields(result)
    }

    /// The ownership to go on from: what the request states, else what the object had. An empty list, or a list of one
    /// empty entry, is how a client takes all ownership away.
    private func managed(_ new: JSONValue, live: JSONValue?, _ context: WriteContext) -> ManagedFields? {
        let liveFields = ManagedFields(live?.metadata["managedFields"]?.array ?? []) ?? ManagedFields()
        guard context.subresource == nil, let stated = new.metadata["managedFields"]?.array else { return liveFields }
        if stated.isEmpty || stated == [[:]] { return live == nil ? ManagedFields() : nil }
        guard let fields = ManagedFields(stated), !fields.entries.isEmpty else { return liveFields }
        return fields
    }

    /// `live` with `applied` laid over it, and its ownership; not yet in the kind's own shape.
    func applied(_ applied: JSONValue, over live: JSONValue, _ context: WriteContext) throws(APIStatus) -> JSONValue {
        let stated = applied["apiVersion"]?.string ?? ""
        guard stated == context.resource.kind.apiVersion else {
            throw .badRequest(
                "Incorrect version specified in apply patch. Specified patch version: \(stated), expected:"
                    + " \(context.resource.kind.apiVersion)")
        }
        guard applied.metadata["managedFields"]?.isNull ?? true else {
            throw .badRequest("metadata.managedFields must be nil")
        }
        let engine = engine(context)
        if let mismatch = engine.view.mismatch(in: applied, engine.type) {
            throw .unclassified("failed to create typed patch object: \(mismatch)")
        }
        guard let managed = ManagedFields(live.metadata["managedFields"]?.array ?? []) else {
            throw .unclassified("failed to decode managed fields: malformed entry")
        }
        let live = live.withoutManagedFields
        do {
            let result = try apply(applied, over: live, managed, engine, context)
            return result.object.withManagedFields(result.managed)
        } catch {
            throw error.status
        }
    }

    /// `kubectl` may take over what it applied client-side before without a conflict, and its annotation follows
    /// (`lastappliedmanager.go`, `lastappliedupdater.go`).
    private func apply(
        _ applied: JSONValue, over live: JSONValue, _ managed: ManagedFields, _ engine: MergeEngine,
        _ context: WriteContext
    ) throws(ApplyConflict) -> MergeEngine.Result {
        let manager = context.options.manager
        var result: MergeEngine.Result
        do {
            result = try engine.apply(
                live: live, applied: applied, managed: managed, manager: manager, force: context.options.force)
        } catch {
            guard manager == "kubectl", let allowed = lastApplied(live, engine) else { throw error }
            let rest = error.conflicts.filter { !allowed.contains($0.path) }
            guard rest.isEmpty else { throw ApplyConflict(conflicts: rest) }
            result = try engine.apply(live: live, applied: applied, managed: managed, manager: manager, force: true)
        }
        if manager == "kubectl", result.object.metadata["annotations"]?[Self.lastAppliedAnnotation] != nil {
            result.object.updateMetadata { metadata in
                metadata.update("annotations") { $0[Self.lastAppliedAnnotation] = .string(Self.lastApplied(applied)) }
            }
        }
        return result
    }

    private static let lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// The fields of the annotation that the object still has as they were applied.
    private func lastApplied(_ live: JSONValue, _ engine: MergeEngine) -> FieldSet? {
        guard let text = live.metadata["annotations"]?[Self.lastAppliedAnnotation]?.string,
            let last = SmallJSON.read(text), last["apiVersion"]?.string == engine.version,
            engine.view.mismatches(in: last, engine.type).isEmpty
        else { return nil }
        let comparison = engine.view.compare(last, live, engine.type)
        return engine.view.fieldSet(of: last, engine.type).subtracting(comparison.modified)
            .subtracting(comparison.added).subtracting(comparison.removed)
    }

    /// The annotation's text: the object as it was applied, keys sorted, a line break at the end.
    private static func lastApplied(_ applied: JSONValue) -> String {
        var object = applied
        object.updateMetadata { metadata in
            guard metadata["annotations"] != nil else { return }
            metadata.update("annotations") { $0[lastAppliedAnnotation] = nil }
        }
        return object.sortedByKey.jsonText + "\n"
    }
}

extension JSONValue {
    func withManagedFields(_ managed: ManagedFields) -> JSONValue {
        guard !managed.entries.isEmpty else { return withoutManagedFields }
        var result = self
        result.updateMetadata { $0["managedFields"] = .array(managed.list) }
        return result
    }

    fileprivate var sortedByKey: JSONValue {
        switch self {
        case .object(let object): .object(object.mapMembers { $1.sortedByKey }.sortedByKey())
        case .array(let items): .array(items.map(\.sortedByKey))
        default: self
        }
    }
}
