// A tool that is missing, fails, hangs or floods ends in one message that says what to do, and leaves nothing running.
import Glibc
import Testing

@testable import RenderTools

@Suite struct ToolsFailClearlyTests {
    @Test func oneThatIsNotInstalled() async throws {
        let tools = try FakeTools().tools()
        #expect(
            try await tools.error(.kustomization()).description
                == "cannot render 'env/prod': it is a kustomization and neither kustomize nor kubectl is installed "
                + "(hint: install kustomize: https://kubectl.docs.kubernetes.io/installation/kustomize/)")
        #expect(
            try await tools.error(.chart()).description
                == "cannot render 'apps/shop': it is a chart and helm is not installed "
                + "(hint: install helm: https://helm.sh/docs/intro/install/)")
        #expect(try await tools.error(.kustomization("")).subject == ".")
    }

    struct Failing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var tool = "kustomize"
        var script: String
        var detail: String
        var hint: String
    }

    @Test(arguments: [
        Failing(
            testDescription: "its words, with the repository's paths",
            script: #"echo "Error: open $2/a.yaml: no such file" >&2; echo "in $2" >&2; exit 3"#,
            detail: "kustomize ended with status 3: open env/prod/a.yaml: no such file; in env/prod",
            hint: "run 'kustomize build env/prod' by hand, and correct what it complains about"),
        Failing(
            testDescription: "nothing said", script: "exit 1", detail: "kustomize ended with status 1",
            hint: "run 'kustomize build env/prod' by hand, and correct what it complains about"),
        Failing(
            testDescription: "no control characters, no empty lines",
            script: #"printf '\033[31mred\033[0m\r\n\n  \t\nnext\342\200\256line\377\n' >&2; exit 1"#,
            detail: "kustomize ended with status 1: [31mred [0m; next line\u{FFFD}",
            hint: "run 'kustomize build env/prod' by hand, and correct what it complains about"),
        Failing(
            testDescription: "the first of many lines", tool: "kubectl",
            script: "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i >&2; done; exit 1",
            detail: "kubectl ended with status 1: 1; 2; 3; 4; 5; 6; 7; 8 …",
            hint: "run 'kubectl kustomize env/prod' by hand, and correct what it complains about"),
        Failing(
            testDescription: "no header of a log", tool: "kubectl",
            script: """
                echo 'E1121 03:57:53.601753   14010 run.go:72] "command failed" err=<' >&2
                echo '	no such file' >&2; echo ' >' >&2; echo 'W1121 03:57:53.6 1 a.go:7] "old" err="x"' >&2; exit 1
                """,
            detail: "kubectl ended with status 1: no such file; \"old\" err=\"x\"",
            hint: "run 'kubectl kustomize env/prod' by hand, and correct what it complains about"),
        Failing(
            testDescription: "a signal", script: "kill -SEGV $$", detail: "kustomize was ended by signal 11",
            hint: "run 'kustomize build env/prod' by hand, and correct what it complains about"),
        Failing(
            testDescription: "an old kubectl", tool: "kubectl",
            script:
                "echo \"Error: Load from path ../../base failed: '../../base' must be a file (got d='/x')\" >&2; exit 1",
            detail:
                "kubectl ended with status 1: Load from path ../../base failed: '../../base' must be a file (got d='/x')",
            hint: "install kustomize, or kubectl 1.21 or later: this one knows directories only under 'bases'"),
    ])
    func oneThatFails(_ c: Failing) async throws {
        let fake = try FakeTools()
        try fake.add(c.tool, c.script)
        let error = try await fake.tools().error(.kustomization())
        #expect(error.code == .failed)
        #expect(error.description == "cannot render 'env/prod': \(c.detail) (hint: \(c.hint))")
        #expect(fake.leftovers == [])
    }

    @Test func aChartThatLacksItsDependencies() async throws {
        let fake = try FakeTools()
        try fake.add("helm", "echo 'Error: found in Chart.yaml, but missing in charts/ directory: redis' >&2; exit 1")
        #expect(
            try await fake.tools().error(.chart()).description
                == "cannot render 'apps/shop': helm ended with status 1: found in Chart.yaml, but missing in charts/ "
                + "directory: redis (hint: run 'helm dependency build apps/shop', and commit what it puts into charts/)"
        )
    }

    @Test func oneThatCannotBeStarted() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "")
        unlink("\(fake.path)/bin/sh")
        for name in ["unshare", "setpriv"] { unlink("\(fake.path)/bin/\(name)") }
        let error = try await fake.tools().error(.kustomization())
        #expect(error.code == .notStarted)
        #expect(error.detail == "kustomize cannot be started: No such file or directory")
    }

    @Test func oneThatHangsIsEndedWithAllItStarted() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "sleep 300 & echo $! > \(fake.path)/pid; echo waiting >&2; wait")
        var limits = RenderTools.Limits()
        limits.time = .seconds(1)
        let error = try await fake.tools(limits).error(.kustomization())
        #expect(error.code == .timedOut)
        #expect(
            error.description == "cannot render 'env/prod': kustomize did not end within 1 s: waiting (hint: run "
                + "'kustomize build env/prod' by hand to see what it waits for)")
        #expect(try await ends(fake))
        #expect(fake.leftovers == [])
    }

    @Test func cancellingEndsItWithAllItStarted() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "sleep 300 & echo $! > \(fake.path)/pid; wait")
        let tools = fake.tools()
        let task = Task { try await tools.render(.kustomization()) }
        while fake.read("pid")?.hasSuffix("\n") != true { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await ends(fake))
        #expect(fake.leftovers == [])
    }

    @Test func oneThatFloodsIsEnded() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "yes")
        var limits = RenderTools.Limits()
        limits.output = 1 << 20
        let error = try await fake.tools(limits).error(.kustomization())
        #expect(error.code == .outputTooLarge)
        #expect(error.detail == "kustomize printed more than 1 MiB")
    }

    @Test func filesBeyondTheLimitAreNotCopied() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "echo never")
        var limits = RenderTools.Limits()
        limits.input = 1 << 20
        var job = RenderJob.kustomization()
        job.files.append(.init(path: "env/prod/large", content: [UInt8](repeating: 0, count: 1 << 20)))
        #expect(try await fake.tools(limits).error(job).detail == "its files have more than 1 MiB")
    }

    @Test(arguments: ["../out", "a/../../out", "/out", "a//b", "a/./b", ".."])
    func noFileIsWrittenOutside(_ path: String) async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "echo never")
        var job = RenderJob.kustomization()
        job.files.append(.init(path: path, content: []))
        #expect(try await fake.tools().error(job).code == .disk)
        #expect(fake.leftovers == [])
    }

    @Test func aFullOrMissingDiskIsTold() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "echo never")
        let error = try await fake.tools(variables: ["TMPDIR": "\(fake.path)/none"]).error(.kustomization())
        #expect(error.code == .disk)
        #expect(error.description.contains("cannot make a temporary directory in '\(fake.path)/none': No such file"))
    }

    /// Whether the process that the script started goes away; bounded.
    private func ends(_ fake: FakeTools) async throws -> Bool {
        let pid = try #require(fake.read("pid").flatMap { Int32($0.prefix { $0 != "\n" }) })
        for _ in 0..<500 {
            // A zombie waits for whoever has taken its parent's place, and is as good as gone.
            if kill(pid, 0) != 0 || FakeTools.text("/proc/\(pid)/stat")?.contains(") Z ") == true { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
