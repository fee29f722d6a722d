import Testing

/// The CRDs of the GPU operator, and the OpenAPI documents of Kubernetes 1.36; they lie beside the checkout and are no
/// part of the project.
enum Fixtures {
    /// The checkout.
    static let root: String = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

    private static let directory: String? = {
        let places =
            [Reconcile.variable("RECONCILE_FIXTURES")].compactMap { $0 }
            + ["\(root)/../shared/fixtures", "\(root)/../../shared/fixtures"]
        return places.first { Scratch.exists("\($0)/nvidia.com_clusterpolicies.yaml") }
    }()

    static let areThere: Bool = directory != nil
    static let howTo: Comment =
        "the CRDs of the GPU operator are not in ../shared/fixtures: name their directory in RECONCILE_FIXTURES"

    /// The definition of ClusterPolicy, as YAML.
    static func clusterPolicyDefinition() throws -> String {
        try Scratch.text("\(directory ?? "")/nvidia.com_clusterpolicies.yaml")
    }

    // MARK: OpenAPI

    private static let archive = directory.map { "\($0)/kubernetes-1.36-openapi-v3.tgz" }

    static let openAPIIsThere: Bool = archive.map(Scratch.exists) ?? false
    static let openAPIHowTo: Comment =
        "kubernetes-1.36-openapi-v3.tgz is not in ../shared/fixtures: name its directory in RECONCILE_FIXTURES"

    /// What the server answers, by path: `/openapi/v3` and `/openapi/v3/apis/apps/v1` and its like.
    static func openAPI() async throws -> [String: [UInt8]] { try await documents.value }

    private static let documents = Task {
        let scratch = try Scratch()
        let run = try await ProgramRun.of(["tar", "-xzf", archive ?? "", "-C", scratch.path])
        guard run.code == 0 else { throw ProgramRun.Failure(description: run.story) }
        return try Scratch.files(below: scratch.path).reduce(into: [String: [UInt8]]()) { documents, file in
            let name = file.dropFirst(scratch.path.count + 1).dropLast(".json".count)
            let path = name == "index" ? "" : "/" + name.split(separator: "__").joined(separator: "/")
            documents["/openapi/v3\(path)"] = try Scratch.read(file)
        }
    }

    // MARK: The test-bed

    /// Installs the CRDs on the test-bed once, for all tests.
    static func install() async throws { try await installation.value }

    private static let installation = Task {
        guard let directory, let bed = Reconcile.variable("RECONCILE_TESTBED") else { return }
        // The script finds its records by these.
        let own = ["HOME", "XDG_CACHE_HOME", "RECONCILE_CACHE"].compactMap { name in
            Reconcile.variable(name).map { (name, $0) }
        }
        let run = try await ProgramRun.of(
            [Testbed.required("SCRIPT"), "crds", bed, directory],
            variables: Dictionary(own, uniquingKeysWith: { $1 }))
        guard run.code == 0 else { throw ProgramRun.Failure(description: run.story) }
    }
}
