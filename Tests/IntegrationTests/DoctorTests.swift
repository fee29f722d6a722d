import EmbeddedCluster
import Glibc
import JSONText
import ObjectModel
import Testing

/// `reconcile doctor` names what is missing, and one thing that fails hides nothing else.
struct DoctorTests {
    /// What `doctor -o json` says.
    private struct Findings {
        let run: ProgramRun
        private let value: JSONValue

        init(_ run: ProgramRun) throws {
            self.run = run
            value = try JSONText.read(run.outputBytes, subject: "doctor")
        }

        var status: String? { value["status"]?.string }

        /// `name status`, with what is said of it.
        func checks(_ name: String, in environment: String? = nil) -> [(status: String, detail: String, hint: String)] {
            let sections = (value["sections"]?.array ?? []).filter {
                environment == nil || $0["environment"]?.string == environment
            }
            return sections.flatMap { $0["checks"]?.array ?? [] }.filter { $0["name"]?.string == name }.map {
                ($0["status"]?.string ?? "", $0["detail"]?.string ?? "", $0["hint"]?.string ?? "")
            }
        }

        func status(_ name: String, in environment: String? = nil) -> String? {
            checks(name, in: environment).first?.status
        }
    }

    private static let manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: team-a}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: key, namespace: team-b}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: team-a}

        """

    private func scratch(_ configuration: String = "- {name: staging, path: apps}") throws -> Scratch {
        let scratch = try Scratch()
        let head = "apiVersion: reconcile.dev/v1alpha1\nkind: Config\nenvironments:\n"
        try scratch.write("\(head)\(configuration)\n", to: "reconcile.yaml")
        try scratch.write(Self.manifests, to: "apps/all.yaml")
        return scratch
    }

    private func doctor(_ scratch: Scratch, _ kubeconfig: String?, _ words: String...) async throws -> Findings {
        let program = Reconcile(in: scratch.path, kubeconfig: kubeconfig)
        return try Findings(try await program.run(["doctor", "-o", "json"] + words))
    }

    // MARK: The embedded server

    private func withCluster(
        allowing isAllowed: @escaping @Sendable (AccessAttributes) -> Bool = { _ in true },
        _ body: (Scratch, String) async throws -> Void
    ) async throws {
        var options = EmbeddedClusterOptions()
        options.allowsAnonymous = true  // a kubeconfig's token is not sent over plain HTTP
        options.isAllowed = isAllowed
        let cluster = try await EmbeddedCluster.start(options)
        let scratch = try scratch("- {name: staging, path: apps, mode: revert, prune: {enabled: true}}")
        let kubeconfig = try scratch.write(cluster.kubeconfig(), to: "kubeconfig")
        chmod(kubeconfig, 0o600)
        try await body(scratch, kubeconfig)
        await cluster.stop()
    }

    @Test func allIsWell() async throws {
        try await withCluster { scratch, kubeconfig in
            let found = try await doctor(scratch, kubeconfig, "--controller")
            #expect(found.run.code == 0 && found.status == "warn" && found.run.errors.isEmpty, "\(found.run.story)")
            for name in ["version", "cache", "source", "configuration", "manifests-staging"] {
                #expect(found.status(name) == "ok", "\(name)")
            }
            for name in ["kubeconfig", "server", "clock", "identity", "permissions"] {
                #expect(found.status(name, in: "staging") == "ok", "\(name)")
            }
            #expect(found.status("cluster", in: "staging") == "warn", "it has no TLS")
        }
    }

    @Test func aMissingVerbIsNamed() async throws {
        try await withCluster(allowing: { $0.verb != "patch" || $0.plural != "deployments" }) { scratch, kubeconfig in
            let found = try await doctor(scratch, kubeconfig)
            #expect(found.run.code == 2 && found.status == "fail", "\(found.run.story)")
            let checks = found.checks("permissions")
            #expect(
                checks.map(\.detail) == [
                    "may not patch deployments.apps in namespace team-a: the mode has them written"
                ])
            #expect(
                checks.first?.hint == "allow patch of deployments.apps in API group 'apps' by a Role or ClusterRole")
        }
    }

    @Test func theControllersOwnNeedsAreWarningsUnlessItIsMeant() async throws {
        let isAllowed: @Sendable (AccessAttributes) -> Bool = { $0.plural != "leases" && $0.plural != "events" }
        try await withCluster(allowing: isAllowed) { scratch, kubeconfig in
            let plain = try await doctor(scratch, kubeconfig)
            #expect(plain.run.code == 0 && plain.status == "warn", "\(plain.run.story)")
            #expect(
                plain.checks("permissions").map(\.detail) == [
                    "may not create, patch events in namespaces team-a, team-b: 'reconcile run' needs it",
                    "may not create, get, update leases.coordination.k8s.io in namespace reconcile-system: "
                        + "'reconcile run' needs it",
                ])
            let controller = try await doctor(scratch, kubeconfig, "--controller")
            #expect(controller.run.code == 2 && controller.checks("permissions").allSatisfy { $0.status == "fail" })
        }
    }

    @Test func theControllersOwnNeedsAreAskedForWhereItRuns() async throws {
        let own = Set(["leases", "environments", "driftreports"])
        let isAllowed: @Sendable (AccessAttributes) -> Bool = {
            !own.contains($0.plural) || $0.namespace == "reconcile-system"
        }
        try await withCluster(allowing: isAllowed) { scratch, kubeconfig in
            let file = try Scratch.text(kubeconfig)
            let inTeam = file.replacing("user: embedded", with: "user: embedded\n    namespace: team-a")
            try scratch.write(inTeam, to: "kubeconfig")
            let there = try await doctor(scratch, kubeconfig, "--controller")
            #expect(there.run.code == 0 && there.status("permissions") == "ok", "\(there.run.story)")
            let elsewhere = try await doctor(
                scratch, kubeconfig, "--controller", "--controller-namespace", "elsewhere")
            #expect(elsewhere.run.code == 2, "\(elsewhere.run.story)")
            let shown = elsewhere.checks("permissions").map(\.detail)
            #expect(shown.count == 4 && shown.allSatisfy { $0.contains(" in namespace elsewhere: ") }, "\(shown)")
        }
    }

    @Test func aKubeconfigForEverybodyIsAWarning() async throws {
        try await withCluster { scratch, kubeconfig in
            chmod(kubeconfig, 0o644)
            let found = try await doctor(scratch, kubeconfig)
            #expect(found.run.code == 0 && found.status("kubeconfig") == "warn", "\(found.run.story)")
            #expect(found.checks("kubeconfig").first?.hint == "run 'chmod 600' on it")
        }
    }

    @Test func aKindThatIsNotServedIsNamed() async throws {
        try await withCluster { scratch, kubeconfig in
            try scratch.write(
                "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: gpu}\n", to: "apps/policy.yaml")
            let found = try await doctor(scratch, kubeconfig)
            #expect(found.run.code == 2 && found.checks("kinds").first?.detail.contains("ClusterPolicy") == true)
            #expect(found.status("permissions") == "ok", "the other kinds are looked at")
        }
    }

    // MARK: What fails hides nothing

    @Test func eachClusterIsLookedAt() async throws {
        try await withCluster { scratch, kubeconfig in
            let configuration = """
                apiVersion: reconcile.dev/v1alpha1
                kind: Config
                environments:
                - {name: gone, path: apps, cluster: {context: gone}}
                - {name: secret, path: apps, cluster: {kubeconfigSecret: a/b}}
                - {name: here, path: apps}

                """
            try scratch.write(configuration, to: "reconcile.yaml")
            let found = try await doctor(scratch, kubeconfig)
            #expect(found.run.code == 2)
            #expect(found.status("cluster", in: "gone") == "fail" && found.status("cluster", in: "secret") == "fail")
            #expect(found.status("permissions", in: "here") == "ok", "\(found.run.story)")
        }
    }

    @Test func aRepositoryThatCannotBeReadHidesNoCluster() async throws {
        try await withCluster { scratch, kubeconfig in
            try scratch.write(
                "apiVersion: reconcile.dev/v1alpha1\nkind: Config\nenvironment: []\n", to: "reconcile.yaml")
            let found = try await doctor(scratch, kubeconfig)
            #expect(found.run.code == 2 && found.status("configuration") == "fail")
            #expect(found.status("server") == "ok", "\(found.run.story)")
            let missing = try await doctor(scratch, kubeconfig, "--repo", "file:///nonexistent/repository")
            #expect(missing.status("source") == "fail" && missing.status("server") == "ok", "\(missing.run.story)")
        }
    }

    @Test func aServerThatIsNotThere() async throws {
        let scratch = try scratch()
        let kubeconfig = try scratch.write(
            "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: 'http://127.0.0.1:9'}}]\n"
                + "users: [{name: a, user: {}}]\ncontexts: [{name: a, context: {cluster: a, user: a}}]\n"
                + "current-context: a\n", to: "kubeconfig")
        let found = try await doctor(scratch, kubeconfig)
        #expect(found.run.code == 2 && found.status("server") == "fail")
        #expect(found.status("manifests-staging") == "ok")
    }

    @Test func aToolIsAskedForOnlyWhereItIsNeeded() async throws {
        let scratch = try scratch()
        // Only what starts the program itself: no tool of this machine may be found.
        try scratch.write("", to: "bin/.keep")
        symlink("/usr/bin/timeout", scratch.file("bin/timeout"))
        var program = Reconcile(in: scratch.path)
        program.variables["PATH"] = scratch.file("bin")
        #expect(try Findings(try await program.run("doctor", "-o", "json")).status("none") == "ok")
        try scratch.write("apiVersion: v2\nname: web\nversion: 1.0.0\n", to: "apps/web/Chart.yaml")
        let without = try Findings(try await program.run("doctor", "-o", "json"))
        #expect(without.status("helm") == "fail", "\(without.run.story)")
        #expect(without.checks("helm").first?.hint.contains("install helm") == true)
        let tool = try scratch.write(
            "#!/bin/sh\necho 'version.BuildInfo{Version:\"v3.14.0+g1\", Go:\"go1\"}'\n", to: "bin/helm")
        chmod(tool, 0o755)
        let with = try Findings(try await program.run("doctor", "-o", "json"))
        #expect(with.checks("helm").first?.detail == "\(tool) v3.14.0+g1, for apps/web", "\(with.run.story)")
    }

    @Test func forPeopleItIsAList() async throws {
        try await withCluster { scratch, kubeconfig in
            let run = try await Reconcile(in: scratch.path, kubeconfig: kubeconfig).run("doctor")
            #expect(run.output.hasPrefix("Program\n  ok    version "), "\(run.story)")
            #expect(run.output.hasSuffix(" ok, 1 warning, 0 failures\n"))
        }
    }

    // MARK: The real server

    @Test(.enabled(if: Testbed.isThere, Testbed.howTo)) func usersOfTheRealServer() async throws {
        let scratch = try scratch()
        let administrator = try await doctor(scratch, Testbed.kubeconfig(), "--controller")
        #expect(administrator.run.code == 0 && administrator.status == "ok", "\(administrator.run.story)")
        #expect(administrator.status("server-certificate") == "ok" && administrator.status("clock") == "ok")
        #expect(administrator.status("client-certificate") == "ok")

        let viewer = try await doctor(scratch, Testbed.kubeconfig("viewer"))
        #expect(viewer.run.code == 2, "\(viewer.run.story)")
        #expect(
            viewer.checks("permissions").filter { $0.status == "fail" }.map(\.detail) == [
                "may not get, list secrets in namespace team-b: it cannot be compared there"
            ])

        let expired = try await doctor(scratch, Testbed.kubeconfig("expired"))
        #expect(expired.status("client-certificate") == "fail" && expired.status("server") == "fail")
        let foreign = try await doctor(scratch, Testbed.kubeconfig("foreign-ca"))
        #expect(foreign.checks("server").first?.detail.contains("not signed by a trusted authority") == true)
    }

    @Test(.enabled(if: Testbed.isThere, Testbed.howTo)) func aRoleInTwoNamespacesOfThree() async throws {
        let scratch = try Scratch()
        var names: [String] = []
        for _ in 0..<3 { names.append(try await Testbed.makeNamespace("doctor")) }
        let maps = names.map { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: \($0)}\n" }
        try scratch.write(maps.joined(separator: "---\n"), to: "apps/all.yaml")
        let user = Testbed.uniqueName("guest")
        for (place, name) in names.enumerated() where place > 0 {
            let verbs = place == 1 ? "get,list,watch" : "get,list"
            try await Testbed.kubectl(
                ["-n", name, "create", "role", "maps", "--verb=\(verbs)", "--resource=configmaps"])
            try await Testbed.kubectl(["-n", name, "create", "rolebinding", "maps", "--role=maps", "--user=\(user)"])
        }
        let found = try await doctor(scratch, Testbed.impersonating(user, in: scratch), "--path", "apps")
        let shown = found.checks("permissions").map(\.detail).filter { $0.contains("configmaps") }
        let closed = [names[0], names[2]].sorted().joined(separator: ", ")
        #expect(
            shown == [
                "may not get, list configmaps in namespace \(names[0]): it cannot be compared there",
                "may not watch configmaps in namespaces \(closed): 'reconcile run' needs it",
            ], "\(found.run.story)")
        let reviews = try await AuditLog.requests { $0.user == user && $0.resource == "selfsubjectaccessreviews" }
        #expect(!reviews.isEmpty && reviews.count < 60, "\(reviews.count) questions")
    }
}
