import GitServers
import GitSource
import Testing

/// What cannot be read is named, one error for each entry, and never stops the files beside it.
///
/// Every case holds for a commit and for a working directory alike.
@Suite struct HostileTreeTests {
    private let tree: WorkTree

    init() throws {
        tree = try WorkTree()
        try tree.add("apps/good.yaml", "kind: Good\n")
        try tree.add("shared/base.yaml", "kind: Base\n")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// A shell script that runs at the root of the working tree.
        var script: String
        var code: GitError.Code
        var subject: String
        var detail: String
    }

    static let cases = [
        Case(
            testDescription: "a file name that is not UTF-8", script: #"touch "apps/$(printf 'caf\351.yaml')""#,
            code: .badName, subject: #"apps/caf\xE9.yaml"#, detail: "the file name is not UTF-8"),
        Case(
            testDescription: "a 50 MB file", script: "head -c 52428800 /dev/zero > apps/big.yaml",
            code: .tooLarge, subject: "apps/big.yaml", detail: "the file has 50 MiB, the limit is 16 MiB"),
        Case(
            testDescription: "a link out of the repository", script: "ln -s ../../outside.yaml apps/a.yaml",
            code: .unsafeLink, subject: "apps/a.yaml",
            detail: "the symbolic link leads out of the repository"),
        Case(
            testDescription: "a link to an absolute path", script: "ln -s /etc/passwd apps/a.yaml",
            code: .unsafeLink, subject: "apps/a.yaml",
            detail: "the symbolic link leads out of the repository to '/etc/passwd'"),
        Case(
            testDescription: "a link to a link that leaves",
            script: "ln -s /etc shared/etc; ln -s ../shared/etc/passwd apps/a.yaml",
            code: .unsafeLink, subject: "apps/a.yaml",
            detail: "the symbolic link at shared/etc leads out of the repository to '/etc'"),
        Case(
            testDescription: "a link out and in again", script: "ln -s ../../repo/apps/good.yaml apps/a.yaml",
            code: .unsafeLink, subject: "apps/a.yaml", detail: "the symbolic link leads out of the repository"),
        Case(
            testDescription: "a link to itself", script: "ln -s a.yaml apps/a.yaml",
            code: .unsafeLink, subject: "apps/a.yaml", detail: "the symbolic links go round in a circle"),
        Case(
            testDescription: "links round in a circle",
            script: "ln -s ../shared/b apps/a.yaml; ln -s ../shared/c shared/b; ln -s ../apps/a.yaml shared/c",
            code: .unsafeLink, subject: "apps/a.yaml", detail: "the symbolic links go round in a circle"),
        Case(
            testDescription: "a link that leads nowhere", script: "ln -s nowhere.yaml apps/a.yaml",
            code: .pathNotFound, subject: "apps/a.yaml",
            detail: "'apps/nowhere.yaml' does not exist; beside it are a.yaml, good.yaml"),
        Case(
            testDescription: "a link to a directory", script: "ln -s ../shared apps/more",
            code: .unsafeLink, subject: "apps/more", detail: "the symbolic link leads to the directory shared"),
        Case(
            testDescription: "a link whose target is not UTF-8", script: #"ln -s "$(printf 'caf\351')" apps/a.yaml"#,
            code: .unsafeLink, subject: "apps/a.yaml",
            detail: #"the symbolic link apps/a.yaml leads to 'caf\xE9'"#),
        Case(
            testDescription: "a Git LFS pointer",
            script: #"printf 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n' > apps/a.yaml"#,
            code: .unsupported, subject: "apps/a.yaml", detail: "it is a Git LFS pointer, not the file"),
        Case(
            testDescription: "a submodule",
            script: """
                git init -q ../library && git -C ../library commit -q --allow-empty -m x
                git -c protocol.file.allow=always submodule --quiet add ../library apps/library 2>&1
                """,
            code: .unsupported, subject: "apps/library", detail: "it is a submodule"),
    ]

    @Test(arguments: cases)
    func isNamedInACommit(_ hostile: Case) async throws {
        try Command.run(["sh", "-c", hostile.script], in: tree.path)
        let commit = try #require(CommitID(hex: try tree.commit()))
        let repository = try GitRepository(GitRemote(path: tree.path))
        check(try await repository.files(at: commit, under: "apps"), hostile)
    }

    @Test(arguments: cases)
    func isNamedInAWorkingDirectory(_ hostile: Case) async throws {
        try Command.run(["sh", "-c", hostile.script], in: tree.path)
        check(try await WorkingDirectory(path: tree.path).files(under: "apps"), hostile)
    }

    private func check(_ found: SourceTree, _ hostile: Case) {
        #expect(found.files.map(\.path) == ["apps/good.yaml"])
        #expect(found.problems.map(\.code) == [hostile.code])
        #expect(found.problems.map(\.subject) == [hostile.subject])
        #expect(found.problems.map(\.detail) == [hostile.detail])
    }

    @Test func outsideThePathNothingOfThisMatters() async throws {
        for hostile in Self.cases where hostile.testDescription != "a link to a link that leaves" {
            let script = hostile.script.replacing("apps/", with: "elsewhere/")
            try Command.run(["sh", "-c", "mkdir -p elsewhere; rm -rf elsewhere/*; \(script)"], in: tree.path)
        }
        let commit = try #require(CommitID(hex: try tree.commit()))
        let repository = try GitRepository(GitRemote(path: tree.path))
        for found in [
            try await repository.files(at: commit, under: "apps"),
            try await WorkingDirectory(path: tree.path).files(under: "apps"),
        ] {
            #expect(found.files.map(\.path) == ["apps/good.yaml"])
            #expect(found.problems.isEmpty)
        }
    }

    @Test func aLinkInsideTheRepositoryIsFollowed() async throws {
        let script = """
            ln -s ../shared/base.yaml apps/base.yaml; ln -s ./../apps/base.yaml shared/again.yaml
            ln -s ../shared/again.yaml apps/twice.yaml; ln -s apps current; ln -s nowhere apps/README
            """
        try Command.run(["sh", "-c", script], in: tree.path)
        let commit = try #require(CommitID(hex: try tree.commit()))
        let repository = try GitRepository(GitRemote(path: tree.path))
        let directory = try WorkingDirectory(path: tree.path)
        let selection = FileSelection(matches: { $0.hasSuffix(".yaml") })
        for path in ["apps", "current", "./current/../apps"] {
            for found in [
                try await repository.files(at: commit, under: path, selection),
                try await directory.files(under: path, selection),
            ] {
                #expect(found.problems.isEmpty)
                #expect(
                    found.files.map { $0.content.map { String(decoding: $0, as: UTF8.self) } ?? "" }
                        == ["kind: Base\n", "kind: Good\n", "kind: Base\n"])
                #expect(found.files.last?.kind == .link(to: "shared/base.yaml"))
            }
        }
    }

    @Test func namesThatNoFileCanHaveAreRefused() async throws {
        let blob = try tree.git("hash-object", "-w", "apps/good.yaml")
        let inner = try Command.run(
            ["git", "mktree"], in: tree.path, input: "100644 blob \(blob)\tgood.yaml\n"
        ).filter { $0 != "\n" }
        var hostile = try Command.run(
            ["git", "hash-object", "-t", "tree", "--literally", "-w", "--stdin"], in: tree.path,
            input: "100644 ..\0abcdefghijklmnopqrst"
        ).filter { $0 != "\n" }
        hostile = try Command.run(
            ["git", "mktree", "--missing"], in: tree.path,
            input: "040000 tree \(inner)\tapps\n040000 tree \(hostile)\tbad\n"
        ).filter { $0 != "\n" }
        let commit = try tree.git("commit-tree", hostile, "-m", "hostile")
        let repository = try GitRepository(GitRemote(path: tree.path))
        let found = try await repository.files(at: try #require(CommitID(hex: commit)), under: "")
        #expect(found.files.map(\.path) == ["apps/good.yaml"])
        #expect(found.problems.map(\.code) == [.badName])
        #expect(found.problems.map(\.subject) == ["bad/.."])
    }

    @Test func aTreeBombIsRefusedBeforeItGrows() async throws {
        let blob = try tree.git("hash-object", "-w", "apps/good.yaml")
        var line = (0..<10).map { "100644 blob \(blob)\tf\($0)" }.joined(separator: "\n")
        for _ in 0..<9 {
            let level = try Command.run(["git", "mktree"], in: tree.path, input: line + "\n").filter { $0 != "\n" }
            line = (0..<10).map { "040000 tree \(level)\td\($0)" }.joined(separator: "\n")
        }
        let root = try Command.run(["git", "mktree"], in: tree.path, input: line + "\n").filter { $0 != "\n" }
        let commit = try #require(CommitID(hex: try tree.git("commit-tree", root, "-m", "bomb")))
        var options = GitRepository.Options()
        options.limits.entries = 10_000
        let repository = try GitRepository(GitRemote(path: tree.path), options)
        let error = await #expect(throws: GitError.self) { try await repository.files(at: commit, under: "") }
        #expect(error?.code == .tooLarge)
        #expect(error?.detail == "more than 10000 entries")
    }
}
