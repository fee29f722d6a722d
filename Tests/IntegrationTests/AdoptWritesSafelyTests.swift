import Glibc
import Testing

/// `reconcile adopt` writes whole files, only into a working directory, and only over what was compared.
struct AdoptWritesSafelyTests {
    private static let map =
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: team-a\ndata:\n  a: x # why\n"
    private static let configuration = """
        apiVersion: reconcile.dev/v1alpha1
        kind: Config
        environments:
        - {name: staging, path: apps}
        - {name: production, path: apps}
        - {name: pinned, path: apps, ref: main}

        """

    /// A repository with three environments of one directory, and an export in which the ConfigMap differs.
    private struct Scene {
        let fixture: GitFixture

        init() async throws {
            fixture = try await GitFixture()
            try fixture.scratch.write(AdoptWritesSafelyTests.configuration, to: "reconcile.yaml")
            try fixture.scratch.write(AdoptWritesSafelyTests.map, to: "apps/a.yaml")
            try await fixture.commit()
            try fixture.scratch.write(AdoptWritesSafelyTests.map.replacing("x", with: "z"), to: ".git/live.yaml")
        }

        func adopt(_ words: String...) async throws -> ProgramRun {
            try await Reconcile(in: fixture.scratch.path).run(["adopt", "--live", ".git/live.yaml"] + words)
        }

        func path(_ name: String) -> String { fixture.scratch.file(name) }
    }

    @Test func modeAndLinksStay() async throws {
        let scene = try await Scene()
        try await scene.fixture.git("mv", "apps/a.yaml", "real.yaml")
        symlink("../real.yaml", scene.path("apps/a.yaml"))
        chmod(scene.path("real.yaml"), 0o640)
        let run = try await scene.adopt("--env", "staging", "--write")
        #expect(run.code == 0, "\(run.story)")
        #expect(try Scratch.text(scene.path("real.yaml")) == Self.map.replacing("x", with: "z"))
        var facts = stat()
        #expect(stat(scene.path("real.yaml"), &facts) == 0 && facts.st_mode & 0o7777 == 0o640)
        #expect(lstat(scene.path("apps/a.yaml"), &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
        let names = Scratch.files(below: scene.fixture.scratch.path).filter { !$0.contains("/.git/") }
        #expect(names.count == 3, "no temporary file is left: \(names)")
    }

    @Test func otherEnvironmentsThatChangeAreNamed() async throws {
        let scene = try await Scene()
        let run = try await scene.adopt("--env", "staging")
        #expect(
            run.errors.contains("note: this also changes the environment 'production': ConfigMap team-a/web\n"),
            "\(run.story)")
        #expect(!run.errors.contains("pinned"), "what follows a ref is not changed by the working directory")
    }

    @Test func oneEnvironmentMustBeChosen() async throws {
        let scene = try await Scene()
        expectError(try await scene.adopt(), saying: ["--env", "staging, production, pinned"])
    }

    @Test func aRefIsWrittenOnlyOverTheSameFile() async throws {
        let scene = try await Scene()
        try scene.fixture.scratch.write(Self.map + "  b: y\n", to: "apps/a.yaml")
        let other = try await scene.adopt("--env", "pinned", "--write")
        expectError(other, saying: ["the file is not the one that was compared"])
        #expect(try Scratch.text(scene.path("apps/a.yaml")) == Self.map + "  b: y\n")
        try await scene.fixture.git("checkout", "--quiet", ".")
        let same = try await scene.adopt("--env", "pinned", "--write")
        #expect(same.code == 0, "\(same.story)")
        #expect(try Scratch.text(scene.path("apps/a.yaml")) == Self.map.replacing("x", with: "z"))
    }

    @Test func whatCannotBeWrittenLeavesTheOldFile() async throws {
        let scene = try await Scene()
        guard getuid() != 0 else { return }  // root writes everywhere
        chmod(scene.path("apps"), 0o555)
        defer { chmod(scene.path("apps"), 0o755) }
        expectError(try await scene.adopt("--env", "staging", "--write"), saying: ["a.yaml"])
        #expect(try Scratch.text(scene.path("apps/a.yaml")) == Self.map)
    }

    @Test func aURLIsNotWritten() async throws {
        let scene = try await Scene()
        let shown = try await scene.adopt("--repo", scene.fixture.url, "--env", "staging")
        #expect(shown.code == 0 && shown.output.contains("+  a: z # why\n"), "\(shown.story)")
        expectError(
            try await scene.adopt("--repo", scene.fixture.url, "--env", "staging", "--write"),
            saying: ["edits a working directory"])
        expectError(
            try await scene.adopt("--env", "staging", "--write", "--dry-run"), saying: ["exclude each other"])
    }

    @Test func nothingToAdoptIsSuccess() async throws {
        let scene = try await Scene()
        try scene.fixture.scratch.write(Self.map, to: ".git/live.yaml")
        let run = try await scene.adopt("--env", "staging", "--write")
        #expect(run.code == 0 && run.output.isEmpty && run.errors == "nothing to adopt\n", "\(run.story)")
    }

    @Test func mistakesInTheRepositoryAreTold() async throws {
        let scene = try await Scene()
        try scene.fixture.scratch.write("a: [\n", to: "apps/b.yaml")
        let run = try await scene.adopt("--env", "staging")
        #expect(run.code == 2 && run.output.contains("+  a: z # why\n"), "\(run.story)")
        #expect(run.errors.contains("apps/b.yaml:2:1"))
    }
}
