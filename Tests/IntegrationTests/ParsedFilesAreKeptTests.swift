import Testing

/// The second look at an unchanged commit parses nothing again; `--verbose` says so.
struct ParsedFilesAreKeptTests {
    private func fixture(files: Int) async throws -> (GitFixture, Reconcile) {
        let git = try await GitFixture()
        var live = ""
        for number in 0..<files {
            let text = Sample.configMap.replacing("settings", with: "settings-\(number)")
            try git.scratch.write(text, to: "apps/\(number).yaml")
            live += "---\n" + text
        }
        try git.scratch.write(live, to: "live.yaml")
        try await git.commit()
        return (git, Reconcile(in: git.scratch.path, cache: git.scratch.file("cache")))
    }

    /// Files parsed and files that came from the cache.
    private func counts(_ git: GitFixture, _ program: Reconcile) async throws -> [Int] {
        let report = try await program.diff(
            ["--repo", git.url, "--path", "apps", "--live", "live.yaml", "--verbose"])
        #expect(report.code == 0, "\(report.story)")
        let match = try #require(report.run.errors.firstMatch(of: #/(\d+) parsed and (\d+) from the cache/#))
        return [Int(match.1) ?? -1, Int(match.2) ?? -1]
    }

    @Test func anUnchangedCommitIsNotParsedAgain() async throws {
        let (git, program) = try await fixture(files: 40)
        #expect(try await counts(git, program) == [40, 0])
        #expect(try await counts(git, program) == [0, 40])
    }

    @Test func onlyWhatChangedIsParsed() async throws {
        let (git, program) = try await fixture(files: 20)
        #expect(try await counts(git, program) == [20, 0])
        try git.scratch.write(
            "# a comment\n" + Sample.configMap.replacing("settings", with: "settings-3"), to: "apps/3.yaml")
        try await git.commit()
        #expect(try await counts(git, program) == [1, 19])
        #expect(try await counts(git, program) == [0, 20])
    }

    @Test(arguments: ["", "reconcile-parsed 1", "no cache at all"])
    func aDamagedCacheIsMadeAnew(_ text: String) async throws {
        let (git, program) = try await fixture(files: 5)
        #expect(try await counts(git, program) == [5, 0])
        let kept = Scratch.files(below: git.scratch.file("cache/reconcile/parsed"))
        #expect(kept.count == 1)
        for file in kept { try Scratch.write(Array(text.utf8), to: file) }
        #expect(try await counts(git, program) == [5, 0])
        #expect(try await counts(git, program) == [0, 5])
    }

    @Test func aTruncatedCacheGivesTheSameAnswer() async throws {
        let (git, program) = try await fixture(files: 5)
        #expect(try await counts(git, program) == [5, 0])
        let file = try #require(Scratch.files(below: git.scratch.file("cache/reconcile/parsed")).first)
        let bytes = try Scratch.read(file)
        for count in [bytes.count / 3, bytes.count - 1] {
            try Scratch.write(Array(bytes.prefix(count)), to: file)
            #expect(try await counts(git, program) == [5, 0])
        }
    }

    @Test func withoutAPlaceForACacheEverythingWorks() async throws {
        let (git, program) = try await fixture(files: 3)
        var other = program
        other.variables["XDG_CACHE_HOME"] = "/proc/nonexistent"
        let report = try await other.diff(["--path", "apps", "--live", "live.yaml", "-v"])
        #expect(report.code == 0 && report.run.errors.contains("3 parsed and 0 from the cache"), "\(report.story)")
        _ = git
    }
}
