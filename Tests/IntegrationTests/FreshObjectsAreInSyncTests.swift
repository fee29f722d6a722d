import Testing

/// An object that was made of what Git says, in whatever way, is in sync: what the server filled in is no drift.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct FreshObjectsAreInSyncTests {
    @Test(arguments: [["create"], ["apply"], ["apply", "--server-side"]])
    func whatTheServerFillsInIsNoDrift(words: [String]) async throws {
        let scene = try await Scene("fresh")
        try scene.write(FreshObjects.definitions, to: "definitions.yaml")
        let definitions = scene.scratch.file("manifests/definitions.yaml")
        try await Testbed.kubectl(words + ["-f", definitions])
        try await Testbed.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "-f", definitions])
        let files = [
            "workloads": FreshObjects.workloads, "network": FreshObjects.network, "cluster": FreshObjects.cluster,
            "custom": FreshObjects.custom,
        ]
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            try scene.write(text, to: "\(name).yaml")
            try await Testbed.kubectl(
                ["-n", scene.namespace] + words + ["-f", scene.scratch.file("manifests/\(name).yaml")])
        }
        let report = try await scene.diff()
        #expect(report.lines == [], "\(report.story)")
        #expect(report.code == 0, "\(report.story)")
    }
}
