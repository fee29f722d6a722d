import Testing

/// Cases that users of other tools raised, on the real server: the verdict is checked against what that server says
/// an apply would do.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct DriftCasesOnTheRealServerTests {
    @Test(arguments: DriftCase.values) func valuesAreComparedByMeaning(_ item: DriftCase) async throws {
        try await hold(item)
    }

    @Test(arguments: DriftCase.absences) func whatIsLeftOutIsNoDrift(_ item: DriftCase) async throws {
        try await hold(item)
    }

    @Test(arguments: DriftCase.lists) func listsAreMatchedByTheirKeys(_ item: DriftCase) async throws {
        try await hold(item)
    }

    @Test(arguments: DriftCase.writers) func whatControllersWriteIsNoDrift(_ item: DriftCase) async throws {
        try await hold(item)
    }

    @Test(arguments: DriftCase.schemas) func whatGitMeansIsKnownFromSchemaAndOwners(_ item: DriftCase) async throws {
        try await hold(item)
    }

    private func hold(_ item: DriftCase) async throws {
        let scene = try await Scene("case")
        try scene.write(item.live ?? item.desired)
        switch item.way {
        case .serverSide: try await scene.apply()
        case .clientSide: try await scene.kubectl("apply", "-f", scene.scratch.file("manifests"))
        case .created: try await scene.kubectl("create", "--validate=false", "-f", scene.scratch.file("manifests"))
        }
        for words in item.then { try await Testbed.kubectl(["-n", scene.namespace] + words) }
        try scene.write(item.desired)
        let report = try await scene.diff()
        #expect(report.lines == item.lines, "\(report.story)")
        #expect(report.findings.filter { $0 != "warning no-namespace" } == item.findings, "\(report.story)")
        #expect(report.code == item.code ?? (item.lines.isEmpty ? 0 : 1), "\(report.story)")
        switch item.answer {
        case .notAsked: break
        case .refuses: await #expect(throws: ProgramRun.Failure.self) { try await refusal(of: scene) }
        case .same, .changes:
            let wouldChange = try await scene.oracle(clientSide: item.way == .clientSide)
            #expect(wouldChange.values.contains(true) == (item.answer == .changes), "the server: \(wouldChange)")
        }
    }

    /// Throws what the server says against applying the directory.
    private func refusal(of scene: Scene) async throws {
        let run = try await Testbed.tryKubectl(
            [
                "-n", scene.namespace, "apply", "--server-side", "--dry-run=server", "--force-conflicts",
                "--field-manager=reconcile", "--validate=false", "-f", scene.scratch.file("manifests"),
            ])
        if run.code != 0 { throw ProgramRun.Failure(description: run.errors) }
    }
}
