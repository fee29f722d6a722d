package import ObjectModel

/// What the configuration says about comparing; the same for every object of an environment.
package struct DriftPolicy: Sendable {
    package var managers: ManagerPolicy
    package var ignore: [IgnoreRule]

    package init(managers: ManagerPolicy = ManagerPolicy(), ignore: [IgnoreRule] = []) {
        self.managers = managers
        self.ignore = ignore
    }
}

/// Whose fields count as what, by field manager.
package struct ManagerPolicy: Hashable, Sendable {
    /// Tools in a person's hand: fields that they added are foreign.
    package var human: [Glob]
    /// Appliers of earlier revisions of this repository: fields that they own and Git no longer sets were removed.
    package var own: [Glob]

    package static let defaultHuman = ["kubectl*", "k9s*", "Lens*", "Mozilla*", "rancher*", "headlamp*", "freelens*"]
    /// Ourselves, and the tools that applied the same repository before us.
    package static let defaultOwn = ["reconcile", "argocd-controller", "kustomize-controller", "helm-controller"]

    /// Those of `own` that the configuration names: what they applied before becomes ours.
    package var appliers: [Glob] { own.filter { !Self.defaultOwn.contains($0.pattern) } }

    package init(human: [String] = Self.defaultHuman, own: [String] = Self.defaultOwn) {
        self.human = human.map(Glob.init)
        self.own = own.map(Glob.init)
    }

    /// `kubectl apply` writes as an Update under this name and keeps what it applied in an annotation.
    static let clientSideApply = "kubectl-client-side-apply"

    func isHuman(_ manager: String) -> Bool {
        manager != Self.clientSideApply && human.contains { $0.matches(manager) }
    }

    func isOwn(_ owner: FieldOwner) -> Bool {
        // An Update under our name is what admission webhooks changed in our own request.
        owner.operation == .apply && own.contains { $0.matches(owner.manager) }
    }
}
