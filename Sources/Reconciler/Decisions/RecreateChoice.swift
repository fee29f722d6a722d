package import Drift
package import ObjectModel

/// Whether an object may be deleted and made anew where a change of an immutable field cannot be applied.
///
/// To be read from the object in Git: it is about the change that Git asks for. Deleting is never guessed: a value
/// that means nothing allows nothing. Argo CD's `Replace=true` alone is no permission: there it means `kubectl
/// replace`, which deletes nothing and is mostly written for objects too large for the last-applied annotation, above
/// all CRDs, whose recreation would delete every object of theirs; `Force=true` is what deletes there.
package struct RecreateChoice: Hashable, Sendable {
    package private(set) var isAllowed = false
    /// What allowed or forbade it; `nil` for an object that says nothing.
    package private(set) var source: AnnotationValue?
    package private(set) var findings: [Finding] = []

    private static let own = "reconcile.dev/recreate"
    /// Other tools' words, with the values that allow it.
    private static let aliases: [(name: String, values: Set<String>)] = [
        ("kustomize.toolkit.fluxcd.io/force", ["enabled"]),
        ("kapp.k14s.io/update-strategy", ["fallback-on-replace", "always-replace"]),
    ]

    /// What to write where it is not allowed, for the message that a change was refused.
    package static let hint = "allow it with the annotation \(own): enabled, or take the change back"

    package init(of object: JSONValue) {
        let annotations = ObjectAnnotations(object)
        if let own = annotations[Self.own] {
            readOwn(own)
        } else if let alias = Self.alias(annotations) {
            isAllowed = true
            source = alias
        }
    }

    /// Ours goes before the aliases, either way.
    private mutating func readOwn(_ own: AnnotationValue) {
        source = own
        switch own.value.lowercased() {
        case "enabled", "true": isAllowed = true
        case "disabled", "false": break
        default: findings.append(own.finding("nothing is recreated", hint: "write enabled or disabled"))
        }
    }

    private static func alias(_ annotations: ObjectAnnotations) -> AnnotationValue? {
        for (name, values) in aliases {
            if let found = annotations.annotationOrLabel(name, among: values) { return found }
        }
        return annotations.syncOptions.first { $0.value.lowercased() == "force=true" }
    }
}
