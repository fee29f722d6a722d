extension ServedObject {
    private static let group = "apiVersion: rbac.authorization.k8s.io/v1\n"

    /// Three cluster roles, so that they are listed.
    private static func clusterRole(_ name: String) -> ServedObject {
        let text =
            group
            + "kind: ClusterRole\nmetadata: {name: \(name)}\nrules: [{apiGroups: [apps], resources: ['*'], verbs: [get]}]"
        return ServedObject(
            "ClusterRole/\(name): rules that are owned whole", git: text, live: text,
            edit: ("verbs: [get]", "verbs: [get, list]"),
            lines: ["drifted ClusterRole/\(name)", " changed .rules[0].verbs"])
    }

    static let access = [
        ServedObject(
            "ServiceAccount/worker: a false that is no absence",
            git: """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: worker, namespace: team}
                automountServiceAccountToken: false
                imagePullSecrets: [{name: registry}]
                """,
            live: """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: worker, namespace: team}
                automountServiceAccountToken: false
                imagePullSecrets: [{name: registry}]
                """,
            edit: ("automountServiceAccountToken: false\n", ""),
            lines: ["drifted ServiceAccount/worker", " changed .automountServiceAccountToken"]),
        ServedObject(
            "Role/reader: a right that was added",
            git: group
                + "kind: Role\nmetadata: {name: reader, namespace: team}\nrules: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
            live: group
                + "kind: Role\nmetadata: {name: reader, namespace: team}\nrules: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
            edit: ("verbs: [get]", "verbs: [get, delete]"), lines: ["drifted Role/reader", " changed .rules[0].verbs"]),
        ServedObject(
            "RoleBinding/reader: a reference that cannot change",
            git: group + """
                kind: RoleBinding
                metadata: {name: reader, namespace: team}
                subjects: [{kind: ServiceAccount, name: worker, namespace: team}]
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                """,
            live: group + """
                kind: RoleBinding
                metadata: {name: reader, namespace: team}
                subjects: [{kind: ServiceAccount, name: worker, namespace: team}]
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                """,
            edit: ("name: reader}", "name: admin}"), lines: ["drifted RoleBinding/reader", " immutable .roleRef.name"]),
        ServedObject(
            "ClusterRoleBinding/people: the group that the server fills in",
            git: group + """
                kind: ClusterRoleBinding
                metadata: {name: people}
                subjects: [{kind: Group, name: researchers}]
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                """,
            live: group + """
                kind: ClusterRoleBinding
                metadata: {name: people}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: researchers}]
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                """,
            edit: (
                "name: researchers}", "name: researchers}, {apiGroup: rbac.authorization.k8s.io, kind: User, name: sam}"
            ),
            lines: ["drifted ClusterRoleBinding/people", " changed .subjects"]),
        clusterRole("deployer"), clusterRole("scaler"), clusterRole("watcher"),
    ]
}
