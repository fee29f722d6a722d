// What a tool is given: the files, its arguments, and an environment with nothing of ours in it.
import Testing

@testable import RenderTools

@Suite struct ToolsAreCalledTests {
    @Test func kustomizeIsPreferred() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", #"echo kustomize "$@""#)
        try fake.add("kubectl", #"echo kubectl "$@""#)
        let words = try await fake.tools().text(.kustomization()).split(separator: " ")
        #expect(words.prefix(2) == ["kustomize", "build"])
        #expect(words.count == 3)
        #expect(words.last?.hasPrefix(fake.path) == true && words.last?.hasSuffix("/tree/env/prod\n") == true)
    }

    @Test func kubectlServesToo() async throws {
        let fake = try FakeTools()
        try fake.add("kubectl", #"echo kubectl "$@""#)
        let text = try await fake.tools().text(.kustomization(""))
        #expect(text.hasPrefix("kubectl kustomize /") && text.hasSuffix("/tree\n"))
    }

    @Test func helmGetsReleaseAndNamespace() async throws {
        let fake = try FakeTools()
        try fake.add("helm", #"echo "$@""#)
        let words = try await fake.tools().text(.chart()).split { $0 == " " || $0 == "\n" }
        #expect(words.prefix(2) == ["template", "shop"])
        #expect(words.suffix(2) == ["--namespace=team-a", "--include-crds"])
        #expect(words.dropFirst(2).first?.hasSuffix("/tree/apps/shop") == true)
    }

    @Test func theFilesAreThereAndNothingIsLeftBehind() async throws {
        let fake = try FakeTools()
        try fake.add(
            "kustomize", #"cd "$2" && cat kustomization.yaml deep/er/a.txt && echo new > made && ls -A "$HOME""#)
        #expect(try await fake.tools().text(.kustomization()) == "resources: [a.yaml]\ntext")
        #expect(fake.leftovers == [])
    }

    @Test func theEnvironmentIsNotOurs() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "env")
        let variables = ["HOME": "/root", "HTTPS_PROXY": "http://proxy.example.org", "GITHUB_TOKEN": "planted"]
        let text = try await fake.tools(variables: variables).text(.kustomization())
        let lines = Set(text.split(separator: "\n").map(String.init))
        #expect(lines.isSuperset(of: ["HTTPS_PROXY=http://127.0.0.1:9", "GIT_ALLOW_PROTOCOL=none", "LC_ALL=C"]))
        #expect(!text.contains("planted") && !text.contains("proxy.example.org") && !lines.contains("HOME=/root"))
        let temporary = "\(fake.path)/tmp/"
        for name in ["HOME", "TMPDIR", "HELM_CONFIG_HOME", "HELM_CACHE_HOME", "HELM_DATA_HOME", "XDG_CONFIG_HOME"] {
            #expect(lines.contains { $0.hasPrefix("\(name)=\(temporary)") }, "\(name)")
        }
    }

    @Test func thereIsNoNetwork() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "cat /proc/self/net/dev")
        let isIsolated = await Confinement("\(fake.path)/bin").words.contains("-n")
        let text = try await fake.tools().text(.kustomization())
        let interfaces = text.split(separator: "\n").dropFirst(2).compactMap { $0.split(separator: ":").first }
        if isIsolated { #expect(interfaces.map { $0.filter { $0 != " " } } == ["lo"]) }
    }

    @Test func withoutTheRightToNamespacesToolsRunAllTheSame() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", "echo done")
        try fake.add("unshare", "echo 'unshare failed: Operation not permitted' >&2; exit 1")
        #expect(try await fake.tools().text(.kustomization()) == "done\n")
        #expect(await Confinement("\(fake.path)/bin").words == ["\(fake.path)/bin/setpriv", "--pdeathsig", "KILL"])
        try fake.add("setpriv", "echo 'setpriv: unrecognized option' >&2; exit 1")
        #expect(try await fake.tools().text(.kustomization()) == "done\n")
        #expect(await Confinement("\(fake.path)/bin").words == [])
        #expect(await Confinement(nil).words == [])
    }

    @Test func manyAtOnce() async throws {
        let fake = try FakeTools()
        try fake.add("kustomize", #"cat "$2/kustomization.yaml""#)
        let tools = fake.tools()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<12 { group.addTask { try await tools.text(.kustomization()) } }
            for try await text in group { #expect(text == "resources: [a.yaml]\n") }
        }
        #expect(fake.leftovers == [])
    }
}
