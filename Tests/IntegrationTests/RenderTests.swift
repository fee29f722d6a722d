import Glibc
import JSONText
import ObjectModel
import Testing

/// `reconcile render` prints what the repository gives: offline, in one order, whatever the files are called.
struct RenderTests {
    private static let list = """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Service, metadata: {name: web, namespace: team-b}, spec: {ports: [{port: 80}]}}
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: z, namespace: team-a}, data: {version: "1.20"}}

        """
    private static let others = """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "team-a"}, "data": {"on": "yes"}}
        """
    private static let cluster = """
        # a comment alone
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: team-a}
        ---

        """

    private static let order = [
        "Namespace/team-a", "ConfigMap/a", "ConfigMap/z", "Service/web",
    ]

    private func run(_ files: [(String, String)], _ arguments: String...) async throws -> ProgramRun {
        let scratch = try Scratch()
        for (name, text) in files { try scratch.write(text, to: "apps/\(name)") }
        return try await Reconcile(in: scratch.path).run(["render", "--path", "apps"] + arguments)
    }

    private static func names(_ items: [JSONValue]) -> [String] {
        items.map { "\($0["kind"]?.string ?? "")/\($0["metadata"]?["name"]?.string ?? "")" }
    }

    @Test func theJSONFormIsOneListInOneOrder() async throws {
        let run = try await run(
            [("1.yaml", Self.list), ("2.json", Self.others), ("3.yml", Self.cluster)], "-o", "json")
        #expect(run.code == 0 && run.errors.isEmpty, "\(run.story)")
        let value = try JSONText.read(run.outputBytes, subject: "stdout")
        #expect(value["apiVersion"] == "v1" && value["kind"] == "List")
        #expect(Self.names(value["items"]?.array ?? []) == Self.order)
    }

    @Test func theNamesAndOrderOfFilesDoNotMatter() async throws {
        let one = try await run([("1.yaml", Self.list), ("2.json", Self.others), ("3.yml", Self.cluster)])
        let other = try await run([("c/d/3.yaml", Self.list), ("b.json", Self.others), ("a.yml", Self.cluster)])
        #expect(one.code == 0 && one.output == other.output && one.output.contains("version: \"1.20\""), "\(one.story)")
    }

    @Test func whatIsPrintedRendersToItself() async throws {
        let once = try await run([("1.yaml", Self.list), ("2.json", Self.others), ("3.yml", Self.cluster)])
        let twice = try await run([("all.yaml", once.output)])
        #expect(twice.output == once.output && twice.code == 0)
    }

    @Test func mistakesAreToldAndTheRestIsPrinted() async throws {
        let run = try await run([("1.yaml", Self.list), ("2.yaml", "a: ["), ("3.yaml", "b: 1\nb: 2\n")])
        #expect(run.code == 2 && run.output.contains("kind: Service"), "\(run.story)")
        let lines = run.errors.split(separator: "\n").map(String.init)
        #expect(lines.count == 2 && lines.allSatisfy(isErrorLine), "\(run.story)")
    }

    @Test func ofSeveralEnvironmentsOneMustBeChosen() async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configuration, to: "reconcile.yaml")
        try scratch.write(Sample.configMap, to: "apps/a.yaml")
        let program = Reconcile(in: scratch.path)
        expectError(try await program.run("render"), saying: ["--env", "staging, production"])
        let run = try await program.run("render", "--env", "staging")
        #expect(run.code == 0 && run.output.hasPrefix("apiVersion: v1\nkind: ConfigMap"), "\(run.story)")
    }

    @Test func aToolGetsTheTimeThatTheConfigurationGivesIt() async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configuration + "rendering: {timeoutSeconds: 1}\n", to: "reconcile.yaml")
        try scratch.write("resources: []\n", to: "apps/kustomization.yaml")
        let tool = try scratch.write("#!/bin/sh\nexec sleep 300\n", to: "tools/kustomize")
        chmod(tool, 0o755)
        var program = Reconcile(in: scratch.path)
        program.variables["PATH"] = "\(scratch.file("tools")):/usr/bin:/bin"
        let run = try await program.run("render", "--env", "staging")
        #expect(run.code == 2, "\(run.story)")
        #expect(run.errors.contains("did not end within 1 s"), "\(run.story)")
        #expect(run.errors.contains("rendering.timeoutSeconds in reconcile.yaml"), "\(run.story)")
    }
}
