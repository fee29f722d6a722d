import ObjectModel
import Testing

/// A namespace of its own on the real server, and a directory of manifests for it.
///
/// Namespaces stay: the test-bed ends with the tests, and the server has enough to do.
struct Scene: Sendable {
    let namespace: String
    let scratch: Scratch
    var reconcile: Reconcile

    init(_ stem: String = "it") async throws {
        try self.init(namespace: await Testbed.makeNamespace(stem))
    }

    init(namespace: String) throws {
        self.namespace = namespace
        scratch = try Scratch()
        reconcile = Reconcile(in: scratch.path, kubeconfig: try Testbed.kubeconfig())
        try scratch.write("", to: "manifests/.keep")
    }

    /// Writes a manifest; `NAMESPACE` in it becomes the namespace.
    func write(_ text: String, to name: String = "all.yaml") throws {
        try scratch.write(text.replacing("NAMESPACE", with: namespace), to: "manifests/\(name)")
    }

    @discardableResult
    func kubectl(
        _ arguments: String..., input: String = "", sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws -> ProgramRun {
        try await Testbed.kubectl(
            ["-n", namespace] + arguments, input: input.replacing("NAMESPACE", with: namespace),
            sourceLocation: sourceLocation)
    }

    private static let own = ["--server-side", "--field-manager=reconcile"]

    /// Applies the directory as ourselves.
    func apply(sourceLocation: Testing.SourceLocation = #_sourceLocation) async throws {
        try await Testbed.kubectl(
            ["-n", namespace, "apply"] + Self.own + ["-f", scratch.file("manifests")], sourceLocation: sourceLocation)
    }

    func diff(_ arguments: String..., sourceLocation: Testing.SourceLocation = #_sourceLocation) async throws
        -> DriftReport
    {
        try await reconcile.diff(
            ["--path", "manifests", "-n", namespace] + arguments, sourceLocation: sourceLocation)
    }

    /// Asks the server what an apply would do to each object, by `Kind/name`: true where something would change.
    ///
    /// The dry run's answer and the live object are compared as they are, but for what every write touches.
    func oracle(clientSide: Bool = false) async throws -> [String: Bool] {
        let files = ["-f", scratch.file("manifests")]
        let flags = clientSide ? [] : Self.own + ["--force-conflicts"]
        let get = ["-n", namespace, "get", "-o", "json"] + files
        var before = try Self.byName(try await Testbed.kubectl(get))
        // A controller that writes between the two answers would look like a change: ask until nothing moved.
        for _ in 0..<20 {
            let dry = try await Testbed.kubectl(
                ["-n", namespace, "apply", "--dry-run=server", "-o", "json"] + flags + files)
            let after = try Self.byName(try await Testbed.kubectl(get))
            if before == after {
                return try Self.byName(dry).reduce(into: [:]) { $0[$1.key] = $1.value != before[$1.key] }
            }
            before = after
        }
        Issue.record("the live objects never stood still")
        return [:]
    }

    private static func byName(_ run: ProgramRun) throws -> [String: JSONValue] {
        try Testbed.objects(run).reduce(into: [:]) { result, object in
            let name = "\(object["kind"]?.string ?? "")/\(object["metadata"]?["name"]?.string ?? "")"
            result[name] = withoutNoise(object)
        }
    }

    /// `generation` follows every change of `spec`, which is seen itself; the rest every write or controller sets.
    private static func withoutNoise(_ value: JSONValue) -> JSONValue {
        guard var object = value.object, var metadata = object["metadata"]?.object else { return value }
        for name in ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"] {
            metadata[name] = nil
        }
        if var annotations = metadata["annotations"]?.object {
            annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
            annotations["deployment.kubernetes.io/revision"] = nil
            metadata["annotations"] = annotations.isEmpty ? nil : .object(annotations)
        }
        object["metadata"] = .object(metadata)
        object["status"] = nil
        return .object(object)
    }
}
