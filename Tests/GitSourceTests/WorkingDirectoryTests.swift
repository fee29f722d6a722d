import GitServers
import GitSource
import Testing

/// A working directory is read as it is on disk, with the blob ids that Git would give.
@Suite struct WorkingDirectoryTests {
    private let tree: WorkTree

    init() throws {
        tree = try WorkTree()
        try tree.add(".gitignore", "*.log\n/build/\n!keep.log\n")
        try tree.add("apps/web.yaml", "kind: Service\n")
        try tree.add("apps/tracked.log", "tracked: true\n")
        try tree.git("add", "--force", "apps/tracked.log")
        try tree.commit()
    }

    @Test func uncommittedAndUntrackedFilesAreReadIgnoredOnesAreNot() async throws {
        try tree.add("apps/web.yaml", "kind: Changed\n")
        try tree.add("apps/new.yaml", "kind: New\n")
        try tree.add("apps/noise.log", "noise\n")
        try tree.add("apps/keep.log", "kept\n")
        try tree.add("build/out.yaml", "kind: Out\n")
        try tree.add("apps/sub/.gitignore", "*\n!.gitignore\n")
        try tree.add("apps/sub/skipped.yaml", "kind: Skipped\n")
        let directory = try WorkingDirectory(path: tree.path)
        let found = try await directory.files(under: ".")
        #expect(found.problems.isEmpty)
        #expect(
            found.files.map(\.path) == [
                ".gitignore", "apps/keep.log", "apps/new.yaml", "apps/sub/.gitignore", "apps/tracked.log",
                "apps/web.yaml",
            ])
        for file in found.files {
            #expect(try tree.git("hash-object", file.path) == file.blob.description)
            #expect(file.content?.count == file.size)
        }
    }

    @Test func headBranchAndDirtinessAreKnown() async throws {
        let directory = try WorkingDirectory(path: tree.path)
        let head = try tree.git("rev-parse", "HEAD")
        var state = try #require(try await directory.state())
        #expect(state.head?.description == head)
        #expect(state.branch == "refs/heads/main")
        #expect(!state.isDirty)
        try tree.add("noise.log", "ignored\n")
        #expect(try await directory.state()?.isDirty == false)
        try tree.add("apps/new.yaml", "kind: New\n")
        #expect(try await directory.state()?.isDirty == true)
        try tree.git("checkout", "--quiet", "--detach")
        state = try #require(try await directory.state())
        #expect(state.branch == nil)
        #expect(state.head?.description == head)
    }

    @Test func aDirectoryInsideIsSeenFromTheRoot() async throws {
        let directory = try WorkingDirectory(path: tree.path + "/apps")
        #expect(directory.root == tree.path)
        #expect(directory.prefix == "apps")
        #expect(
            try await directory.files(under: directory.prefix).files.map(\.path) == [
                "apps/tracked.log", "apps/web.yaml",
            ])
    }

    @Test func outsideGitEveryFileCounts() async throws {
        let plain = try tree.scratch.directory("plain")
        try write("a: 1\n", to: plain + "/deep/a.yaml")
        try write("a: 1\n", to: plain + "/b.log")
        let directory = try WorkingDirectory(path: plain)
        #expect(directory.root == plain)
        #expect(try await directory.state() == nil)
        #expect(try await directory.files(under: "").files.map(\.path) == ["b.log", "deep/a.yaml"])
        #expect(try await directory.files(under: "deep/a.yaml").files.map(\.path) == ["deep/a.yaml"])
        for (path, code) in [("nowhere", GitError.Code.pathNotFound), ("../x", .invalid), (".git", .pathNotFound)] {
            let error = await #expect(throws: GitError.self) { try await directory.files(under: path) }
            #expect(error?.code == code)
        }
        #expect(throws: GitError.self) { try WorkingDirectory(path: plain + "/nowhere") }
    }

    @Test func aRepositoryWithoutCommitsHasNoHead() async throws {
        let fresh = try WorkTree("fresh", in: tree.scratch)
        try fresh.add("a.yaml", "a: 1\n")
        let directory = try WorkingDirectory(path: fresh.path)
        let state = try #require(try await directory.state())
        #expect(state.head == nil)
        #expect(state.branch == "refs/heads/main")
        #expect(state.isDirty)
        #expect(try await directory.files(under: ".").files.map(\.path) == ["a.yaml"])
    }

    @Test func aBareRepositoryHasNoFilesOfItsOwn() throws {
        try tree.git("clone", "--quiet", "--bare", tree.path, tree.scratch.path + "/bare.git")
        let error = #expect(throws: GitError.self) { try WorkingDirectory(path: tree.scratch.path + "/bare.git") }
        #expect(error?.code == .unsupported)
        #expect(error?.hint == "name a commit of it with --ref")
    }

    @Test func aWorktreeAndASparseCheckoutAreRead() async throws {
        let linked = tree.scratch.path + "/linked"
        try tree.git("worktree", "add", "--quiet", "-b", "other", linked)
        let directory = try WorkingDirectory(path: linked)
        #expect(directory.root == linked)
        #expect(try await directory.state()?.branch == "refs/heads/other")
        try tree.git("sparse-checkout", "set", "apps")
        let repository = try GitRepository(GitRemote(path: tree.path))
        #expect(try await repository.fetch("other").revision.reference == "refs/heads/other")
    }
}
