import Glibc
import ObjectModel
import Testing

/// With an export (`kubectl get -o yaml`) no cluster is needed: the same report, the same exit codes.
struct ExportsAreComparedTests {
    static let desired = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: team}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: team}
        data: {level: info}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: team}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:1"}]}

        """

    /// As `kubectl get -o yaml` prints it, defaults and all; REPLICAS to be replaced.
    static let export = """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Namespace
          metadata: {name: team, uid: 0b0fd0a4-2a1e-4a1e-9c9e-0b2d2b6b9a4e}
          status: {phase: Active}
        - apiVersion: v1
          kind: ConfigMap
          metadata: {name: settings, namespace: team, resourceVersion: "12"}
          data: {level: LEVEL}
        - apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            namespace: team
            generation: 3
            managedFields:
            - manager: kubectl-scale
              operation: Update
              time: "2026-11-01T08:00:00Z"
              fieldsType: FieldsV1
              fieldsV1: {"f:spec": {"f:replicas": {}}}
          spec:
            progressDeadlineSeconds: 600
            replicas: REPLICAS
            revisionHistoryLimit: 10
            selector: {matchLabels: {app: web}}
            strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}, type: RollingUpdate}
            template:
              metadata: {creationTimestamp: null, labels: {app: web}}
              spec:
                containers:
                - {image: "web:1", imagePullPolicy: IfNotPresent, name: web, resources: {},
                   terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
                dnsPolicy: ClusterFirst
                restartPolicy: Always
                schedulerName: default-scheduler
                securityContext: {}
                terminationGracePeriodSeconds: 30
          status: {replicas: 2}

        """

    static func export(replicas: Int = 2, level: String = "info") -> String {
        export.replacing("REPLICAS", with: "\(replicas)").replacing("LEVEL", with: level)
    }

    private func scene(_ export: String) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(Self.desired, to: "apps/all.yaml")
        try scratch.write(export, to: "live.yaml")
        return scratch
    }

    @Test func anExportThatIsEqualGivesZero() async throws {
        let scratch = try scene(Self.export())
        let report = try await Reconcile(in: scratch.path).diff(["--path", "apps", "--live", "live.yaml"])
        #expect(report.code == 0 && report.lines.isEmpty && report.objects.count == 3, "\(report.story)")
        #expect(report.run.errors.isEmpty)
    }

    @Test func driftGivesOneAndSaysWhoAndWhere() async throws {
        let scratch = try scene(Self.export(replicas: 5))
        let report = try await Reconcile(in: scratch.path).diff(["--path", "apps", "--live", "live.yaml"])
        #expect(report.code == 1)
        #expect(report.lines == ["drifted Deployment/web", " changed .spec.replicas"], "\(report.story)")
        let change = try #require(report.object("Deployment/web")?.changes.first)
        #expect(change.owner == "kubectl-scale Update" && change.time == "2026-11-01T08:00:00Z")
        #expect(change.location == "apps/all.yaml:14")
        #expect(change.live == 5 && change.desired == 2)
    }

    @Test func aDirectoryOfSingleObjectsIsAnExportToo() async throws {
        let scratch = try scene("")
        try scratch.write(Sample.configMap, to: "live/a/one.yaml")
        try scratch.write(
            #"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team"}}"#, to: "live/two.json")
        let report = try await Reconcile(in: scratch.path).diff(["--path", "apps", "--live", "live"])
        #expect(report.lines == ["missing Deployment/web"] && report.code == 1, "\(report.story)")
    }

    @Test func linksThatLeadBackAreNotWalked() async throws {
        let scratch = try scene("")
        try scratch.write(Sample.configMap, to: "live/one.yaml")
        for name in ["a", "b", "c"] { symlink(".", scratch.file("live/\(name)")) }
        let report = try await Reconcile(in: scratch.path).diff(["--path", "apps", "--live", "live"])
        #expect(report.lines == ["missing Namespace/team", "missing Deployment/web"], "\(report.story)")
    }

    @Test func theDashedFormIsTheVerb() async throws {
        let scratch = try scene(Self.export(replicas: 5))
        let program = Reconcile(in: scratch.path)
        let verb = try await program.run("diff", "--path", "apps", "--live", "live.yaml", "-o", "junit")
        let dashed = try await program.run("--diff", "--path", "apps", "--live", "live.yaml", "-o", "junit")
        #expect(verb.code == 1 && dashed.code == 1)
        let times = #/ (time|timestamp)="[^"]*"/#
        #expect(verb.output.replacing(times, with: "") == dashed.output.replacing(times, with: ""))
    }

    @Test(arguments: ["text", "json", "markdown", "sarif", "junit", "html"])
    func everyFormatTellsTheDriftAndTheCodeIsTheSame(_ format: String) async throws {
        let scratch = try scene(Self.export(replicas: 5))
        let run = try await Reconcile(in: scratch.path).run(
            "diff", "--path", "apps", "--live", "live.yaml", "-o", format, "--report", "\(format)=report.out")
        #expect(run.code == 1 && run.errors.isEmpty, "\(run.story)")
        #expect(run.output.contains("spec.replicas") && run.output.contains("kubectl-scale"), "\(run.story)")
        let file = try Scratch.text(scratch.file("report.out"))
        #expect(file.contains("spec.replicas") && file.utf8.count == run.outputBytes.count)
    }

    static let faults: [(String, String)] = [
        ("absent.yaml", "No such file"), ("broken.yaml", "broken.yaml:"), ("binary.yaml", "binary.yaml:1"),
    ]

    @Test(arguments: faults) func anExportThatCannotBeReadIsAnError(_ file: String, _ words: String) async throws {
        let scratch = try scene(Self.export())
        try scratch.write("items: [", to: "broken.yaml")
        try scratch.write([0x00, 0x01, 0xC3], to: "binary.yaml")
        expectError(
            try await Reconcile(in: scratch.path).run("diff", "--path", "apps", "--live", file), saying: [words])
    }

    @Test func severalEnvironmentsGiveTheGravestCode() async throws {
        let scratch = try scene(Self.export(level: "debug"))
        try scratch.write(
            Sample.configuration.replacing("path: apps\n  - name", with: "path: same\n  - name"), to: "reconcile.yaml")
        try scratch.write("apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n", to: "same/a.yaml")
        let program = Reconcile(in: scratch.path)
        let both = try await program.diff(["--live", "live.yaml"])
        #expect(both.code == 1 && both.items.count == 2, "\(both.story)")
        #expect(try await program.diff(["--live", "live.yaml", "-e", "staging"]).code == 0)
        try scratch.write("a: [", to: "same/b.yaml")
        #expect(try await program.diff(["--live", "live.yaml"]).code == 2)
    }

    @Test func ofTwoVersionsThatOfGitCounts() async throws {
        func budget(_ version: String, _ spec: String) -> String {
            "apiVersion: policy/\(version)\nkind: PodDisruptionBudget\nmetadata: {name: web, namespace: team}\nspec: \(spec)\n"
        }
        let scratch = try Scratch()
        try scratch.write(budget("v1beta1", "{minAvailable: 1}"), to: "apps/a.yaml")
        let program = Reconcile(in: scratch.path)
        try scratch.write(budget("v1", "{minAvailable: 2}"), to: "live/1.yaml")
        let other = try await program.diff(["--path", "apps", "--live", "live"])
        #expect(other.code == 3 && other.lines == ["unknown PodDisruptionBudget/web"], "\(other.story)")
        let reason = try #require(other.objects.first?.reason)
        #expect(reason.contains("'kubectl get PodDisruptionBudget.v1beta1.policy'"))
        for file in ["live/0.yaml", "live/2.yaml"] {
            try scratch.write(budget("v1beta1", "{minAvailable: 1}"), to: file)
            let both = try await program.diff(["--path", "apps", "--live", "live"])
            #expect(both.code == 0, "\(both.story)")
            try scratch.write("", to: file)
        }
    }
}
