import Drift
package import ObjectModel

extension DesiredState {
    /// The state that `manifests` give where kinds have the scope, and objects the namespace, that they have here.
    package func rebuilt(from manifests: [Manifest]) -> DesiredState {
        var scopes: [GroupVersionKind: KindScope] = [:]
        var fallback = ""
        for object in objects {
            scopes[object.kind] = object.key.namespace.isEmpty ? .cluster : .namespaced
            if !object.key.namespace.isEmpty, object.value["metadata"]?["namespace"]?.string == nil {
                fallback = object.key.namespace
            }
        }
        return DesiredState(manifests, defaultNamespace: fallback) { scopes[$0] }
    }

    /// The objects that are another, new or gone since `old`, by key.
    package func changedKeys(since old: DesiredState) -> [ObjectKey] {
        let before = Dictionary(old.objects.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(objects.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }
}
