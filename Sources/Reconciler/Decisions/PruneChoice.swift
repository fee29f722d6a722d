package import Drift
package import ObjectModel

/// Whether an object that Git no longer has may be deleted, as far as its own annotations say.
///
/// To be read from the live object: in Git it is gone. An object says no in the words of any tool that its repository
/// was written for. Words are read generously here (case does not count, and a value that means nothing counts as
/// "no"), since a mistake the other way deletes what somebody wanted to keep.
package struct PruneChoice: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case allowed
        case refused
        /// Only with the approval of the plan that deletes it.
        case needsApproval
    }

    package private(set) var decision = Decision.allowed
    /// What said so; `nil` for an object that says nothing.
    package private(set) var source: AnnotationValue?
    package private(set) var findings: [Finding] = []

    /// Annotations that keep an object with one of these values, and mean nothing else.
    private static let keepers: [(name: String, values: Set<String>)] = [
        ("kustomize.toolkit.fluxcd.io/prune", ["disabled"]),
        // Flux deletes no object that it does not reconcile.
        ("kustomize.toolkit.fluxcd.io/reconcile", ["disabled"]),
        ("client.lifecycle.config.k8s.io/deletion", ["detach"]),
        ("cli-utils.sigs.k8s.io/on-remove", ["keep"]),
        ("configmanagement.gke.io/managed", ["disabled"]),
        ("helm.sh/resource-policy", ["keep"]),
        ("kapp.k14s.io/delete-strategy", ["orphan"]),
        ("kluctl.io/skip-delete", ["true"]),
    ]

    package init(of object: JSONValue) {
        let annotations = ObjectAnnotations(object)
        readOwn(annotations["reconcile.dev/prune"])
        for (name, values) in Self.keepers {
            if let found = annotations.annotationOrLabel(name, among: values) { take(.refused, found) }
        }
        for option in annotations.syncOptions { readSyncOption(option) }
    }

    private mutating func readOwn(_ own: AnnotationValue?) {
        guard let own else { return }
        switch own.value.lowercased() {
        case "disabled", "false": take(.refused, own)
        case "enabled", "true": break
        default:
            take(.refused, own)
            findings.append(own.finding("the object is kept", hint: "write disabled or enabled"))
        }
    }

    /// Argo CD's `Delete` is about the end of the whole application; an object cannot tell that from other ends here.
    private mutating func readSyncOption(_ option: AnnotationValue) {
        let parts = option.value.lowercased().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "prune" || parts[0] == "delete" else { return }
        switch parts[1] {
        case "false": take(.refused, option)
        case "confirm": take(.needsApproval, option)
        case "true": break
        default:
            take(.refused, option)
            findings.append(option.finding("the object is kept", hint: "write true, false or confirm"))
        }
    }

    /// The first refusal stays; a refusal counts more than a wish to be asked.
    private mutating func take(_ wanted: Decision, _ by: AnnotationValue) {
        guard decision == .allowed || (decision == .needsApproval && wanted == .refused) else { return }
        decision = wanted
        source = by
    }
}
