import ObjectModel

/// A Namespace is done unless it is on its way out; then its conditions say what is in the way.
///
/// Conditions: `NamespaceConditionType` of
/// <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/>.
enum NamespaceHealth {
    static func health(of live: JSONValue) -> Health {
        live["status"]?["phase"]?.string == "Terminating" ? .waiting("is being deleted") : .done
    }

    /// Which condition keeps a Namespace that is being deleted; the order is from cause to effect.
    static func deletionObstacle(of live: JSONValue) -> String? {
        let causes = [
            "NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure",
            "NamespaceDeletionContentFailure", "NamespaceFinalizersRemaining", "NamespaceContentRemaining",
        ]
        return causes.lazy.compactMap { live.condition($0) }.first { $0.isTrue }?.explanation
    }
}
