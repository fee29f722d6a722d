import EmbeddedCluster
import Testing

/// What people did to a cluster by hand is taken into the files it belongs to: the patch is one for Git, the comments
/// stay, and after `--write` nothing differs any more. On the embedded API server and on the real one.
@Suite(.enabled(if: Kubectl.isThere, Kubectl.howTo)) struct AdoptedDriftIsGoneTests {
    enum Server: CaseIterable, CustomTestStringConvertible {
        case embedded, real

        var testDescription: String { self == .embedded ? "the embedded API server" : "the real API server" }

        static var here: [Server] { Testbed.isThere ? allCases : [.embedded] }
    }

    private static let manifests = [
        "web.yaml": """
        # What users see.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
            name: web   # the name
            namespace: NAMESPACE
        spec:
            replicas: 2   # one for each rack
            selector: {matchLabels: {app: web}}
            template:
                metadata: {labels: {app: web}}
                spec:
                    containers:
                      # the app itself
                      - name: app
                        image: "registry.example.com/app:1"
                        args: ["--verbose", '--port=80']   # all of them
                        env:
                          - {name: MODE, value: fast}
                      - name: side   # unchanged
                        image: registry.example.com/side:1
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: key, namespace: NAMESPACE}
        stringData: {password: correct-horse}

        """,
        "settings.json": """
        {
          "apiVersion": "v1",
          "kind": "ConfigMap",
          "metadata": {"name": "settings", "namespace": "NAMESPACE"},
          "data": {
            "level": "info",
            "old": "1"
          }
        }

        """,
        "rules/kustomization.yaml": "resources: [rules.yaml]\nnamespace: NAMESPACE\n",
        "rules/rules.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: rules}
        data:
          rules.txt: |   # read at every start
            allow all
            # end

        """,
    ]

    private static let edits = [
        ["patch", "deployment/web", "-p", #"{"spec":{"replicas":3}}"#],
        [
            "patch", "deployment/web", "-p",
            #"{"spec":{"template":{"spec":{"containers":[{"name":"app","image":"registry.example.com/app:2","#
                + #""args":["--verbose","--port=8080","--trace"],"env":[{"name":"DEBUG","value":"yes"}]}]}}}}"#,
        ],
        ["annotate", "deployment/web", "example.com/owner=sam"],
        [
            "patch", "configmap/settings", "--type=merge", "-p",
            #"{"data":{"level":"debug","old":null,"new":"a\nb\n"}}"#,
        ],
        ["patch", "configmap/rules", "--type=merge", "-p", #"{"data":{"rules.txt":"allow some\n# end\n"}}"#],
        ["patch", "secret/key", "-p", #"{"stringData":{"password":"battery-staple"}}"#],
    ]

    private static let expected = [
        "web.yaml": manifests["web.yaml"]?
            .replacing(
                "    namespace: NAMESPACE\nspec",
                with: "    namespace: NAMESPACE\n    annotations:\n        example.com/owner: sam\nspec"
            )
            .replacing("replicas: 2", with: "replicas: 3")
            .replacing("app:1", with: "app:2")
            .replacing("'--port=80']", with: "'--port=8080', --trace]")
            .replacing(
                "value: fast}\n",
                with: "value: fast}\n                  - name: DEBUG\n                    value: \"yes\"\n"),
        "settings.json": manifests["settings.json"]?
            .replacing("info", with: "debug").replacing(",\n    \"old\": \"1\"", with: ",\n    \"new\": \"a\\nb\\n\""),
        "rules/rules.yaml": manifests["rules/rules.yaml"]?.replacing("allow all", with: "allow some"),
        "rules/kustomization.yaml": manifests["rules/kustomization.yaml"],
    ]

    /// A repository of the manifests, a cluster that was equal to them, and what people did to it since.
    private struct Scene {
        let repository: GitFixture
        let reconcile: Reconcile
        let namespace: String
        private let cluster: EmbeddedCluster?

        init(_ server: Server) async throws {
            repository = try await GitFixture()
            switch server {
            case .embedded:
                var options = EmbeddedClusterOptions()
                options.allowsAnonymous = true  // kubectl sends no token over plain HTTP
                let cluster = try await EmbeddedCluster.start(options)
                self.cluster = cluster
                namespace = "default"
                let kubeconfig = try repository.scratch.write(cluster.kubeconfig(), to: ".git/kubeconfig")
                reconcile = Reconcile(in: repository.scratch.path, kubeconfig: kubeconfig)
            case .real:
                cluster = nil
                namespace = try await Testbed.makeNamespace("adopt")
                reconcile = Reconcile(in: repository.scratch.path, kubeconfig: try Testbed.kubeconfig())
            }
            for (name, text) in AdoptedDriftIsGoneTests.manifests {
                try repository.scratch.write(placed(text), to: "manifests/\(name)")
            }
            try await repository.commit()
            let own = ["apply", "--server-side", "--field-manager=reconcile"]
            for part in [["-f", "manifests/web.yaml", "-f", "manifests/settings.json"], ["-k", "manifests/rules"]] {
                try await kubectl(own + part)
            }
            #expect(try await diff().code == 0)
            for edit in AdoptedDriftIsGoneTests.edits { try await kubectl(["-n", namespace] + edit) }
        }

        func placed(_ text: String) -> String { text.replacing("NAMESPACE", with: namespace) }

        func kubectl(_ words: [String]) async throws {
            let variables = [
                "KUBECONFIG": reconcile.variables["KUBECONFIG"] ?? "", "HOME": repository.scratch.file(".git"),
            ]
            let run = try await ProgramRun.of(
                ["kubectl"] + words, in: repository.scratch.path, variables: variables)
            #expect(run.code == 0, "kubectl \(words): \(run.story)")
        }

        func diff() async throws -> ProgramRun { try await reconcile.run("diff", "--path", "manifests") }

        func adopt(_ words: String...) async throws -> ProgramRun {
            try await reconcile.run(["adopt", "--path", "manifests"] + words)
        }

        func text(_ name: String) throws -> String { try Scratch.text(repository.scratch.file("manifests/\(name)")) }
    }

    @Test(arguments: Server.here) func onlyTheSecretIsLeft(_ server: Server) async throws {
        let scene = try await Scene(server)
        let shown = try await scene.adopt()
        #expect(shown.code == 1, "\(shown.story)")
        #expect(try await scene.repository.git("status", "--porcelain") == "", "nothing is written without --write")
        let patch = try scene.repository.scratch.write(shown.outputBytes, to: ".git/adopt.patch")
        try await scene.repository.git("apply", "--check", patch)

        let written = try await scene.adopt("--write")
        #expect(written.code == 1 && written.output == shown.output, "\(written.story)")
        for (name, text) in Self.expected {
            let edited = try scene.text(name)
            #expect(edited == scene.placed(text ?? ""), "\(edited)")
        }
        let after = try await scene.diff()
        #expect(
            after.code == 1 && after.output.contains("drifted  Secret") && !after.output.contains("ConfigMap"),
            "\(after.story)")
        for run in [shown, written] {
            let words = ["correct-horse", "battery-staple", "Y29ycmVjdC1ob3JzZQ", "YmF0dGVyeS1zdGFwbGU"]
            #expect(!words.contains { run.output.contains($0) || run.errors.contains($0) }, "\(run.story)")
            #expect(run.errors.contains("left out: Secret \(scene.namespace)/key: Secrets are never adopted"))
        }
        try await scene.kubectl([
            "-n", scene.namespace, "patch", "secret/key", "-p", #"{"stringData":{"password":"correct-horse"}}"#,
        ])
        #expect(try await scene.diff().code == 0)
        try await scene.repository.git("checkout", "--quiet", ".")
        try await scene.repository.git("apply", patch)
        #expect(try await scene.diff().code == 0, "the patch does the same as --write")
    }

    @Test(arguments: Server.here) func onlyWhatWasAskedFor(_ server: Server) async throws {
        let scene = try await Scene(server)
        let run = try await scene.adopt(
            "--object", "Deployment/\(scene.namespace)/web", "--field", ".spec.replicas", "--field",
            "/spec/template/spec/containers/0/image", "--write")
        #expect(run.code == 0, "\(run.story)")
        let expected = Self.manifests["web.yaml"]?.replacing("replicas: 2", with: "replicas: 3").replacing(
            "app:1", with: "app:2")
        #expect(try scene.text("web.yaml") == scene.placed(expected ?? ""))
        #expect(try await scene.repository.git("diff", "--stat", "--", "manifests/settings.json") == "")
    }
}
