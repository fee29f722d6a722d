package import ObjectModel

/// What RBAC calls a kind: its group and its plural name.
package struct ResourceName: Hashable, Sendable {
    /// Empty for the core group.
    package var group: String
    package var plural: String

    package init(group: String, plural: String) {
        self.group = group
        self.plural = plural
    }

    /// `deployments.apps`, and `secrets` for the core group, as kubectl prints it.
    var description: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

/// The plural names of kinds: those that definitions in the repository state, and for others the plural in English.
///
/// Kubernetes' own kinds all follow English; of a custom kind without its definition that is a guess.
package struct ResourceNames: Sendable {
    private var declared: [GroupKind: String] = [:]

    /// Reads every CustomResourceDefinition among `objects`.
    package init(definedIn objects: some Sequence<JSONValue>) {
        for object in objects {
            guard let (kind, _) = KindScope.declared(by: object),
                let plural = object["spec"]?["names"]?["plural"]?.string
            else { continue }
            declared[kind] = plural
        }
    }

    func name(of kind: GroupKind) -> ResourceName {
        ResourceName(group: kind.group, plural: declared[kind] ?? Self.plural(of: kind.kind.lowercased()))
    }

    /// Whether the name of a custom kind is only likely.
    func isGuess(_ kind: GroupKind) -> Bool { declared[kind] == nil }

    private static func plural(of word: String) -> String {
        // Source: discovery of kube-apiserver; the one kind whose name is a plural already.
        if word == "endpoints" { return word }
        if ["s", "x", "z", "ch", "sh"].contains(where: word.hasSuffix) { return word + "es" }
        let beforeLast = word.dropLast().last
        if word.hasSuffix("y"), let beforeLast, !"aeiou".contains(beforeLast) { return word.dropLast() + "ies" }
        return word + "s"
    }
}
