import Drift
package import ObjectModel

extension OwnershipLabel {
    /// The outcome for a live object that Git does not have; `nil` for one that is not ours.
    static func extra(_ live: JSONValue, environment: String) -> ObjectDrift? {
        guard live["metadata"]?["labels"]?[key]?.string == environment, let apiVersion = live["apiVersion"]?.string,
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
}
