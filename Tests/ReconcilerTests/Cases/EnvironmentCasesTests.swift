// Cases that one object and its live form do not show: scopes, several objects, refusals, what comes after. The numbers
// are those of the table of cases, whose other rows are in DriftTests.
import Drift
import ObjectModel
import Reconciler
import Testing

@Suite struct EnvironmentCasesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Texts of files by name.
        var git: [String: String]
        var live = ""
        var forbidden: Set<String> = []
        /// `verdict Kind/name` of every object.
        var objects: [String] = []
        /// `severity rule file:line` of every finding.
        var findings: [String] = []
        var code: Int32 = 0
    }

    private static func configMap(_ name: String, _ data: String, metadata: String = ", namespace: team") -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)\(metadata)}\ndata: \(data)\n---\n"
    }

    private static let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: team}\nspec: {ports: [{port: 80, targetPort: PORT}]}\n"
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}, versions: [{name: v1, \
        schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {a: {type: integer}}}}}}}]}
        ---

        """
    private static let widget =
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: team}\nspec: {a: 1}\n---\n"
    private static let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"
    private static let rules = "rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]\n"

    static let cases = [
        Case(
            testDescription: "A12 a port's number in quotes, which the API takes for a name",
            git: ["a.yaml": service.replacing("PORT", with: "\"8080\"")], live: service.replacing("PORT", with: "8080"),
            objects: ["drifted Service/web"], findings: ["error port-number-in-quotes a.yaml:4"], code: 2),
        Case(
            testDescription: "A14 yes without quotes in an annotation",
            git: [
                "a.yaml": "\n\n" + configMap("m", "{a: b}", metadata: ", namespace: team, annotations: {enabled: yes}")
            ],
            live: configMap("m", "{a: b}"), objects: ["unknown ConfigMap/m"],
            findings: ["error string-expected a.yaml:5"], code: 2),
        Case(
            testDescription: "A15 a number in a ConfigMap whose text is live",
            git: ["a.yaml": configMap("m", "{PORT: 8080}")], live: configMap("m", "{PORT: \"8080\"}"),
            objects: ["inSync ConfigMap/m"], findings: ["error string-expected a.yaml:4"], code: 2),
        Case(
            testDescription: "E16 a leader's ConfigMap, which Git does not have",
            git: ["a.yaml": configMap("a", "{}") + configMap("b", "{}") + configMap("c", "{}")],
            live: configMap("a", "{}") + configMap("b", "{}") + configMap("c", "{}")
                + configMap(
                    "leader", "{}",
                    metadata: ", namespace: team, annotations: {control-plane.alpha.kubernetes.io/leader: x}"),
            objects: ["inSync ConfigMap/a", "inSync ConfigMap/b", "inSync ConfigMap/c"]),
        Case(
            testDescription: "F04 a definition and its object in one commit", git: ["a.yaml": widget + definition],
            objects: ["missing CustomResourceDefinition/widgets.example.com", "missing Widget/w"], code: 1),
        Case(
            testDescription: "F10 a namespace that is left out",
            git: ["a.yaml": configMap("m", "{a: b}", metadata: "")], live: configMap("m", "{a: b}"),
            objects: ["inSync ConfigMap/m"], findings: ["warning no-namespace a.yaml:3"]),
        Case(
            testDescription: "F11 a ClusterRole with a namespace",
            git: ["a.yaml": role + "metadata: {name: r, namespace: team}\n" + rules],
            live: role + "metadata: {name: r}\n" + rules, objects: ["inSync ClusterRole/r"],
            findings: ["warning namespace-on-cluster-scoped a.yaml:3"]),
        Case(
            testDescription: "F17 a kind that may not be read",
            git: ["a.yaml": configMap("m", "{a: b}") + service.replacing("PORT", with: "80")],
            live: configMap("m", "{a: c}") + service.replacing("PORT", with: "80"), forbidden: ["Service"],
            objects: ["drifted ConfigMap/m", "unknown Service/web"], code: 3),
        Case(
            testDescription: "F18 an object with generateName",
            git: [
                "a.yaml": configMap("m", "{}")
                    + "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: job-, namespace: team}\nspec: {}\n"
            ], live: configMap("m", "{}"), objects: ["inSync ConfigMap/m"], findings: ["warning generate-name a.yaml:8"]
        ),
        Case(
            testDescription: "F20 the same object in two files",
            git: [
                "a.yaml": configMap("m", "{a: b}"),
                "b.yaml": "\n" + configMap("m", "{a: c}") + configMap("other", "{}"),
            ],
            live: configMap("m", "{a: b}") + configMap("other", "{}"), objects: ["inSync ConfigMap/other"],
            findings: ["error repeated-object a.yaml:1"], code: 2),
    ]

    @Test(arguments: cases) func theReportIsRight(_ c: Case) async throws {
        let result = try await Self.compare(c.git, with: ClusterOfTexts(c.live, forbidden: c.forbidden))
        #expect(result.objects.map { "\($0.verdict) \($0.key.groupKind.kind)/\($0.key.name)" } == c.objects)
        let findings = result.findings.map { finding in
            "\(finding.severity) \(finding.rule) \(finding.location.map { "\($0.file):\($0.line)" } ?? "")"
        }
        #expect(findings == c.findings)
        #expect(result.exitCode == c.code, "\(result.gaps)")
    }

    @Test func f20TheFindingNamesBothPlaces() async throws {
        let git = ["a.yaml": Self.configMap("m", "{}"), "b.yaml": "\n" + Self.configMap("m", "{}")]
        let result = try await Self.compare(git, with: ClusterOfTexts(""))
        let message = try #require(result.findings.first?.message)
        #expect(message.contains("a.yaml:1:1") && message.contains("b.yaml:2:1"), "\(message)")
    }

    @Test func f04TheDefinitionIsAppliedBeforeItsObject() async throws {
        let cluster = ClusterOfTexts("")
        let result = try await Self.compare(["a.yaml": Self.widget + Self.definition], with: cluster)
        try await Self.carryOut(result, with: cluster)
        #expect(cluster.writes == ["apply CustomResourceDefinition widgets.example.com", "apply Widget w"])
    }

    @Test func f13F17WhatIsBeingDeletedOrCannotBeReadIsNotPatched() async throws {
        let git = ["a.yaml": Self.configMap("m", "{a: b}") + Self.service.replacing("PORT", with: "80")]
        let gone = Self.configMap(
            "m", "{a: c}", metadata: ", namespace: team, deletionTimestamp: '2026-11-01T08:00:00Z'")
        let cluster = ClusterOfTexts(gone, forbidden: ["Service"])
        let result = try await Self.compare(git, with: cluster)
        #expect(result.objects.map(\.verdict) == [.terminating, .unknown])
        try await Self.carryOut(result, with: cluster)
        #expect(cluster.writes == [])
    }

    /// A server before 1.27 answers a dry run with metrics twice (kubernetes issue 118293).
    @Test func d08AnAutoscalerInSyncIsNotPutBeforeTheServer() async throws {
        func autoscaler(_ metrics: String...) -> String {
            let resources = metrics.map {
                "{type: Resource, resource: {name: \($0), target: {type: Utilization, averageUtilization: 50}}}"
            }
            return "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web, namespace: team}\n"
                + "spec: {maxReplicas: 3, metrics: [\(resources.joined(separator: ", "))]}\n"
        }
        let cluster = ClusterOfTexts(autoscaler("memory", "cpu"))
        let result = try await Self.compare(["a.yaml": autoscaler("cpu", "memory")], with: cluster, .always)
        #expect(result.objects.map(\.verdict) == [.inSync] && cluster.writes.isEmpty, "\(cluster.writes)")
        let changed = try await Self.compare(["a.yaml": autoscaler("cpu", "disk")], with: cluster, .always)
        #expect(changed.objects.map(\.verdict) == [.drifted])
        #expect(cluster.writes == ["dry run HorizontalPodAutoscaler web"], "what differs is")
    }

    @Test func e16WhatChangesOutsideOfGitChangesNoResult() async throws {
        let git = ["a.yaml": Self.configMap("a", "{}") + Self.configMap("b", "{}") + Self.configMap("c", "{}")]
        let live = git["a.yaml", default: ""]
        var results: [[ObjectDrift]] = []
        for time in ["08:00:00", "08:00:02"] {
            let leader = Self.configMap("a", "{}", metadata: ", namespace: team, annotations: {leader: \"\(time)\"}")
            let cluster = ClusterOfTexts(live.replacing(Self.configMap("a", "{}"), with: leader))
            results.append(try await Self.compare(git, with: cluster).objects)
        }
        #expect(results[0] == results[1] && results[0].count == 3)
    }

    /// Plans everything that differs, and carries it out.
    private static func carryOut(_ result: ComparisonResult, with cluster: ClusterOfTexts) async throws {
        let desired = Dictionary(result.state.objects.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let rules = ModeRules(environment: .revert)
        let planner = Planner(
            environment: "test", revision: "r",
            prune: PruneGuard(
                policy: Environment(name: "test", path: "").prune, desiredCount: desired.count,
                inventoryCount: desired.count)
        ) { rules.choice(for: $0.key, desired: $0.value) }
        let plan = planner.plan(result.objects, desired: { desired[$0] }, orphans: [])
        let pacing = Pacing(now: { .zero }, wall: { 0 }, sleep: { _ in }, jitter: { 0 })
        var options = PlanExecution.Options(pacing: pacing)
        // Nothing makes a definition's kind be served here.
        options.definitionDeadline = .seconds(-1)
        let execution = PlanExecution(
            cluster: cluster, comparison: result.comparison, applied: AppliedValue(environment: "test"),
            options: options)
        try await execution.run(plan.steps, desired: { desired[$0] }) { _ in }
    }

    private static func compare(
        _ texts: [String: String], with cluster: ClusterOfTexts, _ confirmation: Reconciler.Confirmation = .never
    ) async throws -> ComparisonResult {
        let environment = Environment(name: "test", path: "", namespace: "team")
        let loaded = try await ManifestLoader(tree: TreeOfTexts(texts: texts), parser: YAMLParser()).load([""])
        let comparison = EnvironmentComparison(
            environment: environment, policy: DriftPolicy(), cluster: cluster, confirmation: confirmation)
        return try await comparison.run(loaded)
    }
}
