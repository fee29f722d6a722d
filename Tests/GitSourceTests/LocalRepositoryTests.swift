import GitServers
import GitSource
import Glibc
import Testing

/// A commit's files are read from the object database, whatever the working tree holds.
@Suite struct LocalRepositoryTests {
    private let tree: WorkTree

    init() throws { tree = try WorkTree() }

    private func fill() throws {
        try tree.add("apps/web.yaml", "kind: Service\n")
        try tree.add("apps/deep/er/job.yml", "kind: Job\n")
        try tree.add("apps.yaml", "kind: List\n")
        try tree.add("README.md", "# read me\n")
        try tree.commit("First of all\n\nAnd a body")
    }

    private func open() throws -> GitRepository { try GitRepository(GitRemote(path: tree.path)) }

    @Test func aCommitIsReadInTheOrderOfItsPaths() async throws {
        try fill()
        try tree.add("apps/web.yaml", "changed: later\n")
        let repository = try open()
        let head = try await repository.fetch(nil).revision
        #expect(head.reference == "refs/heads/main")
        let files = try await repository.files(at: head.commit, under: ".")
        #expect(files.problems.isEmpty)
        #expect(files.files.map(\.path) == ["README.md", "apps.yaml", "apps/deep/er/job.yml", "apps/web.yaml"])
        let web = try #require(files.files.last)
        #expect(web.content == Array("kind: Service\n".utf8))
        #expect(web.size == 14)
        #expect(try tree.git("rev-parse", "HEAD:apps/web.yaml") == web.blob.description)
    }

    @Test func onlyThePathIsReadAndOnlyWhatIsSelected() async throws {
        try fill()
        let repository = try open()
        let head = try await repository.fetch("main").revision.commit
        let web = try tree.git("rev-parse", "HEAD:apps/web.yaml")
        let selection = FileSelection(
            matches: { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }, isKnown: { $0.description == web })
        let files = try await repository.files(at: head, under: "./apps/", selection).files
        #expect(files.map(\.path) == ["apps/deep/er/job.yml", "apps/web.yaml"])
        #expect(files.map { $0.content == nil } == [false, true])
        #expect(try await repository.files(at: head, under: "apps/web.yaml").files.map(\.path) == ["apps/web.yaml"])
    }

    @Test func everySpellingOfARevisionIsFound() async throws {
        try fill()
        let first = try tree.git("rev-parse", "HEAD")
        try tree.git("tag", "light")
        try tree.git("tag", "-a", "-m", "a release", "v1.0")
        try tree.git("branch", "release/1")
        let second = try tree.commit("Second")
        try tree.git("update-ref", "refs/remotes/origin/production", first)
        let repository = try open()
        for (text, commit, reference) in [
            (nil, second, "refs/heads/main"), ("HEAD", second, "refs/heads/main"), ("main", second, "refs/heads/main"),
            ("main~1", first, "refs/heads/main"), ("light", first, "refs/tags/light"),
            ("v1.0", first, "refs/tags/v1.0"), ("refs/tags/v1.0", first, "refs/tags/v1.0"),
            ("release/1", first, "refs/heads/release/1"), (first, first, nil), (String(first.prefix(7)), first, nil),
            ("production", first, "refs/remotes/origin/production"), (second + "^", first, nil),
        ] as [(String?, String, String?)] {
            let found = try await repository.fetch(text).revision
            #expect(found.commit.description == commit, "\(text ?? "nil")")
            #expect(found.reference == reference, "\(text ?? "nil")")
        }
    }

