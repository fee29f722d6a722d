import Testing

/// Nothing is ever written by a comparison: the server's own record of requests says so.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct OnlyReadsAreMadeTests {
    private static let readers: Set<String> = ["get", "list", "watch"]

    /// A scene with drift whose reader may do everything, under a name of its own.
    private func scene(_ user: String) async throws -> Scene {
        var scene = try await Scene("reads")
        let text = """
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
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: m, namespace: NAMESPACE}
            data: {a: b}

            """
        try scene.write(text)
        try await scene.apply()
        try await scene.kubectl("scale", "deploy/web", "--replicas=4")
        try await Testbed.kubectl(
            ["create", "clusterrolebinding", user, "--clusterrole=cluster-admin", "--user=\(user)"])
        scene.reconcile.variables["KUBECONFIG"] = try Testbed.impersonating(user, in: scene.scratch)
        return scene
    }

    @Test(arguments: ["text", "json", "html"]) func aComparisonOnlyReads(_ format: String) async throws {
        let user = Testbed.uniqueName("reader")
        let scene = try await scene(user)
        let run = try await scene.reconcile.run("diff", "--path", "manifests", "-o", format)
        #expect(run.code == 1, "\(run.story)")
        let requests = try await AuditLog.requests { $0.user == user }
        #expect(!requests.isEmpty && requests.allSatisfy { Self.readers.contains($0.verb) }, "\(requests)")
        #expect(requests.allSatisfy { $0.agent.hasPrefix("reconcile/") })
    }

    @Test(arguments: ["auto", "always"]) func aConfirmationIsADryRun(_ when: String) async throws {
        let user = Testbed.uniqueName("confirmer")
        let scene = try await scene(user)
        let report = try await scene.diff("--confirm", when)
        #expect(
            report.code == 1 && report.lines == ["drifted Deployment/web", " changed .spec.replicas"], "\(report.story)"
        )
        let writes = try await AuditLog.requests { $0.user == user && !Self.readers.contains($0.verb) }
        #expect(
            !writes.isEmpty && writes.allSatisfy { $0.verb == "patch" && $0.uri.contains("dryRun=All") }, "\(writes)")
        #expect(writes.allSatisfy { $0.resource == "deployments" }, "what is in sync needs no confirmation")
        let replicas = try await scene.kubectl("get", "deploy/web", "-o", "jsonpath={.spec.replicas}")
        #expect(replicas.output == "4", "a dry run changes nothing")
    }

    /// `auto` goes without where the server forbids; `always` says that it could not.
    @Test(arguments: [("auto", "drifted", 1), ("always", "unknown", 3)])
    func aConfirmationThatIsForbidden(_ when: String, _ verdict: String, _ code: Int32) async throws {
        var scene = try await scene(Testbed.uniqueName("unused"))
        scene.reconcile.variables["KUBECONFIG"] = try Testbed.kubeconfig("viewer")
        let report = try await scene.diff("--confirm", when)
        #expect(report.object("Deployment/web")?.verdict == verdict, "\(report.story)")
        #expect(report.object("ConfigMap/m")?.verdict == "inSync" && report.code == code)
    }
}
