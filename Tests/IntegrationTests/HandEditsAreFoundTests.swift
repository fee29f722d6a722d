import Testing

/// The main promise: what a person did to the cluster is found, with who did it and where Git says otherwise; and
/// nothing else is. Every edit is made by kubectl on the real server, which is then asked what an apply would change.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct HandEditsAreFoundTests {
    struct Edit: CustomTestStringConvertible, Sendable {
        var name: String
        /// Words for kubectl; what is done after the manifests below were applied.
        var commands: [[String]]
        var verdict: String
        /// Cause and path of each change.
        var changes: [String] = []
        /// Manager and operation of the first change.
        var owner = ""
        /// Line of the first change in all.yaml.
        var line = 0
        var testDescription: String { name }
    }

    /// Line numbers count; the edits above say them.
    static let manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: NAMESPACE
          labels: {app: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: registry.example/web:1.4
                env:
                - {name: MODE, value: fast}
                ports: [{containerPort: 8080}]
                resources:
                  limits: {cpu: 1000m, memory: 1Gi}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: NAMESPACE}
        data:
          level: info
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: NAMESPACE}
        spec:
          selector: {app: web}
          ports:
          - {name: http, port: 80, protocol: TCP, targetPort: 8080}

        """

    private static func patch(_ object: String, _ patch: String, type: String = "strategic") -> [String] {
        ["patch", object, "--field-manager=kubectl-edit", "--type=\(type)", "-p", patch]
    }

    private static let image = ".spec.template.spec.containers[name=\"web\"]"

    static let edits: [Edit] = [
        Edit(name: "nothing was done", commands: [], verdict: "inSync"),
        Edit(
            name: "an image was edited",
            commands: [
                patch(
                    "deploy/web",
                    #"{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"evil:1"}]}}}}"#)
            ], verdict: "drifted", changes: ["changed \(image).image"], owner: "kubectl-edit Update", line: 15),
        Edit(
            // A server before 1.22 does not record who wrote through the scale subresource.
            name: "replicas were scaled", commands: [["scale", "deploy/web", "--replicas=5"]], verdict: "drifted",
            changes: ["changed .spec.replicas"], owner: "reconcile Apply", line: 8),
        Edit(
            name: "a limit was changed to another amount",
            commands: [["set", "resources", "deploy/web", "--limits=cpu=2"]], verdict: "drifted",
            changes: ["changed \(image).resources.limits.cpu"], owner: "kubectl-set Update", line: 20),
        Edit(
            name: "an environment variable was added",
            commands: [["set", "env", "deploy/web", "DEBUG=1"]], verdict: "foreign",
            changes: ["foreign \(image).env[name=\"DEBUG\"]"], owner: "kubectl-set Update", line: 16),
        Edit(
            name: "an environment variable got another value",
            commands: [["set", "env", "deploy/web", "MODE=slow"]], verdict: "drifted",
            changes: ["changed \(image).env[name=\"MODE\"].value"], owner: "kubectl-set Update", line: 17),
        Edit(
            name: "an annotation was added", commands: [["annotate", "deploy/web", "note=mine"]],
            verdict: "foreign", changes: ["foreign .metadata.annotations.note"], owner: "kubectl-annotate Update",
            line: 3),
        Edit(
            name: "a label was overwritten", commands: [["label", "deploy/web", "app=other", "--overwrite"]],
            verdict: "drifted", changes: ["changed .metadata.labels.app"], owner: "kubectl-label Update", line: 6),
        Edit(
            name: "a label was taken away", commands: [["label", "deploy/web", "app-"]], verdict: "drifted",
            changes: ["changed .metadata.labels"], line: 6),
        Edit(
            name: "a container was added and an image changed",
            commands: [
                patch(
                    "deploy/web",
                    #"{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"evil:1"},"#
                        + #"{"name":"shell","image":"sh:1"}]}}}}"#)
            ], verdict: "drifted",
            changes: [
                "foreign .spec.template.spec.containers[name=\"shell\"]", "changed \(image).image",
            ]),
        Edit(
            name: "it was restarted by hand, which is no drift", commands: [["rollout", "restart", "deploy/web"]],
            verdict: "inSync"),
        Edit(name: "it was deleted", commands: [["delete", "deploy/web", "--wait=false"]], verdict: "missing"),
        Edit(
            name: "it was deleted, and something holds it",
            commands: [
                patch("deploy/web", #"{"metadata":{"finalizers":["example.org/hold"]}}"#, type: "merge"),
                ["delete", "deploy/web", "--wait=false"],
            ], verdict: "terminating"),
        Edit(
            name: "another applier claims a field",
            commands: [
                [
                    "apply", "--server-side", "--force-conflicts", "--field-manager=other-gitops", "--validate=false",
                    "-f", "-",
                ]
            ], verdict: "conflict", changes: ["changed .spec.replicas"], owner: "other-gitops Apply", line: 8),
    ]

    private static let otherApplier = """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "NAMESPACE"},
         "spec": {"replicas": 9}}
        """

    @Test(arguments: edits)
    func anEditOfADeploymentIsFoundAndNothingElse(_ edit: Edit) async throws {
        let scene = try await Scene()
        try scene.write(Self.manifests)
        try await scene.apply()
        for command in edit.commands {
            let input = command.contains("-") ? Self.otherApplier : ""
            try await Testbed.kubectl(
                ["-n", scene.namespace] + command, input: input.replacing("NAMESPACE", with: scene.namespace))
        }
        let report = try await scene.diff()
        #expect(report.code == (edit.verdict == "inSync" ? 0 : 1), "\(report.story)")
        let web = try #require(report.object("Deployment/web"))
        #expect(web.verdict == edit.verdict, "\(report.story)")
        #expect(web.changes.map { "\($0.cause) \($0.path)" } == edit.changes, "\(report.story)")
        #expect(web.location == "manifests/all.yaml:1")
        if !edit.owner.isEmpty {
            #expect(web.changes.first?.owner == edit.owner, "\(report.story)")
            #expect(web.changes.first?.time.hasSuffix("Z") == true)
        }
        if edit.line > 0 { #expect(web.changes.first?.location == "manifests/all.yaml:\(edit.line)") }
        #expect(report.lines == (edit.verdict == "inSync" ? [] : web.lines), "\(report.story)")
        guard ["inSync", "drifted", "conflict", "foreign"].contains(edit.verdict) else { return }
        let wouldChange = try await scene.oracle()
        #expect(
            wouldChange == [
                "Deployment/web": ["drifted", "conflict"].contains(edit.verdict), "ConfigMap/settings": false,
                "Service/web": false,
            ])
    }

    static let otherKinds: [Edit] = [
        Edit(
            name: "a key of a ConfigMap was changed",
            commands: [patch("cm/settings", #"{"data":{"level":"debug"}}"#, type: "merge")], verdict: "drifted",
            changes: ["drifted ConfigMap/settings", " changed .data.level"]),
        Edit(
            name: "a key of a ConfigMap was added",
            commands: [patch("cm/settings", #"{"data":{"extra":"1"}}"#, type: "merge")], verdict: "foreign",
            changes: ["foreign ConfigMap/settings", " foreign .data.extra"]),
        Edit(
            name: "a key of a ConfigMap was deleted",
            commands: [patch("cm/settings", #"{"data":{"level":null}}"#, type: "merge")], verdict: "drifted",
            changes: ["drifted ConfigMap/settings", " changed .data"]),
        Edit(
            name: "a port of a Service was added",
            commands: [
                patch(
                    "svc/web", #"{"spec":{"ports":[{"name":"debug","port":99,"protocol":"TCP","targetPort":99}]}}"#)
            ], verdict: "foreign",
            changes: ["foreign Service/web", " foreign .spec.ports[port=99,protocol=\"TCP\"]"]),
        Edit(
            name: "the type of a Service was changed",
            commands: [patch("svc/web", #"{"spec":{"type":"NodePort"}}"#)], verdict: "foreign",
            changes: ["foreign Service/web", " foreign .spec.type"]),
        Edit(
            name: "the target of a Service was changed",
            commands: [patch("svc/web", #"{"spec":{"ports":[{"port":80,"targetPort":1}]}}"#)], verdict: "drifted",
            changes: ["drifted Service/web", " changed .spec.ports[port=80,protocol=\"TCP\"].targetPort"]),
    ]

    @Test(arguments: otherKinds)
    func anEditOfAnotherKindIsFoundAndNothingElse(_ edit: Edit) async throws {
        let scene = try await Scene()
        try scene.write(Self.manifests)
        try await scene.apply()
        for command in edit.commands { try await Testbed.kubectl(["-n", scene.namespace] + command) }
        let report = try await scene.diff()
        #expect(report.code == 1)
        #expect(report.lines == edit.changes, "\(report.story)")
        #expect(
            report.objects.allSatisfy { $0.changes.allSatisfy { $0.owner == "kubectl-edit Update" || $0.owner == " " } }
        )
        let changing = try await scene.oracle().filter(\.value).count
        #expect(changing == (edit.verdict == "drifted" ? 1 : 0))
    }
}
