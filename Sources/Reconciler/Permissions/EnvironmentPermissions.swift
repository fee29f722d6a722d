package import Drift
import ObjectModel

/// Where the rights on namespaced kinds are given.
package enum RoleSpread: String, Hashable, Sendable, CaseIterable {
    /// In each namespace where there are few and all of them exist already, else in the whole cluster.
    case auto
    case cluster
    case namespaces
}

/// The rights that a controller needs to keep one environment equal, and no more; never a wildcard.
///
/// What it needs for itself (its own kinds, Leases) is not among them: that is the same for every environment.
package struct EnvironmentPermissions: Sendable {
    package struct Options: Sendable {
        package var holder = GrantedRole.ServiceAccount.deployed
        package var spread = RoleSpread.auto
        /// Whether roles may be written that give more than the controller itself has.
        package var allowsEscalation = false

        package init() {}
    }

    /// The one for the whole cluster first, then by namespace.
    package let roles: [GrantedRole]
    /// For the cluster of the controller itself, where the kubeconfig of the environment's cluster is.
    package let ownRole: GrantedRole?
    /// What the roles do not say, a sentence each.
    package let notes: [String]

    /// `modes` are those of the environment.
    package init(_ environment: Environment, modes: ModeRules, objects: [DesiredObject], options: Options) {
        var gathering = PermissionGathering(environment, modes, objects, options)
        for object in objects { gathering.add(object) }
        let name = Self.roleName(environment)
        roles = gathering.rules.sorted { Self.order($0.key) < Self.order($1.key) }.map { place, rules in
            GrantedRole(place: place, name: name, rules: rules.rules, holder: options.holder)
        }
        ownRole = Self.kubeconfigReader(environment, name: name, options)
        notes = gathering.notes
    }

    private static func order(_ place: GrantedRole.Place) -> String {
        guard case .namespace(let namespace) = place else { return "" }
        return namespace
    }

    /// `reconcile-NAME`, with what a name may not hold replaced.
    private static func roleName(_ environment: Environment) -> String {
        let name = environment.name.lowercased().map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || letter == ".") ? letter : "-"
        }
        return "reconcile-" + String(name)
    }

    private static func kubeconfigReader(
        _ environment: Environment, name: String, _ options: Options
    ) -> GrantedRole? {
        guard case .kubeconfigSecret(let namespace, let secret) = environment.cluster else { return nil }
        let rule = AccessRule(group: "", resources: ["secrets"], names: [secret], verbs: [.get, .watch])
        return GrantedRole(
            place: .namespace(namespace), name: "\(name)-kubeconfig", rules: [rule], holder: options.holder)
    }
}
