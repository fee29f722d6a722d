import Testing

/// A repository with one environment, named as the namespace, of a Deployment and two ConfigMaps.
struct ControllerPlace {
    let git: GitFixture
    let namespace: String

    /// `more` is the rest of the environment, given its namespace.
    init(mode: String, more: (_ namespace: String) -> String = { _ in "" }) async throws {
        try await Testbed.kubectl(Self.installDefinitions)
        git = try await GitFixture()
        namespace = try await Testbed.makeNamespace("run")
        try git.scratch.write(
            """
            apiVersion: reconcile.dev/v1alpha1
            kind: Config
            environments:
              - name: \(namespace)
                path: apps
                mode: \(mode)
                prune: {enabled: true, maxPercent: 100}
                \(more(namespace))
            """, to: "reconcile.yaml")
        try write("settings", "one")
        try write("spare", "one")
        try git.scratch.write(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: \(namespace)}
            spec:
              replicas: 0
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "web:1"}]}

            """, to: "apps/web.yaml")
        try await git.commit("Begin")
    }

    func write(_ name: String, _ value: String) throws {
        try git.scratch.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: \(namespace)}\n"
                + "data: {value: \(value)}\n", to: "apps/\(name).yaml")
    }

    @discardableResult
    func kubectl(_ words: String...) async throws -> ProgramRun {
        try await Testbed.kubectl(["-n", namespace] + words)
    }

    /// The value at `path` of an object; `nil` where there is none.
    func value(_ object: String, _ path: String) async throws -> String? {
        let run = try await Testbed.tryKubectl(
            ["-n", namespace, "get", object, "-o", "jsonpath={\(path)}", "--ignore-not-found"])
        return run.code == 0 && !run.output.isEmpty ? run.output : nil
    }

    func becomes(_ object: String, _ path: String, _ wanted: String) async throws {
        _ = try await eventually("\(object) \(path) is \(wanted)") {
            try await value(object, path) == wanted ? true : nil
        }
    }

    /// Edits the Deployment by hand, in an environment that is suspended or in a maintenance window.
    func aHandEditIsReportedAndLeft() async throws {
        try await kubectl("scale", "deployment/web", "--replicas=3")
        try await becomes("environment/\(namespace)", ".status.drifted", "1")
        try await becomes("environment/\(namespace)", ".status.suspended", "true")
        #expect(try await value("deployment/web", ".spec.replicas") == "3")
    }

    /// For kubectl: installs the kinds that a controller publishes.
    static let installDefinitions =
        ["apply", "--server-side", "--force-conflicts"]
        + ["environments", "driftreports"].flatMap {
            ["-f", "\(Fixtures.root)/deploy/base/crds/\($0).reconcile.dev.yaml"]
        }
}
