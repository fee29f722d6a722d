import Drift
import ObjectModel

/// Decides which orphans may be deleted. Nothing is deleted that a guard holds back, and each guard is named.
package struct PruneGuard: Sendable {
    package var policy: Environment.Prune
    /// How many objects Git has; an empty set prunes nothing.
    package var desiredCount: Int
    /// How many live objects carry our label, the orphans included: what `maxPercent` is of.
    package var inventoryCount: Int
    /// What of the repository could not be read, so that an orphan may be in Git after all; `nil` where all was.
    package var incompleteReason: String?

    package init(
        policy: Environment.Prune, desiredCount: Int, inventoryCount: Int, incompleteReason: String? = nil
    ) {
        self.policy = policy
        self.desiredCount = desiredCount
        self.inventoryCount = inventoryCount
        self.incompleteReason = incompleteReason
    }

    /// Why `orphan` stays; `nil` where it may go.
    func refusal(of orphan: Orphan) -> Refusal? {
        if orphan.isTerminating { return Refusal(.terminating, "its deletion is under way") }
        if let reason = incompleteReason { return Refusal(.incompleteDesired, reason) }
        guard desiredCount > 0 else {
            return Refusal(.emptyDesired, "Git has no object at all, which prunes nothing")
        }
        guard policy.isEnabled else {
            return Refusal(.pruneDisabled, "prune.enabled is not set for the environment")
        }
        if let annotation = orphan.keptBy { return Refusal(.annotation, annotation) }
        if policy.protects(orphan.key.groupKind) {
            return Refusal(.protectedKind, "\(orphan.key.groupKind) is a protected kind")
        }
        if let owner = orphan.owner { return Refusal(.foreignOwner, "it is owned by \(owner)") }
        return nil
    }

    /// Why `count` deletions at once need approval; `nil` within the limits.
    func approvalReason(deletions count: Int) -> String? {
        if count > policy.maxDeletions {
            return "\(count) objects would be deleted, more than maxDeletions (\(policy.maxDeletions))"
        }
        // A few objects are a large part of a small inventory; the percentage is for what is larger than the count
        // that is allowed anyway.
        let whole = max(inventoryCount, 1)
        if count > 1, count * 100 > whole * policy.maxPercent {
            return "\(count) of \(whole) objects would be deleted, more than maxPercent (\(policy.maxPercent) %)"
        }
        return nil
    }
}

extension Environment.Prune {
    /// Deleting one of these takes others, or data, with it.
    private static let alwaysProtected: Set<GroupKind> = [
        GroupKind(group: "", kind: "Namespace"), GroupKind(group: "", kind: "PersistentVolume"),
        GroupKind(group: "", kind: "PersistentVolumeClaim"),
        GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"),
    ]

    /// Whether no object of `kind` is ever pruned.
    func protects(_ kind: GroupKind) -> Bool {
        Self.alwaysProtected.contains(kind)
            || protected.contains { $0.matches(kind.kind) || $0.matches(kind.description) }
    }
}
