import Drift
import ObjectModel
import Testing

/// Unknown fields, removed fields, immutable ones, and Secrets: family F of the cases.
@Suite struct SchemaAndErrorPathTests {
    private static func secret(_ members: String, metadata: String = "") -> String {
        manifest("v1", "Secret", members, metadata: metadata)
    }

    static let cases: [DriftCase] = [
        DriftCase(
            "F01 a misspelt field", desired: deployment(container: "", pod: ", imagePullSecret: x"),
            live: deployment(container: ""), is: .drifted, at: [".spec.template.spec.imagePullSecret"],
            cause: .unknownField),
        DriftCase(
            "F02 a live field that the schema does not know", desired: deployment(container: ""),
            live: deployment(container: "", spec: ", someNewField: 1"), is: .inSync),
        DriftCase(
            "F03 a field that only the schema lacks", desired: deployment(container: "", spec: ", newField: false"),
            live: deployment(container: "", spec: ", newField: false"), is: .inSync),
        DriftCase("F04 an object that is not there", desired: widget("{text: a}"), live: nil, is: .missing),
        DriftCase(
            "F07 a field removed from Git that an earlier applier owns", desired: widget("{text: a}"),
            live: widget(
                "{text: a, autoRestart: true}",
                metadata: owned(
                    by: "argocd-controller", #"{"f:spec": {"f:text": {}, "f:autoRestart": {}}}"#, as: "Apply")),
            is: .drifted, at: [".spec.autoRestart"], cause: .removed, definition: widgetDefinition),
        DriftCase(
            "F07 a field removed from Git that we own", desired: deployment(container: ""),
            live: deployment(
                container: "", spec: ", paused: true",
                metadata: owned(by: "reconcile", #"{"f:spec": {"f:paused": {}}}"#, as: "Apply")),
            is: .drifted, at: [".spec.paused"], cause: .removed),
        DriftCase(
            "F07 a field removed from Git, applied client-side",
            desired: widget("{text: a}"),
            live: widget(
                "{text: a, autoRestart: true}",
                metadata:
                    #", annotations: {kubectl.kubernetes.io/last-applied-configuration: "{\"spec\":{\"text\":\"a\",\"autoRestart\":true}}"}"#
                    + owned(by: "kubectl-client-side-apply", #"{"f:spec": {"f:text": {}, "f:autoRestart": {}}}"#)),
            is: .drifted, at: [".spec.autoRestart"], cause: .removed, definition: widgetDefinition),
        DriftCase(
            "F07 annotations that kubectl recorded as empty, and others filled",
            desired: manifest("v1", "ConfigMap", "data: {a: b}"),
            live: manifest(
                "v1", "ConfigMap", "data: {a: b}",
                metadata:
                    #", annotations: {kubectl.kubernetes.io/last-applied-configuration: "{\"metadata\":{\"annotations\":{}},\"data\":{\"a\":\"b\"}}"}"#
            ), is: .inSync),
        DriftCase(
            "F07 labels that we set empty, and others filled", desired: manifest("v1", "ConfigMap", "data: {a: b}"),
            live: manifest(
                "v1", "ConfigMap", "data: {a: b}",
                metadata: ", labels: {a: b}"
                    + owned(by: "reconcile", #"{"f:metadata": {"f:labels": {}}, "f:data": {"f:a": {}}}"#, as: "Apply")),
            is: .inSync),
        DriftCase(
            "F09 the template of a Job",
            desired: manifest("batch/v1", "Job", "spec: {template: {spec: {containers: [{name: a, image: new}]}}}"),
            live: manifest("batch/v1", "Job", "spec: {template: {spec: {containers: [{name: a, image: old}]}}}"),
            is: .drifted,
            at: [#".spec.template.spec.containers[name="a"].image"#], cause: .immutable),
        DriftCase(
            "F09 a selector", desired: manifest("apps/v1", "Deployment", "spec: {selector: {matchLabels: {app: new}}}"),
            live: manifest("apps/v1", "Deployment", "spec: {selector: {matchLabels: {app: old}}}"), is: .drifted,
            at: [".spec.selector.matchLabels.app"], cause: .immutable),
        DriftCase(
            "F09 the size of a claim that is not bound",
            desired: manifest("v1", "PersistentVolumeClaim", "spec: {resources: {requests: {storage: 20Gi}}}"),
            live: manifest("v1", "PersistentVolumeClaim", "spec: {resources: {requests: {storage: 10Gi}}}"),
            is: .drifted,
            at: [".spec.resources.requests.storage"], cause: .immutable),
        DriftCase(
            "F09 a bound claim that grows",
            desired: manifest("v1", "PersistentVolumeClaim", "spec: {resources: {requests: {storage: 20Gi}}}"),
            live: manifest(
                "v1", "PersistentVolumeClaim", "spec: {resources: {requests: {storage: 10Gi}}}, status: {phase: Bound}"),
            is: .drifted, at: [".spec.resources.requests.storage"], cause: .changed),
        DriftCase(
            "F09 a transition rule of a CRD", desired: widget("{fixed: new}"), live: widget("{fixed: old}"),
            is: .drifted,
            at: [".spec.fixed"], cause: .immutable, definition: widgetDefinition),
        DriftCase(
            "F10 no namespace in Git",
            desired: "{apiVersion: v1, kind: ConfigMap, metadata: {name: thing}, data: {a: b}}",
            live: manifest("v1", "ConfigMap", "data: {a: b}"), is: .inSync),
        DriftCase(
            "F13 an object that is being deleted", desired: manifest("v1", "ConfigMap", "data: {a: b}"),
            live: manifest(
                "v1", "ConfigMap", "data: {a: c}", metadata: #", deletionTimestamp: "2026-11-01T08:00:00Z""#),
            is: .terminating),
        DriftCase(
            "F14 a Secret encrypted in Git", desired: secret("data: {a: 'ENC[AES256_GCM,data:x]'}, sops: {version: 3}"),
            live: secret("data: {a: eA==}"), is: .inSync, notes: 1),
        DriftCase(
            "F14 a key that the encrypted Secret has and live lacks",
            desired: secret("data: {a: 'ENC[AES256_GCM,data:x]', b: 'ENC[AES256_GCM,data:y]'}, sops: {version: 3}"),
            live: secret("data: {a: eA==}"), is: .drifted, at: [".data.b"], notes: 1),
        DriftCase(
            "F15 stringData", desired: secret("stringData: {p: x}"), live: secret("data: {p: eA==}"), is: .inSync),
        DriftCase(
            "F16 stringData over data", desired: secret("data: {p: eg==}, stringData: {p: x}"),
            live: secret("data: {p: eA==}"), is: .inSync),
        DriftCase(
            "F16 stringData that differs", desired: secret("stringData: {p: x}"), live: secret("data: {p: eQ==}"),
            is: .drifted, at: [".data.p"]),
    ]

    @Test(arguments: cases) func verdictIsRight(_ c: DriftCase) throws { try expectVerdict(c) }

    @Test func valuesOfSecretsAreMasked() throws {
        let c = DriftCase(
            "", desired: Self.secret("stringData: {p: hunter2}"), live: Self.secret("data: {p: eQ==}"), is: .drifted)
        let change = try #require(try c.outcome().changes.first)
        #expect(change.desired == .masked && change.live == .masked)
        #expect(change.location?.line == 1)
    }

    @Test func changesNameWhoWhenAndWhere() throws {
        let c = DriftCase(
            "", desired: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n",
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: owned(by: "kubectl-edit", #"{"f:spec": {"f:replicas": {}}}"#)),
            is: .drifted)
        let change = try #require(try c.outcome().changes.first)
        #expect(change.owner == FieldOwner(manager: "kubectl-edit", operation: .update, time: "2026-11-01T08:00:00Z"))
        #expect(change.location == SourceLocation(file: "case.yaml", line: 6, column: 3))
        #expect(change.desired == .value(3) && change.live == .value(7))
    }

    @Test(arguments: [
        "reconcile.dev/ignore: /spec/replicas", "kustomize.toolkit.fluxcd.io/reconcile: disabled",
        "kustomize.toolkit.fluxcd.io/ssa: IfNotPresent", "client.lifecycle.config.k8s.io/mutation: ignore",
    ])
    func annotationsTakeObjectsOut(_ annotation: String) throws {
        let c = DriftCase(
            "",
            desired: deployment(
                container: "", spec: ", replicas: 3",
                metadata: ", annotations: {'\(annotation.replacing(": ", with: "': "))}"),
            live: deployment(
                container: "", spec: ", replicas: 7",
                metadata: ", annotations: {'\(annotation.replacing(": ", with: "': "))}"),
            is: .inSync)
        #expect(try c.outcome().verdict == .inSync)
    }

    @Test(arguments: [
        ("policy/v1beta1", "policy/v1", "PodDisruptionBudget", "PodDisruptionBudget.v1beta1.policy"),
        ("v1", "v2", "Thing", "Thing.v1"),
    ])
    func anotherVersionInAnExportIsToldWithWhatToDo(
        _ git: String, _ live: String, _ kind: String, _ resource: String
    ) throws {
        let differing = DriftCase(
            "", desired: manifest(git, kind, "spec: {minAvailable: 1}"),
            live: manifest(live, kind, "spec: {minAvailable: 2}"), is: .unknown)
        let outcome = try differing.outcome()
        #expect(outcome.verdict == .unknown && outcome.changes.isEmpty)
        let reason = try #require(outcome.reason)
        #expect(reason.contains("write \(live) in Git, or export it with 'kubectl get \(resource)'"), "\(reason)")
        var equal = differing
        equal.live = manifest(live, kind, "spec: {minAvailable: 1}")
        #expect(try equal.outcome().verdict == .inSync)
    }
}
