import Drift
package import ObjectModel

extension OwnershipLabel {
    /// The outcome for a live object that Git does not have; `nil` for one that is not ours.
    static func extra(_ live: JSONValue, environment: String) -> ObjectDrift? {
        guard isOurs(live, of: environment), let apiVersion = live["apiVersion"]?.string,
            let kind = live["kind"]?.string, let name = live["metadata"]?["name"]?.string
        else { return nil }
        let groupKind = GroupVersionKind(apiVersion: apiVersion, kind: kind).groupKind
        let namespace = live["metadata"]?["namespace"]?.string ?? ""
        return ObjectDrift(
            key: ObjectKey(groupKind: groupKind, namespace: namespace, name: name), apiVersion: apiVersion,
            verdict: .extra)
    }

    /// `value` with the label, as it is applied.
    package static func adding(_ environment: String, to value: JSONValue) -> JSONValue {
        guard var object = value.object else { return value }
        var metadata = object["metadata"]?.object ?? JSONObject()
        var labels = metadata["labels"]?.object ?? JSONObject()
        labels[key] = .string(environment)
        metadata["labels"] = .object(labels)
        object["metadata"] = .object(metadata)
        return .object(object)
    }

    /// Whether the label is on a live object, whoever has set it.
    package static func isOn(_ live: JSONValue, of environment: String) -> Bool {
        live["metadata"]?["labels"]?[key]?.string == environment
    }

    /// Whether the label is on and we have set it, so that the object may be pruned once Git drops it.
    ///
    /// Others copy labels: of a Service to its Endpoints, of a template to what is made from it. An export without
    /// `managedFields` cannot tell; there the label counts.
    package static func isOurs(_ live: JSONValue, of environment: String) -> Bool {
        guard isOn(live, of: environment) else { return false }
        let entries = ManagedFields(of: live).entries
        return entries.isEmpty || entries.contains(where: hasSetLabel)
    }

    private static func hasSetLabel(_ entry: ManagedFields.Entry) -> Bool {
        guard entry.owner.manager == FieldManager.name, entry.owner.operation == .apply else { return false }
        return entry.fields["f:metadata"]?["f:labels"]?["f:" + key] != nil
    }
}
