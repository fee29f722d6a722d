import Testing

/// The example that people copy applies to a real server as it is, and both of its environments are then in sync.
@Suite(
    .enabled(if: Testbed.isThere, Testbed.howTo), .enabled(if: Fixtures.areThere, Fixtures.howTo), .serialized)
struct ExampleRepositoryTests {
    private static let example = "\(Fixtures.root)/examples/repo-layout"

    private var program: Reconcile {
        get throws { Reconcile(in: Self.example, kubeconfig: try Testbed.kubeconfig()) }
    }

    private func apply(_ directory: String) async throws {
        try await Testbed.kubectl(
            [
                "apply", "--server-side", "--field-manager=reconcile", "--force-conflicts", "-R", "-f",
                "\(Self.example)/\(directory)",
            ])
    }

    private func diff(_ environment: String) async throws -> DriftReport {
        try await program.diff(["--env", environment, "--context", "testbed"])
    }

    /// What an earlier run on the same server left.
    private func removeAll() async throws {
        let directories = ["environments/staging", "environments/production", "base"]
        try await Testbed.kubectl(
            ["delete", "--ignore-not-found", "--wait", "-R"] + directories.flatMap { ["-f", "\(Self.example)/\($0)"] })
    }

    /// One after the other on one server: what staging alone has goes before production comes.
    @Test func everyDocumentAppliesAndBothEnvironmentsAreInSync() async throws {
        try await Fixtures.install()
        try await removeAll()
        try await apply("base/cluster/namespaces.yaml")
        try await apply("base")
        try await apply("environments/staging")
        let staging = try await diff("staging")
        #expect(staging.code == 0 && staging.objects.count > 50 && staging.lines.isEmpty, "\(staging.story)")
        #expect(staging.findings.isEmpty, "\(staging.story)")
        try await expectEditsAreFound()

        try await Testbed.kubectl(["delete", "--wait", "-R", "-f", "\(Self.example)/environments/staging"])
        try await Testbed.kubectl(["-n", "gpu-nodes", "annotate", "daemonset/node-tuning", "note-"])
        try await apply("base")
        try await apply("environments/production")
        let production = try await diff("production")
        #expect(production.code == 0 && production.objects.count > 45, "\(production.story)")
        #expect(production.lines.isEmpty && production.findings.isEmpty, "\(production.story)")
    }

    private static let edits: [[String]] = [
        [
            "patch", "clusterpolicy/cluster-policy", "--type=merge", "-p", #"{"spec":{"driver":{"version":"1.2.3"}}}"#,
            "--field-manager=kubectl-edit",
        ],
        ["-n", "team-speech", "delete", "networkpolicy/default-deny"],
        ["-n", "team-speech", "scale", "deploy/transcriber", "--replicas=2"],  // which reconcile.yaml ignores
        [
            "-n", "gpu-operator", "patch", "cm/device-plugin-config", "--type=merge", "-p",
            #"{"data":{"shared-4":"x"}}"#,
        ],
        ["label", "namespace", "team-vision", "pod-security.kubernetes.io/enforce=privileged", "--overwrite"],
        ["-n", "ml-platform", "set", "image", "statefulset/model-store", "*=evil:1"],
        ["-n", "gpu-nodes", "annotate", "daemonset/node-tuning", "note=mine"],
    ]

    private func expectEditsAreFound() async throws {
        for edit in Self.edits { try await Testbed.kubectl(edit) }
        let report = try await diff("staging")
        #expect(report.code == 1, "\(report.story)")
        #expect(
            report.lines.filter { !$0.hasPrefix(" ") }.sorted() == [
                "drifted ClusterPolicy/cluster-policy", "drifted ConfigMap/device-plugin-config",
                "drifted Namespace/team-vision", "drifted StatefulSet/model-store", "foreign DaemonSet/node-tuning",
                "missing NetworkPolicy/default-deny",
            ], "\(report.story)")
        let places = Set(report.objects.flatMap(\.changes).map(\.location))
        #expect(places.contains { $0.contains("environments/staging/cluster/cluster-policy.yaml:") }, "\(places)")
        #expect(!places.contains(""), "\(report.story)")
    }
}
