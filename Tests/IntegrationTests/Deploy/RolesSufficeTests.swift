// `reconcile rbac` prints the rights that are needed: with them all works, and with any of them less something fails.
import ObjectModel
import Testing
import YAMLBridge

@Suite(.enabled(if: Testbed.isThere, Testbed.howTo)) struct RolesSufficeTests {
    /// An environment, live and in sync, and a service account that has nothing yet.
    private struct Place {
        var scene: Scene
        var account: String
        var user: String { "system:serviceaccount:\(scene.namespace):\(account)" }
        var priority: String { "\(scene.namespace)-high" }
    }

    private static let manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: NAMESPACE}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:1"}]}
        ---
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: NAMESPACE-high}
        value: 10
        """
        + (1...3).map { "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m-\($0), namespace: NAMESPACE}" }
        .joined() + "\n"

    private func place(mode: String = "report", more: String = "") async throws -> Place {
        let place = Place(scene: try await Scene("roles"), account: "keeper")
        try place.scene.write(Self.manifests + more)
        try place.scene.scratch.write(
            """
            apiVersion: reconcile.dev/v1alpha1
            kind: Config
            environments:
              - {name: \(place.scene.namespace), path: manifests, mode: \(mode), prune: {enabled: true}}

            """, to: "reconcile.yaml")
        return place
    }

    /// The documents that `rbac` prints.
    private func roles(_ place: Place, _ options: String...) async throws -> [JSONValue] {
        let words = ["rbac", "--service-account", "\(place.scene.namespace)/\(place.account)"] + options
        let run = try await place.scene.reconcile.run(words)
        #expect(run.code == 0, "\(run.story)")
        return YAMLReader.read(run.outputBytes, file: "rbac").documents.map(\.value)
    }

    private func grant(_ roles: [JSONValue]) async throws {
        try await Testbed.kubectl(
            ["apply", "--server-side", "--force-conflicts", "-f", "-"], input: DeployFolder.list(roles))
    }

    private func diff(_ place: Place) async throws -> DriftReport {
        var scene = place.scene
        scene.reconcile.variables["KUBECONFIG"] = try Testbed.impersonating(place.user, in: scene.scratch)
        return try await scene.reconcile.diff([])
    }

    @Test func withExactlyTheseRightsEverythingIsCompared() async throws {
        let place = try await place()
        try await place.scene.apply()
        #expect(try await diff(place).code == 3, "nothing is granted yet")
        let before = try await refusals(place)
        #expect(before > 0)
        try await grant(roles(place))
        let clean = try await diff(place)
        #expect(clean.code == 0 && clean.isComplete, "\(clean.story)")
        try await place.scene.kubectl("scale", "deploy/web", "--replicas=4")
        let drifted = try await diff(place)
        #expect(drifted.lines == ["drifted Deployment/web", " changed .spec.replicas"], "\(drifted.story)")
        #expect(try await refusals(place) == before, "no request was refused since")
    }

    private func refusals(_ place: Place) async throws -> Int {
        try await AuditLog.requests { $0.user == place.user && $0.code == 403 }.count
    }

    /// Each kind but those that the comparison does not read: events and the Pods of workloads.
    @Test(arguments: ["configmaps", "deployments", "priorityclasses"])
    func withoutOneKindItIsUnknown(_ resource: String) async throws {
        let place = try await place()
        try await place.scene.apply()
        try await grant(roles(place).map { without(resource, in: $0) })
        let report = try await diff(place)
        #expect(report.code == 3 && !report.isComplete, "\(report.story)")
        let unknown = Set(report.objects.filter { $0.verdict == "unknown" }.map { $0.name.split(separator: "/")[0] })
        #expect(unknown.count == 1, "\(report.story)")
    }

    private func without(_ resource: String, in role: JSONValue) -> JSONValue {
        guard let rules = role["rules"]?.array else { return role }
        let rest = rules.map { rule in
            let names = (rule["resources"]?.array ?? []).filter { $0.string != resource }
            return rule.setting("resources", to: .array(names))
        }
        return role.setting("rules", to: .array(rest.filter { $0["resources"]?.isEmpty == false }))
    }

    private func without(verb: String, in role: JSONValue) -> JSONValue {
        guard let rules = role["rules"]?.array else { return role }
        return role.setting(
            "rules",
            to: .array(
                rules.map { rule in
                    rule.setting("verbs", to: .array((rule["verbs"]?.array ?? []).filter { $0.string != verb }))
                }))
    }

    struct Write: Sendable, CustomTestStringConvertible {
        /// The verb that is taken away.
        var testDescription: String
        var command: [String]
        var words: String
    }

    static let apply = ["apply", "--server-side", "--force-conflicts", "--field-manager=reconcile", "-f", "-"]

    @Test(arguments: [
        Write(testDescription: "create", command: apply, words: "is forbidden"),
        Write(testDescription: "patch", command: apply, words: "cannot patch resource"),
        Write(
            testDescription: "delete", command: ["delete", "--wait=false", "-f", "-"], words: "cannot delete resource"),
        Write(testDescription: "get", command: ["get", "-o", "name", "-f", "-"], words: "cannot get resource"),
        Write(testDescription: "list", command: ["get", "configmaps", "-o", "name"], words: "cannot list resource"),
        Write(
            testDescription: "watch", command: ["get", "configmaps", "--watch-only", "--request-timeout=1s"],
            words: "Forbidden"),
    ]) func eachVerbOfARevertIsNeeded(_ c: Write) async throws {
        let place = try await place(mode: "revert")
        if !Self.apply.elementsEqual(c.command) { try await place.scene.apply() }
        let roles = try await roles(place)
        let file = try Scratch.text(place.scene.scratch.file("manifests/all.yaml"))
        let words = ["--as", place.user, "-n", place.scene.namespace] + c.command
        try await grant(roles.map { without(verb: c.testDescription, in: $0) })
        let refused = try await Testbed.tryKubectl(words, input: file)
        #expect(refused.code != 0 && refused.errors.contains(c.words), "\(refused.story)")
        try await grant(roles)
        let allowed = try await Testbed.tryKubectl(words, input: file)
        #expect(!allowed.errors.contains("orbidden"), "\(allowed.story)")
    }

    private static let role = """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: executor, namespace: NAMESPACE}
        rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: executors, namespace: NAMESPACE}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
        subjects: [{kind: User, name: ada, apiGroup: rbac.authorization.k8s.io}]

        """

    @Test func moreThanItsOwnRightsItGivesOnlyWhereThatIsAllowed() async throws {
        let place = try await place(mode: "revert", more: Self.role)
        let file = try Scratch.text(place.scene.scratch.file("manifests/all.yaml"))
        let words = ["--as", place.user] + Self.apply
        try await grant(roles(place))
        let refused = try await Testbed.tryKubectl(words, input: file)
        #expect(
            refused.code != 0 && refused.errors.contains("attempting to grant RBAC permissions"), "\(refused.story)")
        try await grant(roles(place, "--allow-escalation"))
        let allowed = try await Testbed.tryKubectl(words, input: file)
        #expect(allowed.code == 0, "\(allowed.story)")
        let other = file.replacing("name: executor,", with: "name: stranger,")
        let stranger = try await Testbed.tryKubectl(words, input: other)
        #expect(stranger.code != 0, "the right holds for the names in Git: \(stranger.story)")
    }

    /// The controller by exactly what `rbac` prints for a report and what deploy/base gives it for itself.
    @Test func withTheReportRoleItReportsAndCannotWrite() async throws {
        let place = try await ControllerPlace(mode: "report")
        try await place.kubectl("apply", "-f", "\(place.git.scratch.path)/apps")
        let user = "system:serviceaccount:\(place.namespace):keeper"
        let printed = try await Reconcile(in: place.git.scratch.path).run(
            "rbac", "--service-account", "\(place.namespace)/keeper")
        #expect(printed.code == 0, "\(printed.story)")
        try await Testbed.kubectl(["apply", "-f", "-"], input: printed.output)
        let own = try Scratch.text("\(Fixtures.root)/deploy/base/role.yaml").replacing(
            "name: reconcile\n    namespace: reconcile-system", with: "name: keeper\n    namespace: \(place.namespace)")
        try await Testbed.kubectl(["-n", place.namespace, "apply", "-f", "-"], input: own)

        let controller = try await RunningController(
            place.git, namespace: place.namespace,
            kubeconfig: Testbed.impersonating(user, in: place.git.scratch))
        try await place.becomes("environment/\(place.namespace)", ".status.objects.inSync", "3")
        try await place.kubectl("scale", "deployment/web", "--replicas=3")
        try await place.becomes("environment/\(place.namespace)", ".status.drifted", "1")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
        let refused = try await AuditLog.requests { $0.user == user && $0.code == 403 }
        #expect(refused.isEmpty, "it asks for nothing that it may not: \(refused)")

        for resource in ["configmaps", "deployments.apps"] {
            for verb in ["create", "patch", "update", "delete", "deletecollection"] {
                let words = ["auth", "can-i", verb, resource, "-n", place.namespace, "--as", user]
                let answer = try await Testbed.tryKubectl(words)
                #expect(answer.output == "no\n", "\(verb) \(resource): \(answer.story)")
            }
        }
        let scaled = try await Testbed.tryKubectl(
            ["--as", user, "-n", place.namespace, "annotate", "deployment/web", "a=b"])
        #expect(scaled.code != 0 && scaled.errors.contains("cannot patch resource"), "\(scaled.story)")
    }
}
