import Drift
package import ObjectModel

/// Hands the fields that an object's earlier applier owns over to us, so that no field is owned twice and a field that
/// Git drops goes away.
///
/// Source of the rules: client-go `util/csaupgrade`, which `kubectl apply --server-side` uses on objects that were
/// applied client-side.
package enum OwnershipMigration {
    /// Managers of `kubectl apply` without `--server-side`, and of what was there before anybody applied.
    private static let clientSide: Set<String> = ["kubectl-client-side-apply", "before-first-apply"]

    /// The patch that makes the owners of `live` right; empty where they are.
    ///
    /// `appliers` are managers whose server-side applies of the same repository came before ours.
    package static func operations(for live: JSONValue, appliers: [Glob] = []) -> [PatchOperation] {
        guard let entries = live["metadata"]?["managedFields"]?.array else { return [] }
        let legacy = entries.filter { isLegacy($0, appliers) }
        guard !legacy.isEmpty else { return [] }
        let own = entries.first { isOwn($0) }
        let sets = ([own].compactMap { $0 } + legacy).compactMap { $0["fieldsV1"].flatMap(FieldSet.init(fieldsV1:)) }
        let all = sets.reduce(FieldSet()) { $0.union($1) }
        var entry = JSONObject()
        entry["manager"] = .string(FieldManager.name)
        entry["operation"] = "Apply"
        entry["apiVersion"] = (own ?? legacy[0])["apiVersion"]
        entry["time"] = (own ?? legacy[0])["time"]
        entry["fieldsType"] = "FieldsV1"
        entry["fieldsV1"] = all.fieldsV1
        let rest = entries.filter { !isLegacy($0, appliers) && !isOwn($0) }
        return [.replace(JSONPointer(["metadata", "managedFields"]), .array([.object(entry)] + rest))]
    }

    private static func isOwn(_ entry: JSONValue) -> Bool {
        entry["manager"]?.string == FieldManager.name && entry["operation"]?.string == "Apply"
            && entry["subresource"]?.string ?? "" == ""
    }

    private static func isLegacy(_ entry: JSONValue, _ appliers: [Glob]) -> Bool {
        guard let manager = entry["manager"]?.string, entry["subresource"]?.string ?? "" == "" else { return false }
        if entry["operation"]?.string == "Apply" {
            return manager != FieldManager.name && appliers.contains { $0.matches(manager) }
        }
        return clientSide.contains(manager)
    }
}
