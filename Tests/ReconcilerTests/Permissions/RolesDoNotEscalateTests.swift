// Who may write roles may give himself anything: that is asked for, limited to names, and said.
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct RolesDoNotEscalateTests {
    static let roles = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader}
        rules: []
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: readers, namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}

        """

    private func permissions(
        _ mode: Environment.Mode, escalating: Bool = false
    ) throws -> EnvironmentPermissions {
        var options = EnvironmentPermissions.Options()
        options.allowsEscalation = escalating
        return try .reading(Self.roles, as: Environment(name: "e", path: "", mode: mode), options)
    }

    @Test func rolesAreWrittenAsFarAsTheControllersOwnRightsGo() throws {
        let permissions = try permissions(.revert)
        let verbs = permissions.roles.flatMap(\.rules).flatMap(\.verbs)
        #expect(!verbs.contains(.escalate) && !verbs.contains(.bind))
        #expect(permissions.notes.count == 1 && permissions.notes[0].contains("--allow-escalation"))
    }

    @Test func escalationIsLimitedToTheNamesInGit() throws {
        let permissions = try permissions(.revert, escalating: true)
        let special = permissions.roles.flatMap(\.rules).filter { !$0.names.isEmpty }
        #expect(
            special == [
                AccessRule(
                    group: "rbac.authorization.k8s.io", resources: ["clusterroles"], names: ["reader"],
                    verbs: [.escalate]),
                AccessRule(
                    group: "rbac.authorization.k8s.io", resources: ["clusterroles"], names: ["reader"], verbs: [.bind]),
            ])
        #expect(permissions.notes.count == 1 && permissions.notes[0].contains("RoleBinding shop/readers"))
    }

    @Test func whatIsOnlyReportedNeedsNone() throws {
        let permissions = try permissions(.report, escalating: true)
        #expect(permissions.roles.flatMap(\.rules).allSatisfy(\.names.isEmpty) && permissions.notes.isEmpty)
    }

    @Test func secretsAreSaidToBeReadable() throws {
        let secret = RolesGrantWhatIsNeededTests.object("v1", "Secret", "s", in: "shop")
        let permissions = try EnvironmentPermissions.reading(secret, as: Environment(name: "e", path: ""))
        #expect(permissions.notes == ["Git has Secrets, so the controller may read every Secret in shop"])
    }

    @Test func aKubeconfigIsReadByNameAlone() throws {
        let environment = Environment(
            name: "Far away/1", path: "", cluster: .kubeconfigSecret(namespace: "keys", name: "far"))
        let permissions = try EnvironmentPermissions.reading(
            RolesGrantWhatIsNeededTests.map, as: environment)
        let own = try #require(permissions.ownRole)
        #expect(own.place == .namespace("keys") && own.name == "reconcile-far-away-1-kubeconfig")
        #expect(own.rules == [AccessRule(group: "", resources: ["secrets"], names: ["far"], verbs: [.get, .watch])])
    }

    @Test func aBindingNamesItsRoleAndTheServiceAccount() throws {
        let manifests = try permissions(.report).roles.flatMap(\.manifests)
        #expect(
            manifests.map { $0["kind"]?.string } == [
                "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "Role", "RoleBinding",
            ], "of the cluster, of 'default' for events, of 'shop'")
        #expect(manifests[5]["roleRef"]?["name"] == "reconcile-e")
        #expect(
            manifests[5]["subjects"] == [
                ["kind": "ServiceAccount", "name": "reconcile", "namespace": "reconcile-system"]
            ])
    }
}
