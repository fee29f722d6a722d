// A tool gets the files that a kustomization or chart is made of and no others; what is wrong is told with its place.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct ToolsSeeWhatTheyNeedTests {
    private static let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

    @Test func basesOutsideTheEnvironmentComeAlong() async throws {
        let renderer = FakeRenderer { _ in Self.object }
        let texts = [
            "env/prod/kustomization.yaml": "resources: [../../base, cm.yaml]", "env/prod/cm.yaml": Self.object,
            "env/prod/files/a.txt": "text", "base/kustomization.yaml": "resources: [part/]", "base/unused.txt": "u",
            "base/part/kustomization.yml": "resources: []", "other/secret.txt": "s",
        ]
        let loaded = try await load(texts, below: ["env/prod"], renderer)
        #expect(loaded.findings == [])
        #expect(loaded.manifests.map(\.name) == ["a"])
        let request = try #require(renderer.requests.first)
        #expect(request.files.map(\.path) == texts.keys.filter { $0 != "other/secret.txt" }.sorted())
        #expect(request.files.allSatisfy { $0.content.map { String(decoding: $0, as: UTF8.self) } == texts[$0.path] })
        #expect(request.directory == "env/prod")
    }

    @Test func aBaseInTheEnvironmentIsNotRenderedTwice() async throws {
        let renderer = FakeRenderer { "\(Self.object.dropLast(3))-\($0.directory.split(separator: "/").joined())}\n" }
        let texts = [
            "base/kustomization.yaml": "resources: [cm.yaml]", "base/cm.yaml": Self.object,
            "overlays/a/kustomization.yaml": "resources: [../../base]",
            "overlays/b/kustomization.yaml": "resources: [../../base]", "plain.yaml": Self.object,
            "overlays/plain.json": #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "json"}}"#,
        ]
        let loaded = try await load(texts, below: [""], renderer)
        #expect(loaded.findings == [])
        #expect(renderer.requests.map(\.directory) == ["overlays/a", "overlays/b"])
        #expect(loaded.manifests.map(\.name) == ["json", "a", "-overlaysa", "-overlaysb"])
    }

    @Test func twoThatNameEachOtherAreLeftToTheTool() async throws {
        let renderer = FakeRenderer { _ in "" }
        let texts = ["a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../a]"]
        _ = try await load(texts, below: [""], renderer)
        #expect(renderer.requests.map(\.directory) == ["a", "b"])
    }

    @Test(arguments: [
        ("../gone", "'../gone': cannot read 'gone': it does not exist"),
        ("gone.yaml", "'gone.yaml' is neither a file nor a directory of the repository"),
        ("../../outside", "'../../outside' leaves the repository"), ("/etc", "'/etc' leaves the repository"),
        ("../other/cm.yaml", "the file '../other/cm.yaml' is not in or below the kustomization's directory"),
    ])
    func whatCannotBeFollowedIsToldWithItsPlace(_ entry: String, _ detail: String) async throws {
        let renderer = FakeRenderer { _ in "" }
        let texts = ["prod/kustomization.yaml": "resources:\n- \(entry)\n", "other/cm.yaml": Self.object]
        let loaded = try await load(texts, renderer)
        #expect(renderer.requests.isEmpty)
        let finding = try #require(loaded.findings.first)
        #expect(finding.severity == .error)
        #expect(finding.message.hasPrefix("cannot render 'prod': prod/kustomization.yaml:2:3: \(detail)"))
        #expect(finding.location == SourceLocation(file: "prod/kustomization.yaml", line: 2, column: 3))
    }

    @Test func aKustomizationThatIsNoYAMLIsTold() async throws {
        let renderer = FakeRenderer { _ in "" }
        let loaded = try await load(["prod/kustomization.yaml": "resources: [a\nb: :"], renderer)
        #expect(renderer.requests.isEmpty)
        #expect(loaded.findings.map(\.severity) == [.error])
        #expect(loaded.findings.first?.location?.file == "prod/kustomization.yaml")
    }

    @Test func oneThatFailsLeavesTheOthers() async throws {
        let renderer = FakeRenderer { request in
            if request.directory == "a" { throw ReconcileError(.tool, step: "render", subject: "a", detail: "no") }
            return Self.object
        }
        let texts = ["a/kustomization.yaml": "# x\nresources: []", "b/kustomization.yaml": "resources: []"]
        let loaded = try await load(texts, below: [""], renderer)
        #expect(loaded.findings.map(\.message) == ["cannot render 'a': no"])
        #expect(loaded.findings.map(\.location?.description) == ["a/kustomization.yaml:2:1"])
        #expect(loaded.manifests.count == 1)
    }

    @Test func cancellingIsNoFinding() async throws {
        let texts = ["prod/kustomization.yaml": "resources: []"]
        await #expect(throws: CancellationError.self) {
            try await load(texts, FakeRenderer { _ in throw CancellationError() })
        }
    }

    @Test func secretsAreTakenOutOfTheToolsWords() async throws {
        let texts = [
            "prod/kustomization.yaml": """
            resources: [s.yaml]
            secretGenerator:
              - name: a
                literals: ["key=planted-one"]
                envs: [s.env]
                files: [cert=s.pem]
            """,
            "prod/s.env": "KEY=planted-two\n", "prod/s.pem": "planted-three",
            "prod/s.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: {name: a}
            data: {k: cGxhbnRlZC1mb3Vy}
            stringData: {l: planted-five}
            """,
        ]
        let words =
            "[planted-one] planted-two planted-three cGxhbnRlZC1mb3Vy planted-four planted-five cGxhbnRlZC1maXZl!"
        let renderer = FakeRenderer { _ in
            throw ReconcileError(.tool, step: "render", subject: "prod", detail: words)
        }
        let loaded = try await load(texts, renderer)
        #expect(loaded.findings.map(\.message) == ["cannot render 'prod': [***] *** *** *** *** *** ***!"])
    }

    @Test func aDirectoryOfBothKindsIsAMistake() async throws {
        let texts = ["prod/kustomization.yaml": "", "prod/Chart.yaml": "name: x"]
        let loaded = try await load(texts, FakeRenderer { _ in "" })
        #expect(
            loaded.findings.map(\.message) == [
                "cannot render 'prod': it is a chart and a kustomization (hint: keep them in directories of their own)"
            ])
    }

    struct Release: Sendable {
        var directory: String
        var chart: String
        var name: String
    }

    @Test(arguments: [
        Release(directory: "apps/shop", chart: "name: other", name: "shop"),
        Release(directory: "apps/Shop_1", chart: "name: other", name: "other"),
        Release(directory: "", chart: "name: other", name: "other"),
        Release(directory: "apps/--post-renderer=x", chart: "name: -x", name: "release"),
    ])
    func aReleaseIsNamedAfterItsDirectory(_ c: Release) async throws {
        let renderer = FakeRenderer { _ in Self.object }
        let file = RepositoryPath.joined(c.directory, "Chart.yaml")
        let loaded = try await load([file: c.chart], below: [c.directory], namespace: "team-a", renderer)
        #expect(renderer.requests.map(\.release) == [ChartRelease(name: c.name, namespace: "team-a")])
        // Helm puts such objects into the release's namespace, so that there is nothing to write down.
        let state = DesiredState(loaded.manifests, defaultNamespace: "team-a") { _ in .namespaced }
        #expect(state.findings == [])
        #expect(state.objects.map(\.key.namespace) == ["team-a"])
    }

    @Test func whatIsPrintedAndCannotBeReadIsToldWithTheTemplate() async throws {
        let texts = ["shop/Chart.yaml": "name: shop", "shop/templates/a.yaml": "a"]
        let renderer = FakeRenderer { _ in "---\n# Source: shop/templates/a.yaml\na: 1\na: 2\n" }
        let loaded = try await load(texts, below: [""], renderer)
        #expect(loaded.findings.map(\.location?.description) == ["shop/templates/a.yaml:1:1"])
        #expect(loaded.findings.first?.message.hasPrefix("cannot read what was rendered of 'shop': line 4: ") == true)
    }
}
