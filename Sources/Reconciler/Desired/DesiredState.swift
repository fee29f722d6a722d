package import Drift
package import ObjectModel

/// The objects that the repository gives for an environment, each with the key it has in the cluster.
package struct DesiredState: Sendable {
    /// By key.
    package private(set) var objects: [DesiredObject]
    package private(set) var findings: [Finding]

    /// Gives every manifest its namespace. A kind of unknown scope keeps what its manifest says.
    ///
    /// Of an object that stands twice neither is kept: which one is meant cannot be known.
    package init(_ manifests: [Manifest], defaultNamespace: String, scope: (GroupVersionKind) -> KindScope?) {
        var declared: [GroupKind: KindScope] = [:]
        for manifest in manifests {
            if let (kind, scope) = KindScope.declared(by: manifest.value) { declared[kind] = scope }
        }
        var findings: [Finding] = []
        var scopes: [GroupVersionKind: KindScope?] = [:]
        var byKey: [ObjectKey: [DesiredObject]] = [:]
        for manifest in manifests {
            let known = scopes[manifest.kind] ?? (scope(manifest.kind) ?? declared[manifest.kind.groupKind])
            scopes[manifest.kind] = .some(known)
            let object = Self.placed(manifest, scope: known, defaultNamespace, &findings)
            byKey[object.key, default: []].append(object)
        }
        objects = []
        for (key, candidates) in byKey {
            if candidates.count == 1 {
                objects.append(candidates[0])
            } else {
                findings.append(Self.repeated(key, candidates))
            }
        }
        objects.sort { $0.key < $1.key }
        self.findings = findings
    }

    mutating func forgetObjects() { objects = [] }

    private static func placed(
        _ manifest: Manifest, scope: KindScope?, _ fallback: String, _ findings: inout [Finding]
    ) -> DesiredObject {
        let namespace: String
        switch scope {
        case .cluster:
            namespace = ""
            if let written = manifest.namespace { findings.append(strayNamespace(manifest, written)) }
        case .namespaced:
            namespace = manifest.namespace ?? fallback
            if manifest.namespace == nil, !manifest.isOfRelease { findings.append(noNamespace(manifest, fallback)) }
        case nil: namespace = manifest.namespace ?? ""
        }
        let key = ObjectKey(groupKind: manifest.kind.groupKind, namespace: namespace, name: manifest.name)
        return DesiredObject(
            kind: manifest.kind, key: key, value: manifest.value, document: manifest.document, base: manifest.base)
    }

    private static func strayNamespace(_ manifest: Manifest, _ written: String) -> Finding {
        Finding(
            severity: .warning, rule: "namespace-on-cluster-scoped",
            message: "\(manifest.kind.kind) \(manifest.name) is cluster-scoped, its namespace '\(written)' "
                + "means nothing: take it out",
            location: manifest.location(of: JSONPointer(["metadata", "namespace"])))
    }

    private static func noNamespace(_ manifest: Manifest, _ fallback: String) -> Finding {
        Finding(
            severity: .warning, rule: "no-namespace",
            message: "\(manifest.kind.kind) \(manifest.name) names no namespace, '\(fallback)' is taken: write it down",
            location: manifest.location(of: JSONPointer(["metadata", "name"])))
    }

    private static func repeated(_ key: ObjectKey, _ candidates: [DesiredObject]) -> Finding {
        let places = candidates.map { $0.location() }.sorted()
        return Finding(
            severity: .error, rule: "repeated-object",
            message:
                "cannot take object '\(key)': it stands in \(places.map(\.description).joined(separator: " and in ")) "
                + "(hint: keep one of them)", location: places[0], object: key)
    }
}
