import Testing

/// The CRDs of the GPU operator, which lie beside the checkout and are no part of the project.
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

    /// Installs them on the test-bed once, for all tests.
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
