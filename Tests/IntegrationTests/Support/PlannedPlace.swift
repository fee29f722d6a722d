import JSONText
import ObjectModel
import Testing

/// A repository with one environment, and a namespace of the same name for it, to plan and apply by command.
struct PlannedPlace: Sendable {
    let git: GitFixture
    let namespace: String
    let reconcile: Reconcile

    init(prune: String = "{enabled: true, maxPercent: 100}", more: String = "") async throws {
        git = try await GitFixture()
        namespace = try await Testbed.makeNamespace("plan")
        reconcile = Reconcile(in: git.scratch.path, kubeconfig: try Testbed.kubeconfig())
        try git.scratch.write(
            """
            apiVersion: reconcile.dev/v1alpha1
            kind: Config
            environments:
              - {name: \(namespace), path: apps, prune: \(prune)}
            \(more)

            """, to: "reconcile.yaml")
    }

    /// Writes a ConfigMap; `annotations` in flow form.
    func map(_ name: String, _ data: String, annotations: String = "") throws {
        try write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: NAMESPACE, "
                + "annotations: {\(annotations)}}\ndata: {\(data)}\n", to: name)
    }

    /// Writes `apps/NAME.yaml`; `NAMESPACE` in it becomes the namespace.
    func write(_ manifest: String, to name: String) throws {
        try git.scratch.write(manifest.replacing("NAMESPACE", with: namespace), to: "apps/\(name).yaml")
    }

    func drop(_ name: String) async throws { try await git.git("rm", "--quiet", "apps/\(name).yaml") }

    // MARK: The program

    /// What `plan -o json` says, and how it ended.
    func plan() async throws -> (run: ProgramRun, value: JSONValue, hash: String) {
        let run = try await reconcile.run("plan", "-o", "json")
        let value = try JSONText.read(run.outputBytes, subject: "plan: \(run.story)")
        return (run, value, value["hash"]?.string ?? "")
    }

    func apply(_ words: String...) async throws -> ProgramRun { try await reconcile.run(["apply"] + words) }

    /// Applies all of Git, which has to succeed.
    func begin(sourceLocation: Testing.SourceLocation = #_sourceLocation) async throws {
        try await git.commit("Begin")
        let run = try await apply("--yes", "--no-wait")
        #expect(run.code == 0, "\(run.story)", sourceLocation: sourceLocation)
    }

    // MARK: The cluster

    @discardableResult
    func kubectl(_ words: String..., input: String = "") async throws -> ProgramRun {
        try await Testbed.kubectl(["-n", namespace] + words, input: input)
    }

    /// The live object; `nil` where there is none.
    func live(_ object: String) async throws -> JSONValue? {
        let run = try await Testbed.kubectl(["-n", namespace, "get", object, "-o", "json", "--ignore-not-found"])
        return run.output.isEmpty ? nil : try Testbed.objects(run).first
    }

    /// What changes with every write, by object.
    func versions(_ objects: String...) async throws -> [String: String] {
        var versions: [String: String] = [:]
        for object in objects {
            versions[object] = try await live(object)?["metadata"]?["resourceVersion"]?.string ?? "none"
        }
        return versions
    }
}

/// `action Kind/name` of each step, and `cause Kind/name` of what is left alone.
func lines(of plan: JSONValue) -> [String] {
    func name(_ object: JSONValue) -> String { "\(object["kind"]?.string ?? "")/\(object["name"]?.string ?? "")" }
    return (plan["steps"]?.array ?? []).map { "\($0["action"]?.string ?? "") \(name($0))" }
        + (plan["leftAlone"]?.array ?? []).map { "\($0["cause"]?.string ?? "") \(name($0))" }
}
