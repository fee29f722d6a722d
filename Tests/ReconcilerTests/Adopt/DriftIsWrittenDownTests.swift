import Drift
import ObjectModel
import Testing

@testable import Reconciler

/// What was adopted is no drift any more, and the file says it as a person would: no defaults, no other lines touched.
@Suite struct DriftIsWrittenDownTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var git: String
        var live: String
        var expected: String
    }

    static let cases = [
        Case(
            testDescription: "a changed field, in its place and with its comment",
            git: deployment("  replicas: 2 # two\n", image: "app:1"),
            live: deployment("  replicas: 5\n", image: "app:1"),
            expected: deployment("  replicas: 5 # two\n", image: "app:1")),
        Case(
            testDescription: "a field of a list element, found by its key",
            git: deployment("", image: "app:1  # pinned"), live: deployment("", image: "app:2"),
            expected: deployment("", image: "app:2  # pinned")),
        Case(
            testDescription: "a field that was taken out by hand",
            git: deployment("  minReadySeconds: 5\n  paused: true\n"),
            live: deployment("  minReadySeconds: 5\n"), expected: deployment("  minReadySeconds: 5\n")),
        Case(
            testDescription: "annotations where Git has none, two of them",
            git: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: team-a\ndata: {a: \"1\"}\n",
            live: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: web
                  namespace: team-a
                  annotations: {b: "2", a: "1"}
                  \(byHand("{f:metadata: {f:annotations: {f:a: {}, f:b: {}}}}"))
                data: {a: "1"}
                """,
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: web
                  namespace: team-a
                  annotations:
                    a: "1"
                    b: "2"
                data: {a: "1"}

                """),
        Case(
            testDescription: "a container that was added, without what the server filled in",
            git: deployment(""),
            live: deployment(
                "",
                more: """
                          - name: debug
                            image: busybox:1
                            imagePullPolicy: IfNotPresent
                            command: [sleep, "60"]
                            resources: {}
                            ports: [{containerPort: 80, protocol: TCP}]
                            terminationMessagePath: /dev/termination-log
                            terminationMessagePolicy: File

                    """,
                managed: byHand(
                    "{f:spec: {f:template: {f:spec: {f:containers: {'k:{\"name\":\"debug\"}': {.: {}, f:name: {}, "
                        + "f:image: {}, f:imagePullPolicy: {}, f:command: {}, f:resources: {}, f:ports: {}, "
                        + "f:terminationMessagePath: {}, f:terminationMessagePolicy: {}}}}}}}")),
            expected: deployment(
                "",
                more: """
                          - name: debug
                            image: busybox:1
                            command:
                            - sleep
                            - "60"
                            ports:
                            - containerPort: 80

                    """)),
        Case(
            testDescription: "a struct that has defaults of its place beside what was set",
            git: autoscaler(""),
            live: autoscaler(
                """
                  behavior:
                    scaleUp:
                      selectPolicy: Max
                      stabilizationWindowSeconds: 30
                      policies: [{type: Pods, value: 4, periodSeconds: 15}, {type: Percent, value: 100, periodSeconds: 15}]

                """,
                managed: byHand(
                    "{f:spec: {f:behavior: {.: {}, f:scaleUp: {.: {}, f:selectPolicy: {}, f:policies: {}, "
                        + "f:stabilizationWindowSeconds: {}}}}}")),
            expected: autoscaler("  behavior:\n    scaleUp:\n      stabilizationWindowSeconds: 30\n")),
        Case(
            testDescription: "a container that was added, whose port is filled in because of what Git has beside it",
            git: daemonSet(""),
            live: daemonSet(
                """
                      - name: debug
                        image: busybox:1
                        imagePullPolicy: IfNotPresent
                        resources: {limits: {cpu: 2}, requests: {cpu: 2}}
                        ports: [{containerPort: 80, hostPort: 80, protocol: TCP}]

                """,
                managed: byHand(
                    "{f:spec: {f:template: {f:spec: {f:containers: {'k:{\"name\":\"debug\"}': {.: {}, f:name: {}, "
                        + "f:image: {}, f:imagePullPolicy: {}, f:resources: {}, f:ports: {}}}}}}}")),
            expected: daemonSet(
                """
                      - name: debug
                        image: busybox:1
                        resources:
                          limits:
                            cpu: 2
                        ports:
                        - containerPort: 80

                """)),
        Case(
            testDescription: "a port whose protocol is a default in Git",
            git: service("  - port: 80\n    targetPort: 8080 # web\n"),
            live: service("  - port: 80\n    protocol: TCP\n    targetPort: 9090\n"),
            expected: service("  - port: 80\n    targetPort: 9090 # web\n")),
        Case(
            testDescription: "an atomic list, where what is equal stays",
            git: deployment("", image: "app:1\n        args: [a, b] # all"),
            live: deployment("", image: "app:1\n        args: [a, c, b]"),
            expected: deployment("", image: "app:1\n        args: [a, c, b] # all")),
        Case(
            testDescription: "a quantity as live has it",
            git: deployment("", image: "app:1\n        resources: {limits: {cpu: 1000m, memory: 1Gi}}"),
            live: deployment("", image: "app:1\n        resources: {limits: {cpu: \"1\", memory: 2Gi}}"),
            expected: deployment("", image: "app:1\n        resources: {limits: {cpu: 1000m, memory: 2Gi}}")),
    ]

    /// `spec` holds lines of the spec, `more` those of further containers.
    private static func deployment(
        _ spec: String, image: String = "app:1", more: String = "", managed: String? = nil
    ) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: team-a\(managed.map { "\n  \($0)" } ?? "")
        spec:
        \(spec)  selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: app
                image: \(image)
        \(more)
        """
    }

    private static func autoscaler(_ more: String, managed: String? = nil) -> String {
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
          namespace: team-a\(managed.map { "\n  \($0)" } ?? "")
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          maxReplicas: 5
        \(more)
        """
    }

    /// On the host's network.
    private static func daemonSet(_ more: String, managed: String? = nil) -> String {
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: web
          namespace: team-a\(managed.map { "\n  \($0)" } ?? "")
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              hostNetwork: true
              containers:
              - name: app
                image: app:1
        \(more)
        """
    }

    private static func service(_ ports: String) -> String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: team-a}
        spec:
          ports:
        \(ports)
        """
    }

    @Test(arguments: cases) func writes(_ item: Case) async throws {
        let fixture = try AdoptionFixture(["prod/a.yaml": item.git], live: item.live)
        let outcome = try await fixture.adopt(AdoptSelection())
        #expect(outcome.reasons == [])
        let after = fixture.edited(outcome)
        #expect(after.texts["prod/a.yaml"] == item.expected, "\(after.texts["prod/a.yaml"] ?? "")")
        #expect(try await after.compare().objects.map(\.verdict) == [.inSync])
    }

    @Test func onlyWhatIsSelected() async throws {
        let git = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: team-a}\ndata:\n  a: x\n  b: x\n"
        let live = git.replacing("x", with: "z")
        let texts = [
            "prod/one.yaml": git.replacing("NAME", with: "one"), "prod/two.yaml": git.replacing("NAME", with: "two"),
        ]
        let fixture = try AdoptionFixture(
            texts, live: live.replacing("NAME", with: "one"), live.replacing("NAME", with: "two"))
        let fields = [".data.b", "/data/b"]
        for field in fields {
            let outcome = try await fixture.adopt(AdoptSelection(objects: ["configmap/team-a/two"], fields: [field]))
            #expect(outcome.files.map(\.path) == ["prod/two.yaml"])
            #expect(outcome.adopted.map(\.path.description) == [".data.b"])
        }
        #expect(try await fixture.adopt(AdoptSelection(objects: ["ConfigMap/*"])).adopted.count == 4)
        #expect(try await fixture.adopt(AdoptSelection(objects: ["Deployment/*/*"])).adopted.isEmpty)
    }

    @Test(arguments: ["web", "a/b/c/d", "Deployment//web"]) func objectsAreNamedWhole(_ text: String) {
        #expect(throws: ReconcileError.self) { try AdoptSelection(objects: [text]) }
    }

    @Test(arguments: ["", "spec", "."]) func fieldsAreNamedWhole(_ text: String) {
        #expect(throws: ReconcileError.self) { try AdoptSelection(fields: [text]) }
    }
}
