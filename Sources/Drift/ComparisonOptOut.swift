import ObjectModel

/// Annotations with which an object asks not to be compared, ours and those that existing repositories carry.
enum ComparisonOptOut {
    private static let switches: [(key: String, values: Set<String>)] = [
        ("reconcile.dev/compare", ["disabled", "false"]),
        ("kustomize.toolkit.fluxcd.io/reconcile", ["disabled"]),
        ("kustomize.toolkit.fluxcd.io/ssa", ["ignore"]),
        ("client.lifecycle.config.k8s.io/mutation", ["ignore"]),
        ("configmanagement.gke.io/managed", ["disabled"]),
    ]

    /// One sentence that names the annotation; `nil` for an object to be compared.
    static func reason(in desired: JSONValue, exists: Bool) -> String? {
        guard let annotations = desired["metadata"]?["annotations"]?.object else { return nil }
        for (key, values) in switches {
            guard let value = annotations[key]?.string, values.contains(value.lowercased()) else { continue }
            return "not compared: \(key) is \(value)"
        }
        let create = "kustomize.toolkit.fluxcd.io/ssa"
        if exists, annotations[create]?.string?.lowercased() == "ifnotpresent" {
            return "not compared after its creation: \(create) is IfNotPresent"
        }
        return nil
    }
}
