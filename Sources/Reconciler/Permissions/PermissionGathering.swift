import Drift
import ObjectModel

/// Goes through an environment's objects and gathers, place by place, the rights that they need.
struct PermissionGathering {
    private let rights: ObjectRights
    private let options: EnvironmentPermissions.Options
    private let names: ResourceNames
    /// Whether namespaced kinds are granted in the whole cluster.
    private let isWide: Bool
    private(set) var rules: [GrantedRole.Place: AccessRules] = [:]
    private var guesses: Set<ResourceName> = []
    private var secretPlaces: Set<String> = []
    private var roleWriters: Set<String> = []
    private var madeNamespaces: Set<String> = []

    init(
        _ environment: Environment, _ modes: ModeRules, _ objects: [DesiredObject],
        _ options: EnvironmentPermissions.Options
    ) {
        let rights = ObjectRights(environment, modes: modes)
        self.rights = rights
        self.options = options
        names = ResourceNames(definedIn: objects.lazy.map(\.value))
        let namespaces = Set(objects.map(\.key.namespace)).subtracting([""])
        switch options.spread {
        case .cluster: isWide = true
        case .namespaces: isWide = false
        case .auto:
            // A Role cannot stand in a namespace that the controller is still to make.
            let made = objects.filter { $0.key.groupKind == Self.namespaceKind && rights.writes($0) }
            isWide = !namespaces.isDisjoint(with: made.map(\.key.name)) || namespaces.count > ReadPlan.fewNamespaces
        }
    }

    mutating func add(_ object: DesiredObject) {
        let kind = object.key.groupKind
        let resource = names.name(of: kind)
        if KindScope.builtin(kind) == nil {
            // Defaults of a custom kind stand in its definition, which may come, change and go.
            grant([.get, .list, .watch], on: Self.definitions, in: .cluster)
            if names.isGuess(kind) { guesses.insert(resource) }
        }
        let place = place(object.key.namespace)
        grant([.get, .list, .watch], on: resource, in: place)
        if rights.writes(object) {
            grant([.create, .patch], on: resource, in: place)
            if rights.deletes(object) { grant([.delete], on: resource, in: place) }
            if kind == Self.namespaceKind { madeNamespaces.insert(object.key.name) }
            addEscalation(object)
        }
        if kind == Self.secretKind { secretPlaces.insert(object.key.namespace) }
        // An event stands beside its object, and in `default` for an object of the whole cluster.
        let namespace = object.key.namespace.isEmpty ? "default" : object.key.namespace
        grant([.create, .patch], on: Self.events, in: self.place(namespace))
        if Self.workloads.contains(kind) {
            grant([.get, .list, .watch], on: Self.pods, in: place)
            grant([.list], on: Self.events, in: place)
        }
    }

    private func place(_ namespace: String) -> GrantedRole.Place {
        isWide || namespace.isEmpty ? .cluster : .namespace(namespace)
    }

    private mutating func grant(
        _ verbs: Set<AccessVerb>, on resource: ResourceName, in place: GrantedRole.Place, named name: String? = nil
    ) {
        rules[place, default: AccessRules()].grant(verbs, on: resource, named: name)
    }

    // MARK: Roles that are themselves declared

    /// The API server lets no one give rights that he has not, but by these two verbs.
    /// Source: Kubernetes, "Using RBAC Authorization", privilege escalation prevention and bootstrapping.
    private mutating func addEscalation(_ object: DesiredObject) {
        guard object.key.groupKind.group == Self.rbacGroup else { return }
        roleWriters.insert("\(object.key.groupKind.kind) \(object.key.namespacedName)")
        guard options.allowsEscalation else { return }
        let place = place(object.key.namespace)
        switch object.key.groupKind.kind {
        case "Role", "ClusterRole":
            grant([.escalate], on: names.name(of: object.key.groupKind), in: place, named: object.key.name)
        case "RoleBinding", "ClusterRoleBinding":
            guard let kind = object.value["roleRef"]?["kind"]?.string,
                let name = object.value["roleRef"]?["name"]?.string
            else { return }
            let role = names.name(of: GroupKind(group: Self.rbacGroup, kind: kind))
            grant([.bind], on: role, in: place, named: name)
        default: return
        }
    }

    // MARK: Notes

    var notes: [String] {
        let guessed = guesses.map { "the repository has no definition of \($0.description): its name is a guess" }
        return guessed.sorted() + [namespaceNote, secretNote, escalationNote].compactMap { $0 }
    }

    private var namespaceNote: String? {
        let places = Set(
            rules.keys.compactMap { place in
                if case .namespace(let namespace) = place { namespace } else { nil }
            })
        let missing = places.intersection(madeNamespaces).sorted()
        guard !missing.isEmpty else { return nil }
        return "these namespaces stand in Git, and have to exist before their Roles: \(missing.joined(separator: ", "))"
    }

    private var secretNote: String? {
        guard !secretPlaces.isEmpty else { return nil }
        let place = isWide ? "of the cluster" : "in \(secretPlaces.sorted().joined(separator: ", "))"
        return "Git has Secrets, so the controller may read every Secret \(place)"
    }

    private var escalationNote: String? {
        guard !roleWriters.isEmpty else { return nil }
        let subjects = roleWriters.sorted().joined(separator: ", ")
        return options.allowsEscalation
            ? "'escalate' and 'bind' let the controller give rights that it has not, by \(subjects)"
            : "\(subjects): the API server refuses rights that the controller has not itself; to let it give them, "
                + "use --allow-escalation"
    }

    // MARK: What Kubernetes calls things

    private static let rbacGroup = "rbac.authorization.k8s.io"
    private static let namespaceKind = GroupKind(group: "", kind: "Namespace")
    private static let secretKind = GroupKind(group: "", kind: "Secret")
    private static let definitions = ResourceName(
        group: "apiextensions.k8s.io", plural: "customresourcedefinitions")
    private static let events = ResourceName(group: "", plural: "events")
    private static let pods = ResourceName(group: "", plural: "pods")

    /// Why their Pods do not start is told by the Pods and their events.
    private static let workloads: Set<GroupKind> = Set(
        ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].map { GroupKind(group: "apps", kind: $0) }
            + ["Job", "CronJob"].map { GroupKind(group: "batch", kind: $0) })
}
