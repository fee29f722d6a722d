/// A Git repository made by the `git` command, read by the program over `file://`.
struct GitFixture: Sendable {
    let scratch: Scratch
    var url: String { "file://\(scratch.path)" }

    init() async throws {
        scratch = try Scratch()
        try await git("init", "--quiet", "--initial-branch=main")
    }

    @discardableResult
    func git(_ words: String...) async throws -> String {
        let run = try await ProgramRun.of(["git"] + words, in: scratch.path)
        guard run.code == 0 else { throw ProgramRun.Failure(description: "git \(words): \(run.story)") }
        return run.output.split(separator: "\n").last.map(String.init) ?? ""
    }

    /// Commits everything and returns the commit's id.
    @discardableResult
    func commit(_ subject: String = "Change something") async throws -> String {
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "-m", subject)
        return try await git("rev-parse", "HEAD")
    }
}
