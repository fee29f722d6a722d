// A desired state that depends on what a server answers today is not what Git says.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct NothingIsFetchedTests {
    @Test(arguments: [
        "https://example.org/x.yaml", "HTTP://example.org/x.yaml", "github.com/org/repo", "GitHub.com:org/repo",
        "github.com/org/repo/path?ref=v1", "git@example.org:org/repo", "git::https://example.org/org/repo",
        "git::../base", "ssh://git@example.org/org/repo", "user@example.org:org/repo.git", "a-1@host/org/repo",
        "gh:org/repo", "oci://example.org/x:1", "file:///etc", "../base?ref=main", "example.org/repo//sub?ref=v1",
        "git.example.org/x://y",
    ])
    func remoteEntriesAreRefused(_ entry: String) async throws {
        for list in ["resources", "bases", "components", "generators", "transformers", "validators"] {
            let texts = ["prod/kustomization.yaml": "\(list):\n  - local\n  - \"\(entry)\"\n", "prod/local": ""]
            let renderer = FakeRenderer { _ in "" }
            let loaded = try await load(texts, renderer)
            #expect(renderer.requests.isEmpty)
            #expect(
                loaded.findings.map(\.message) == [
                    "cannot render 'prod': prod/kustomization.yaml:3:5: '\(entry)' would have to be fetched, and "
                        + "rendering uses no network (hint: copy it into the repository, and name it by its path)"
                ])
            #expect(
                loaded.findings.map(\.location) == [SourceLocation(file: "prod/kustomization.yaml", line: 3, column: 5)]
            )
        }
    }

    @Test(arguments: [
        "patches: [{path: 'https://x.org/p.yaml'}]", "patchesStrategicMerge: ['http://x.org/p.yaml']",
        "patchesJson6902: [{target: {kind: Job}, path: 'https://x.org/p.yaml'}]", "crds: ['https://x.org/c.json']",
        "configurations: ['https://x.org/c.json']", "openapi: {path: 'https://x.org/c.json'}",
        "replacements: [{path: 'https://x.org/r.yaml'}]", "configMapGenerator: [{name: a, files: ['https://x.org/a']}]",
        "configMapGenerator: [{name: a, files: ['a=HTTPS://x.org/a']}]",
        "configMapGenerator: [{name: a, env: 'https://x.org/a'}]",
        "secretGenerator: [{name: a, envs: ['http://x.org/a']}]",
    ])
    func filesByURLAreRefused(_ text: String) async throws {
        let renderer = FakeRenderer { _ in "" }
        let loaded = try await load(["prod/kustomization.yaml": "# one\n\(text)\n"], renderer)
        #expect(renderer.requests.isEmpty)
        #expect(loaded.findings.count == 1)
        #expect(loaded.findings.first?.location?.line == 2)
        #expect(loaded.findings.first?.message.contains("would have to be fetched") == true)
    }

    @Test(arguments: [
        "helmCharts: [{name: x, repo: 'https://x.org'}]", "helmChartInflationGenerator: [{chartName: x}]",
    ])
    func chartsOfKustomizationsAreRefused(_ text: String) async throws {
        let renderer = FakeRenderer { _ in "" }
        let loaded = try await load(["prod/kustomization.yaml": text], renderer)
        #expect(renderer.requests.isEmpty)
        #expect(
            loaded.findings.map(\.location) == [SourceLocation(file: "prod/kustomization.yaml", line: 1, column: 1)])
    }

    @Test func aBaseIsLookedThroughToo() async throws {
        let texts = [
            "prod/kustomization.yaml": "resources: [../base]", "base/kustomization.yaml": "resources: [../inner]",
            "inner/kustomization.yaml": "resources:\n- https://example.org/x.yaml",
        ]
        let renderer = FakeRenderer { _ in "" }
        let loaded = try await load(texts, renderer)
        #expect(renderer.requests.isEmpty)
        #expect(loaded.findings.map(\.location?.description) == ["inner/kustomization.yaml:2:3"])
    }

    @Test(arguments: [
        "app@v1/x", "v1.2@x", "../base", "github.com.yaml", "https.yaml", "a=b", "ghost", "files",
    ])
    func whatOnlyLooksRemoteIsNot(_ entry: String) { #expect(!RemoteReference.isRemote(entry)) }

    @Test func textIsNoPath() async throws {
        let text = """
            configMapGenerator:
              - name: a
                literals: ["url=https://example.org"]
            commonAnnotations: {docs: "https://example.org/path"}
            patches:
              - patch: "https://example.org"
            """
        let loaded = try await load(["prod/kustomization.yaml": text], FakeRenderer { _ in "" })
        #expect(loaded.findings.map(\.rule) == ["no-objects"])
    }
}
