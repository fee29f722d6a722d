// What cannot be changed, what does not come up and what others applied before: each has its own way, and no other.
import ObjectModel
import Testing

@Suite(.enabled(if: Testbed.isThere, Testbed.howTo)) struct ObjectsAreAppliedWithCareTests {
    private static func deployment(app: String, replicas: Int = 0, annotation: String = "") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: NAMESPACE, annotations: {\(annotation)}}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: \(app)}}
          template:
            metadata: {labels: {app: \(app)}}
            spec: {containers: [{name: web, image: "web:1"}]}

        """
    }

    @Test func whatCannotBeChangedIsToldAndLeft() async throws {
        let place = try await PlannedPlace()
        try place.write(Self.deployment(app: "web"), to: "web")
        try await place.begin()
        let uid = try await place.live("deployment/web")?["metadata"]?["uid"]
        try place.write(Self.deployment(app: "other"), to: "web")
        try place.map("beside", "a: one")
        try await place.git.commit()
        let (_, plan, _) = try await place.plan()
        #expect(lines(of: plan) == ["create ConfigMap/beside", "immutable Deployment/web"])
        let detail = plan["leftAlone"]?.array?.first?["detail"]?.string ?? ""
        #expect(detail.contains(".spec.selector") && detail.contains("reconcile.dev/recreate: enabled"), "\(detail)")
        let run = try await place.apply("--yes", "--no-wait")
        #expect(run.output.contains("left alone"), "\(run.story)")
        #expect(run.code == 2 && run.errors.contains("1 object stays as it is"), "\(run.story)")
        let live = try await place.live("deployment/web")
        #expect(live?["metadata"]?["uid"] == uid && live?["spec"]?["selector"]?["matchLabels"] == ["app": "web"])
        #expect(try await place.live("configmap/beside") != nil, "the rest is done")
        #expect(try await place.plan().run.code == 1, "no step is left, and yet it is not what Git says")
        #expect(try await place.apply("--yes").code == 2)

        try place.write(Self.deployment(app: "other", annotation: "reconcile.dev/recreate: enabled"), to: "web")
        try await place.git.commit("Allow it")
        #expect(lines(of: try await place.plan().value) == ["recreate Deployment/web"])
        let recreated = try await place.apply("--yes", "--no-wait")
        #expect(recreated.code == 0 && recreated.output.contains("recreated  Deployment"), "\(recreated.story)")
        let made = try await place.live("deployment/web")
        #expect(made?["metadata"]?["uid"] != uid && made?["spec"]?["selector"]?["matchLabels"] == ["app": "other"])
    }

    @Test func aWaveThatFailsStopsLaterOnesAndPrunes() async throws {
        let place = try await PlannedPlace()
        try place.map("old", "a: one")
        try await place.begin()
        try await place.drop("old")
        try place.map("first", "a: one", annotations: "reconcile.dev/wave: '-1'")
        // Both are of one wave; a Service of no port is refused by the server.
        try place.map("beside", "a: one")
        try place.write(
            "apiVersion: v1\nkind: Service\nmetadata: {name: broken, namespace: NAMESPACE}\n"
                + "spec: {ports: [{port: 0}]}\n", to: "broken")
        try place.map("last", "a: one", annotations: "argocd.argoproj.io/sync-wave: '2'")
        try await place.git.commit()
        let run = try await place.apply("--yes", "--no-wait")
        #expect(run.code == 2, "\(run.story)")
        #expect(run.output.contains("failed     Service"), "\(run.story)")
        #expect(run.output.contains("later waves were not begun"), "\(run.story)")
        for name in ["first", "beside", "old"] { #expect(try await place.live("configmap/\(name)") != nil, "\(name)") }
        #expect(try await place.live("configmap/last") == nil)
    }

    /// The test-bed has no node, so that no Pod ever runs.
    @Test func aWaveThatDoesNotBecomeHealthyStopsLaterOnes() async throws {
        let place = try await PlannedPlace()
        try place.write(Self.deployment(app: "web", replicas: 1), to: "web")
        try place.map("last", "a: one", annotations: "reconcile.dev/wave: '1'")
        try await place.git.commit()
        let run = try await place.apply("--yes", "--timeout", "2s")
        #expect(run.code == 2 && run.output.contains("stopped    after wave 0"), "\(run.story)")
        #expect(run.output.contains("failed     wave 0: Deployment"), "\(run.story)")
        #expect(try await place.live("configmap/last") == nil)
        let hasty = try await place.apply("--yes", "--no-wait")
        #expect(hasty.code == 0, "\(hasty.story)")
        #expect(try await place.live("configmap/last") != nil)
    }

    @Test func whatARuleLeavesToAManagerStaysItsOwn() async throws {
        let place = try await PlannedPlace(more: "ignore:\n  - managers: [scaler]")
        let spec = Self.deployment(app: "web").replacing(
            "image: \"web:1\"", with: "image: \"web:1\", resources: {requests: {cpu: 1, memory: 1Gi}}")
        try place.write(spec, to: "web")
        try await place.begin()
        let patch = #"{"spec":{"replicas":3,"template":{"spec":{"containers":[{"name":"web","#
        let scaled = patch + #""resources":{"requests":{"cpu":"2"}}}]}}}}"#
        try await place.kubectl("patch", "deployment", "web", "--field-manager=scaler", "-p", scaled)
        #expect(try await place.plan().run.code == 0, "what the rule hides is no drift")
        try place.write(spec.replacing("web:1", with: "web:2"), to: "web")
        try await place.git.commit("Another image")
        let run = try await place.apply("--yes", "--no-wait")
        #expect(run.code == 0, "\(run.story)")
        let live = try #require(try await place.live("deployment/web"))
        let container = live["spec"]?["template"]?["spec"]?["containers"]?.array?.first
        #expect(container?["image"] == "web:2")
        #expect(container?["resources"]?["requests"] == ["cpu": "2", "memory": "1Gi"])
        #expect(live["spec"]?["replicas"] == 3)
        expectOneOwner(of: live)
    }

    @Test func whatKubectlAppliedBecomesOurs() async throws {
        let place = try await PlannedPlace()
        try place.write(Self.deployment(app: "web", annotation: "team: vision"), to: "web")
        try place.map("settings", "a: one, b: one", annotations: "note: x")
        try await place.kubectl("apply", "-f", "\(place.git.scratch.path)/apps")
        try place.map("settings", "a: two")
        try place.write(Self.deployment(app: "web"), to: "web")
        try await place.git.commit()
        let run = try await place.apply("--yes", "--no-wait")
        #expect(run.code == 0, "\(run.story)")
        let settings = try #require(try await place.live("configmap/settings"))
        #expect(settings["data"] == ["a": "two"], "what Git dropped is gone")
        #expect(settings["metadata"]?["annotations"]?["note"] == nil)
        let web = try #require(try await place.live("deployment/web"))
        #expect(web["metadata"]?["annotations"]?["team"] == nil)
        for object in [settings, web] { expectOneOwner(of: object) }
        let after = try await place.plan()
        #expect(after.run.code == 0, "\(after.run.story)")
    }

    /// No field but what the API server itself shares out is owned by two managers, and none by kubectl.
    private func expectOneOwner(of object: JSONValue) {
        var owners: [FieldPath: [String]] = [:]
        for entry in object["metadata"]?["managedFields"]?.array ?? [] {
            guard let fields = entry["fieldsV1"].flatMap(FieldSet.init(fieldsV1:)) else { continue }
            for path in fields.paths { owners[path, default: []].append(entry["manager"]?.string ?? "") }
        }
        #expect(!owners.isEmpty && owners.values.joined().contains("reconcile"))
        let shared = owners.filter { $0.value.count > 1 }.map { "\($0.key): \($0.value)" }
        #expect(shared.isEmpty, "\(shared.sorted())")
        #expect(!owners.values.joined().contains("kubectl-client-side-apply"))
    }
}
