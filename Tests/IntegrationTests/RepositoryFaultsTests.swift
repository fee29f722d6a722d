import ObjectModel
import Testing

/// What is wrong with a repository is told, all of it at once, and nothing that could be read goes uncompared.
struct RepositoryFaultsTests {
    private static let live = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: team}
        data: {level: info}

        """

    private func program(_ scratch: Scratch) throws -> Reconcile {
        try scratch.write(Self.live, to: "live.yaml")
        return Reconcile(in: scratch.path)
    }

    private static let arguments = ["--path", "apps", "--live", "live.yaml"]

    struct Absence: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var arguments: [String]
        var words: [String]
    }

    static let absences = [
        Absence(
            testDescription: "a directory that does not exist", arguments: ["--repo", "/nonexistent/repo"],
            words: ["'/nonexistent/repo'", "there is no Git repository"]),
        Absence(
            testDescription: "a URL with nothing behind it", arguments: ["--repo", "file:///nonexistent/repo"],
            words: ["'file:///nonexistent/repo'"]),
        Absence(
            testDescription: "a URL of a directory that is no repository", arguments: ["--repo", "file:///usr/share"],
            words: ["'file:///usr/share'"]),
        Absence(
            testDescription: "a directory without reconcile.yaml", arguments: [],
            words: ["reconcile.yaml", "name a directory with --path"]),
        Absence(
            testDescription: "a path that does not exist", arguments: ["--path", "aps"],
            words: ["'aps'", "does not exist"]),
        Absence(
            testDescription: "a path outside", arguments: ["--path", "../apps"], words: ["leaves the repository"]),
        Absence(
            testDescription: "a commit where there is no repository", arguments: ["--ref", "main", "--path", "apps"],
            words: ["there is no Git repository"]),
    ]

    @Test(arguments: absences) func whatIsNotThereIsToldInOneLine(_ absence: Absence) async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configMap, to: "apps/a.yaml")
        let run = try await program(scratch).run(["diff", "--live", "live.yaml"] + absence.arguments)
        expectError(run, saying: absence.words)
    }

    @Test func aReferenceThatDoesNotExistNamesThoseThatDo() async throws {
        let git = try await GitFixture()
        try git.scratch.write(Sample.configMap, to: "apps/a.yaml")
        try await git.commit()
        try await git.git("branch", "staging")
        let run = try await program(git.scratch).run(
            ["diff", "--repo", git.url, "--ref", "stagin"] + Self.arguments)
        expectError(run, saying: ["'stagin'", "main", "staging"])
    }

    @Test func aRepositoryWithoutACommitIsAnError() async throws {
        let git = try await GitFixture()
        let run = try await program(git.scratch).run(["diff", "--repo", git.url] + Self.arguments)
        expectError(run, saying: ["has no commit"])
    }

    @Test(arguments: [true, false]) func nothingToCompareIsNoAgreement(_ isCommitted: Bool) async throws {
        let git = try await GitFixture()
        try await git.commit("Begin with nothing")
        let program = try program(git.scratch)
        try git.scratch.write("# nothing yet\n", to: "apps/none.yaml")
        let repository = isCommitted ? git.url : git.scratch.path
        if isCommitted { try await git.commit("Still nothing") }
        let report = try await program.diff(["--repo", repository] + Self.arguments)
        #expect(report.code == 2 && report.objects.isEmpty)
        #expect(report.findings == ["error no-objects"], "\(report.story)")
    }

    @Test func everyMistakeIsToldAtOnceAndTheRestIsCompared() async throws {
        let scratch = try Scratch()
        let files: [(String, [UInt8])] = [
            ("apps/a.yaml", Array(Sample.configMap.utf8)),
            ("apps/b1.yaml", Array("a: [1\nb: 2\n".utf8)),
            ("apps/b2.yaml", Array("a: 1\na: 2\n".utf8)),
            ("apps/b3.yaml", [0x61, 0x3A, 0x20, 0xFF, 0x0A]),
            ("apps/b4.yaml", Array("just a sentence\n".utf8)),
            ("apps/b5.yaml", Array("kind: ConfigMap\nmetadata: {name: x}\n".utf8)),
            ("apps/b6.yaml", Array("apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n".utf8)),
            ("apps/b7.json", Array(#"{"apiVersion": "v1", "kind": "ConfigMap""#.utf8)),
        ]
        for (name, bytes) in files { try scratch.write(bytes, to: name) }
        let report = try await program(scratch).diff(Self.arguments)
        #expect(report.code == 2 && report.object("ConfigMap/settings")?.verdict == "inSync", "\(report.story)")
        let places = report.findingValues.map { $0["location"]?["file"]?.string ?? "" }
        #expect(places == files.dropFirst().map(\.0), "\(report.story)")
        for finding in report.findingValues {
            #expect(finding["severity"] == "error")
            #expect(isErrorLine(finding["message"]?.string ?? ""), "\(finding)")
        }
    }

    @Test func aGoodDocumentBesideABadOneIsCompared() async throws {
        let scratch = try Scratch()
        try scratch.write("{a: 1, a: 2}\n---\n" + Sample.configMap, to: "apps/a.yaml")
        let report = try await program(scratch).diff(Self.arguments)
        #expect(report.code == 2 && report.object("ConfigMap/settings")?.verdict == "inSync", "\(report.story)")
        #expect(report.findings == ["error unreadable-file"])
    }

    @Test func anObjectThatStandsTwiceNamesBothPlaces() async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configMap, to: "apps/a.yaml")
        try scratch.write("# again\n" + Sample.configMap, to: "apps/z/b.yaml")
        let report = try await program(scratch).diff(Self.arguments)
        #expect(report.code == 2 && report.findings == ["error repeated-object"], "\(report.story)")
        let message = report.findingValues.first?["message"]?.string ?? ""
        #expect(message.contains("apps/a.yaml:1:1") && message.contains("apps/z/b.yaml:2:1"), "\(message)")
    }

    /// The object that Git has twice, or in a file that cannot be read, is ours and live: it must not look pruned.
    @Test func whatCouldNotBeReadIsNotCalledExtra() async throws {
        let scratch = try Scratch()
        let owned = Self.live.replacing(
            "namespace: team", with: "namespace: team, labels: {reconcile.dev/environment: apps}")
        let live = owned + "---\n" + owned.replacing("settings", with: "other")
        let others = (1...3).map { "---\n" + Sample.configMap.replacing("settings", with: "more-\($0)") }.joined()
        let program = try program(scratch)
        try scratch.write(live, to: "live.yaml")
        try scratch.write(others, to: "apps/more.yaml")
        #expect(try await program.diff(Self.arguments).lines.prefix(1) == ["missing ConfigMap/more-1"])
        let whole = try await program.diff(Self.arguments)
        #expect(
            whole.objects.filter { $0.verdict == "extra" }.map(\.name) == ["ConfigMap/other", "ConfigMap/settings"])

        try scratch.write(Sample.configMap + "---\n" + Sample.configMap, to: "apps/twice.yaml")
        let twice = try await program.diff(Self.arguments)
        #expect(twice.objects.filter { $0.verdict == "extra" }.map(\.name) == ["ConfigMap/other"], "\(twice.story)")

        try scratch.write("a: [", to: "apps/twice.yaml")
        let broken = try await program.diff(Self.arguments)
        #expect(broken.objects.filter { $0.verdict == "extra" }.isEmpty, "\(broken.story)")
        #expect(broken.object("ConfigMap/settings")?.verdict == "unknown" && !broken.isComplete)
        #expect(broken.code == 2)
    }

    @Test(arguments: [true, false]) func aHugeFileIsRefusedAndTheRestCompared(_ isCommitted: Bool) async throws {
        let git = try await GitFixture()
        let program = try program(git.scratch)
        try git.scratch.write(Sample.configMap, to: "apps/a.yaml")
        try git.scratch.write([UInt8](repeating: 0x61, count: 50 << 20), to: "apps/huge.yaml")
        if isCommitted { try await git.commit() }
        let report = try await program.diff(
            ["--repo", isCommitted ? git.url : git.scratch.path] + Self.arguments)
        #expect(report.code == 2 && report.object("ConfigMap/settings")?.verdict == "inSync", "\(report.story)")
        let message = report.findingValues.first?["message"]?.string ?? ""
        #expect(isErrorLine(message) && message.contains("apps/huge.yaml") && message.contains("16 MiB"), "\(message)")
    }

    @Test(arguments: [true, false]) func aFileNameThatIsNotUTF8IsTold(_ isCommitted: Bool) async throws {
        let git = try await GitFixture()
        let program = try program(git.scratch)
        try git.scratch.write(Sample.configMap, to: "apps/a.yaml")
        // The shell makes the name: no Swift string can hold it.
        let script = "cp apps/a.yaml \"apps/$(printf 'b\\377.yaml')\""
        #expect(try await ProgramRun.of(["sh", "-c", script], in: git.scratch.path).code == 0)
        if isCommitted { try await git.commit() }
        let report = try await program.diff(
            ["--repo", isCommitted ? git.url : git.scratch.path] + Self.arguments)
        #expect(report.code == 2 && report.object("ConfigMap/settings")?.verdict == "inSync", "\(report.story)")
        let message = report.findingValues.first?["message"]?.string ?? ""
        #expect(isErrorLine(message) && message.contains(#"b\xFF.yaml"#) && message.contains("not UTF-8"), "\(message)")
    }

    @Test func aLinkThatLeavesTheRepositoryIsRefused() async throws {
        let git = try await GitFixture()
        let program = try program(git.scratch)
        try git.scratch.write(Sample.configMap, to: "apps/a.yaml")
        try await git.git("-c", "core.symlinks=true", "status")
        #expect(try await ProgramRun.of(["ln", "-s", "/etc/hostname", "apps/b.yaml"], in: git.scratch.path).code == 0)
        try await git.commit()
        for repository in [git.url, git.scratch.path] {
            let report = try await program.diff(["--repo", repository] + Self.arguments)
            #expect(report.code == 2 && report.findings == ["error unreadable-file"], "\(report.story)")
            #expect(report.object("ConfigMap/settings")?.verdict == "inSync")
        }
    }

    @Test func aForcePushIsFollowedAndTold() async throws {
        let git = try await GitFixture()
        let program = Reconcile(in: git.scratch.path, cache: git.scratch.file("cache"))
        try git.scratch.write(Self.live, to: "live.yaml")
        try git.scratch.write(Sample.configMap, to: "apps/a.yaml")
        try await git.commit()
        #expect(try await program.diff(["--repo", git.url] + Self.arguments).code == 0)
        try git.scratch.write(Sample.configMap.replacing("info", with: "debug"), to: "apps/a.yaml")
        try await git.git("add", "apps")
        try await git.git("commit", "--quiet", "--amend", "-m", "Rewrite")
        let report = try await program.diff(["--repo", git.url] + Self.arguments)
        #expect(report.code == 1 && report.lines == ["drifted ConfigMap/settings", " changed .data.level"])
        #expect(report.run.errors.contains("was force-pushed"), "\(report.run.story)")
    }

    @Test func aWorkingDirectoryIsReadAsItStandsAndACommitAsItWas() async throws {
        let git = try await GitFixture()
        let program = try program(git.scratch)
        try git.scratch.write(Sample.configMap, to: "apps/a.yaml")
        let commit = try await git.commit()
        try git.scratch.write(Sample.configMap.replacing("info", with: "debug"), to: "apps/a.yaml")
        let now = try await program.diff(Self.arguments)
        #expect(now.code == 1 && now.items.first?["uncommittedChanges"] == true, "\(now.story)")
        let then = try await program.diff(["--ref", commit] + Self.arguments)
        #expect(then.code == 0 && then.items.first?["revision"]?.string == commit, "\(then.story)")
    }
}