    @Test func aMissingRevisionNamesTheNearest() async throws {
        try fill()
        try tree.git("branch", "production")
        let repository = try open()
        let refused = [
            "prodution", "no such thing", "main:apps", "main@{yesterday}", "", "~1", "-", "refs/heads/", "a..b",
        ]
        for text in refused {
            let error = await #expect(throws: GitError.self, "\(text)") { try await repository.fetch(text).revision }
            #expect(error?.code == .refNotFound, "\(text)")
        }
        let error = await #expect(throws: GitError.self) { try await repository.fetch("prodution").revision }
        #expect(
            error?.description == """
                cannot resolve 'prodution': no branch, tag or commit has this name; there are production, main \
                (hint: name a branch, a tag or a commit that the repository has)
                """)
    }

    @Test func aStepPastTheEndOfAShallowHistorySaysHowToGetMore() async throws {
        try fill()
        try tree.commit("Second")
        try tree.git("clone", "--quiet", "--depth", "1", "file://" + tree.path, tree.path + "/shallow")
        let repository = try GitRepository(GitRemote(path: tree.path + "/shallow"))
        #expect(try await repository.files(at: repository.fetch().revision.commit, under: "apps").files.count == 2)
        let error = await #expect(throws: GitError.self) { try await repository.fetch("HEAD~1") }
        #expect(error?.code == .refNotFound)
        #expect(error?.detail == "the history ends before that commit")
        #expect(error?.hint == "fetch more of the history: git fetch --unshallow")
    }

    @Test func aCommitSaysWhoMadeIt() async throws {
        try fill()
        let repository = try open()
        let info = try await repository.info(of: try await repository.fetch(nil).revision.commit)
        #expect(info.author == "Ada Lovelace")
        #expect(info.email == "ada@example.org")
        #expect(info.time == 1_700_000_000)
        #expect(info.offset == 60)
        #expect(info.subject == "First of all")
    }

    @Test func anEmptyRepositoryAndAnEmptyCommitAreToldApart() async throws {
        let empty = try open()
        for text in [nil, "main"] as [String?] {
            let error = await #expect(throws: GitError.self) { try await empty.fetch(text).revision }
            #expect(error?.code == .emptyRepository)
        }
        try tree.commit("Nothing")
        let repository = try open()
        let head = try await repository.fetch(nil).revision.commit
        let files = try await repository.files(at: head, under: "")
        #expect(files.files.isEmpty && files.problems.isEmpty)
    }

    @Test func aRepositoryThatIsNoneSaysSo() throws {
        let scratch = try Scratch()
        for path in [scratch.path, scratch.path + "/nowhere"] {
            let error = #expect(throws: GitError.self) { try GitRepository(GitRemote(path: path)) }
            #expect(error?.code == .repositoryNotFound)
            #expect(error?.subject == path)
        }
    }

    @Test func aRepositoryOfSHA256IsRefusedWithTheReason() throws {
        try tree.git("init", "--quiet", "--object-format=sha256", tree.scratch.path + "/sha256")
        let path = tree.scratch.path + "/sha256"
        let error = #expect(throws: GitError.self) { try GitRepository(GitRemote(path: path)) }
        #expect(error?.code == .unsupported)
        #expect(error?.hint == "use a repository with SHA-1 object names and the usual layout")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func aRepositoryOfAnotherUserIsRead() async throws {
        try fill()
        try Command.run(["chown", "-R", "12345:12345", tree.path])
        let repository = try open()
        #expect(try await repository.fetch().revision.reference == "refs/heads/main")
        #expect(try await WorkingDirectory(path: tree.path).state()?.isDirty == false)
    }

    @Test func aMissingPathNamesItsNeighbours() async throws {
        try fill()
        let repository = try open()
        let head = try await repository.fetch(nil).revision.commit
        for (path, detail) in [
            ("nowhere", "'nowhere' does not exist; beside it are README.md, apps, apps.yaml"),
            ("apps/nowhere", "'apps/nowhere' does not exist; beside it are deep, web.yaml"),
            ("apps.yaml/inside", "'apps.yaml' is not a directory"),
        ] {
            let error = await #expect(throws: GitError.self) { try await repository.files(at: head, under: path) }
            #expect(error?.code == .pathNotFound)
            #expect(error?.detail == detail)
        }
        for path in ["/etc", "../outside", "apps/../../x"] {
            let error = await #expect(throws: GitError.self) { try await repository.files(at: head, under: path) }
            #expect(error?.code == .invalid)
        }
    }
}
