import ObjectModel
import Testing

/// Kinds that the server learnt from a CustomResourceDefinition, will learn from one, or never heard of.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct CustomResourcesTests {
    // MARK: ClusterPolicy

    struct Edit: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var patch: String?
        var manager = "kubectl-edit"
        var lines: [String] = []
        /// Whether a dry run by the server changes something.
        var wouldChange = false

        /// `NAME` stands for the object's.
        func lines(for name: String) -> [String] { lines.map { $0.replacing("NAME", with: name) } }
    }

    static let edits = [
        Edit(testDescription: "B04 defaults of the schema are no drift"),
        Edit(
            testDescription: "a switch was turned", patch: #"{"spec":{"cdi":{"enabled":false}}}"#,
            lines: ["drifted ClusterPolicy/NAME", " changed .spec.cdi.enabled"], wouldChange: true),
        Edit(
            testDescription: "a default was overridden by hand", patch: #"{"spec":{"cdi":{"default":true}}}"#,
            lines: ["foreign ClusterPolicy/NAME", " foreign .spec.cdi.default"]),
        Edit(
            testDescription: "A09 the operator writes an amount in another form",
            patch: #"{"spec":{"dcgmExporter":{"resources":{"requests":{"cpu":"1"}}}}}"#, manager: "gpu-operator",
            lines: [], wouldChange: true),
        Edit(
            testDescription: "A12 a percentage is not a count",
            patch: #"{"spec":{"driver":{"upgradePolicy":{"maxUnavailable":25}}}}"#,
            lines: ["drifted ClusterPolicy/NAME", " changed .spec.driver.upgradePolicy.maxUnavailable"],
            wouldChange: true),
        Edit(
            testDescription: "D11 a list without keys is owned whole",
            patch: #"{"spec":{"toolkit":{"env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}}}"#,
            lines: ["drifted ClusterPolicy/NAME", " changed .spec.toolkit.env"], wouldChange: true),
        Edit(
            testDescription: "E15 the operator overwrites what Git sets",
            patch: #"{"spec":{"driver":{"version":"1"}}}"#, manager: "gpu-operator",
            lines: ["drifted ClusterPolicy/NAME", " changed .spec.driver.version"], wouldChange: true),
    ]

    @Test(.enabled(if: Fixtures.areThere, Fixtures.howTo), arguments: edits)
    func aClusterPolicyIsComparedByItsDefinition(_ edit: Edit) async throws {
        try await Fixtures.install()
        let scene = try Scene(namespace: "default")
        let name = Testbed.uniqueName("policy")
        try scene.write(Self.policy.replacing("NAME", with: name))
        try await scene.apply()
        let live = try await Testbed.kubectl(["get", "clusterpolicy", name, "-o", "jsonpath={.spec.cdi.default}"])
        #expect(live.output == "false", "the server adds the default")
        if let patch = edit.patch {
            try await Testbed.kubectl(
                ["patch", "clusterpolicy", name, "--type=merge", "--field-manager=\(edit.manager)", "-p", patch])
        }
        let report = try await scene.diff()
        #expect(report.lines == edit.lines(for: name), "\(report.story)")
        #expect(report.code == (edit.lines.isEmpty ? 0 : 1) && report.findings.isEmpty, "\(report.story)")
        if let change = report.objects.first?.changes.first { #expect(change.owner == "\(edit.manager) Update") }
        #expect(try await scene.oracle().values.contains(true) == edit.wouldChange)
        try await Testbed.kubectl(["delete", "clusterpolicy", name])
    }

    private static let policy = """
        apiVersion: nvidia.com/v1
        kind: ClusterPolicy
        metadata: {name: NAME}
        spec:
          operator: {runtimeClass: nvidia}
          daemonsets: {priorityClassName: system-node-critical}
          cdi: {enabled: true}
          dcgm: {enabled: false}
          dcgmExporter: {enabled: true, resources: {requests: {cpu: 1000m}}}
          devicePlugin: {enabled: true}
          driver: {enabled: true, version: "595.91.07", upgradePolicy: {autoUpgrade: true, maxUnavailable: 25%}}
          gfd: {enabled: true}
          nodeStatusExporter: {enabled: false}
          toolkit: {enabled: true, env: [{name: X, value: "1"}]}

        """

    // MARK: Definitions in the same commit, or nowhere

    /// A definition of a kind of its own; `more` goes into the properties of `spec`.
    private static func definition(_ group: String, scope: String, more: String = "") -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.\(group)}
        spec:
          group: \(group)
          scope: \(scope)
          names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties: {size: {type: integer, default: 3}, text: {type: string}\(more)}

        """
    }

    private static func widget(_ group: String, _ spec: String) -> String {
        "---\napiVersion: \(group)/v1\nkind: Widget\nmetadata: {name: w}\nspec: \(spec)\n"
    }

    @Test(arguments: ["Namespaced", "Cluster"])
    func aDefinitionAndItsObjectInOneCommitAreBothMissing(_ scope: String) async throws {
        let scene = try await Scene("crd")
        let group = "\(scene.namespace).example.org"
        try scene.write(Self.definition(group, scope: scope) + Self.widget(group, "{text: a}"))
        let report = try await scene.diff()
        #expect(report.code == 1 && report.isComplete, "\(report.story)")
        #expect(
            report.lines == ["missing CustomResourceDefinition/widgets.\(group)", "missing Widget/w"],
            "\(report.story)")
        #expect(report.findings == (scope == "Cluster" ? [] : ["warning no-namespace"]))
        #expect((report.object("Widget/w")?.value["namespace"] == nil) == (scope == "Cluster"))
    }

    @Test func aDefinitionThatGainsAFieldIsReadAnew() async throws {
        let scene = try await Scene("crd")
        let group = "\(scene.namespace).example.org"
        func install(_ more: String, _ spec: String) async throws {
            try scene.write(Self.definition(group, scope: "Namespaced", more: more), to: "1.yaml")
            try await Testbed.kubectl(["apply", "-f", scene.scratch.file("manifests/1.yaml")])
            try await Testbed.kubectl(
                ["wait", "--for=condition=established", "--timeout=30s", "crd/widgets.\(group)"])
            try scene.write(Self.widget(group, spec), to: "2.yaml")
        }
        try await install("", "{text: a}")
        try await applyWhenServed(scene)
        let before = try await scene.diff()
        #expect(before.code == 0 && before.object("Widget/w")?.verdict == "inSync", "\(before.story)")

        try scene.write(Self.widget(group, "{text: a, colour: red}"), to: "2.yaml")
        let unknown = try await scene.diff()
        #expect(
            unknown.lines == ["drifted Widget/w", " unknownField .spec.colour"], "the schema lacks it: \(unknown.story)"
        )

        try await install(", colour: {type: string}", "{text: a, colour: red}")
        let known = try await scene.diff()
        #expect(known.lines == ["drifted Widget/w", " changed .spec.colour"], "\(known.story)")
        try await applyWhenServed(scene, until: "red")
        let after = try await scene.diff()
        #expect(after.code == 0, "\(after.story)")
        try await Testbed.kubectl(["delete", "crd", "widgets.\(group)", "--wait=false"])
    }

    /// A server begins to serve a definition, and to keep its new fields, a moment after it is established.
    private func applyWhenServed(_ scene: Scene, until colour: String = "") async throws {
        for _ in 0..<100 {
            let run = try await Testbed.tryKubectl(
                ["-n", scene.namespace, "apply", "--validate=false", "-f", scene.scratch.file("manifests/2.yaml")])
            let live = try await Testbed.tryKubectl(
                ["-n", scene.namespace, "get", "widget", "w", "-o", "jsonpath={.spec.colour}"])
            if run.code == 0, live.code == 0, live.output == colour { return }
        }
        Issue.record("the definition is not served")
    }

    @Test func aKindThatNobodyKnowsIsUnknownAndTheRestIsCompared() async throws {
        let scene = try await Scene("crd")
        try scene.write("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: NAMESPACE}\ndata: {a: b}\n")
        try await scene.apply()
        try scene.write(
            """
            apiVersion: nowhere.example.org/v1
            kind: Gizmo
            metadata: {name: g, namespace: NAMESPACE}
            spec: {a: 1}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: p, namespace: NAMESPACE}
            spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}

            """, to: "more.yaml")
        let report = try await scene.diff()
        #expect(report.code == 3 && !report.isComplete, "\(report.story)")
        #expect(report.object("ConfigMap/m")?.verdict == "inSync")
        let gadget = try #require(report.object("Gizmo/g"))
        #expect(gadget.verdict == "unknown" && gadget.reason.contains("serves no kind Gizmo"), "\(report.story)")
        #expect(gadget.location == "manifests/more.yaml:1")
        let budget = try #require(report.object("PodDisruptionBudget/p"))
        #expect(budget.verdict == "unknown" && budget.reason.contains("policy/v1beta1"), "\(report.story)")
        #expect(report.gaps.count == 2)
    }
}
