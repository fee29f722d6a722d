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
package struct ManagerPolicy: Sendable {
    /// Tools in a person's hand: fields that they added are foreign.
    package var human: [Glob]
    /// Appliers of earlier revisions of this repository: fields that they own and Git no longer sets were removed.
    package var own: [Glob]

    package static let defaultHuman = ["kubectl*", "k9s*", "Lens*", "Mozilla*", "rancher*", "headlamp*", "freelens*"]
    /// Ourselves, and the tools that applied the same repository before us.
    package static let defaultOwn = ["reconcile", "argocd-controller", "kustomize-controller", "helm-controller"]

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

/// Fields that are not compared, for some objects.
package struct IgnoreRule: Sendable, Hashable {
    /// An absent part matches everything.
    package struct Target: Sendable, Hashable {
        package var group: Glob?
        package var kind: Glob?
        package var namespace: Glob?
        package var name: Glob?

        package init(group: Glob? = nil, kind: Glob? = nil, namespace: Glob? = nil, name: Glob? = nil) {
            self.group = group
            self.kind = kind
            self.namespace = namespace
            self.name = name
        }

        package func matches(_ key: ObjectKey) -> Bool {
            (group?.matches(key.groupKind.group) ?? true) && (kind?.matches(key.groupKind.kind) ?? true)
                && (namespace?.matches(key.namespace) ?? true) && (name?.matches(key.name) ?? true)
        }
    }

    package var target: Target
    /// A token `*` matches any one token; a rule covers everything below its path. Empty for the whole object.
    package var paths: [JSONPointer]
    /// Fields whose live value was set by one of these are not compared.
    package var managers: [Glob]
    package var reason: String

    package init(target: Target, paths: [JSONPointer], managers: [Glob] = [], reason: String) {
        self.target = target
        self.paths = paths
        self.managers = managers
        self.reason = reason
    }

    func covers(_ pointer: [String]) -> Bool {
        paths.contains { path in
            path.tokens.count <= pointer.count && zip(path.tokens, pointer).allSatisfy { $0 == "*" || $0 == $1 }
        }
    }
}
