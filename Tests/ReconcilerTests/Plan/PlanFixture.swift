import Drift
import ObjectModel

@testable import Reconciler

/// Objects and outcomes for tests of plans: a ConfigMap by default, of the namespace `ml`.
enum PlanFixture {
    static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
    static let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")

    static func key(_ kind: GroupVersionKind, _ name: String) -> ObjectKey {
        ObjectKey(groupKind: kind.groupKind, namespace: kind.kind == "Namespace" ? "" : "ml", name: name)
    }

    static func desired(
        _ name: String, _ kind: GroupVersionKind = configMap, annotations: [String: String] = [:]
    ) -> DesiredObject {
        let key = key(kind, name)
        var metadata = JSONObject()
        metadata["name"] = .string(name)
        if !key.namespace.isEmpty { metadata["namespace"] = .string(key.namespace) }
        if !annotations.isEmpty {
            let members = annotations.sorted { $0.key < $1.key }.map {
                JSONObject.Member(key: $0.key, value: .string($0.value))
            }
            metadata["annotations"] = .object(JSONObject(uniqueMembers: members))
        }
        let value: JSONValue = [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "metadata": .object(metadata),
            "data": ["a": "1"],
        ]
        return DesiredObject(
            kind: kind, key: key, value: value,
            document: SourceDocument(
                value: value, map: SourceMap(file: "\(name).yaml", marks: [SourceMark(line: 1, column: 1)])))
    }

    static func outcome(
        _ object: DesiredObject, _ verdict: Verdict, _ causes: [FieldChange.Cause] = [], by manager: String? = nil
    ) -> ObjectDrift {
        let changes = causes.enumerated().map { place, cause in
            FieldChange(
                path: FieldPath([.field("data"), .field("k\(place)")]), cause: cause, desired: .value("1"),
                live: .value("2"), owner: manager.map { FieldOwner(manager: $0, operation: .update) })
        }
        return ObjectDrift(key: object.key, apiVersion: object.kind.apiVersion, verdict: verdict, changes: changes)
    }

    /// A live object of ours, as the server shows it.
    static func live(
        _ name: String, _ kind: GroupVersionKind = configMap, version: String = "1",
        annotations: [String: JSONValue] = [:], labels: [String: JSONValue] = ["reconcile.dev/environment": "prod"],
        more: [String: JSONValue] = [:]
    ) -> JSONValue {
        func object(_ members: [String: JSONValue]) -> JSONValue {
            .object(
                JSONObject(
                    uniqueMembers: members.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) }))
        }
        var metadata: [String: JSONValue] = [
            "name": .string(name), "uid": .string("uid-\(name)"), "resourceVersion": .string(version),
            "labels": object(labels), "annotations": object(annotations),
        ]
        if kind.kind != "Namespace" { metadata["namespace"] = "ml" }
        metadata.merge(more) { $1 }
        return object([
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "metadata": object(metadata),
            "data": ["a": "1"],
        ])
    }
}
