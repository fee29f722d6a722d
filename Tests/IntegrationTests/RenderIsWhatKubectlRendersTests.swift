// A rendered kustomization is compared like any directory, so what is printed for it must be what its own tool says.
import Glibc
import JSONText
import ObjectModel
import Testing

@Suite(.enabled(if: Kubectl.isThere, Kubectl.howTo)) struct RenderIsWhatKubectlRendersTests {
    @Test func anOverlayWithItsBaseOutsideTheEnvironment() async throws {
        let repository = try Repository()
        let expected = try await repository.kubectl("environments/production")
        #expect(expected.count == 4)
        let fromDisk = try await repository.render("--path", "environments/production")
        #expect(fromDisk.code == 0, "\(fromDisk.story)")
        #expect(try objects(fromDisk) == expected)
        try await repository.commit()
        for repo in [repository.path, "file://\(repository.path)"] {
            let run = try await repository.render("--repo", repo, "--ref", "main", "--path", "environments/production")
            #expect(run.code == 0, "\(run.story)")
            #expect(try objects(run) == expected)
        }
    }

    @Test func aBareRepositoryHasNoFilesOnDisk() async throws {
        let repository = try Repository()
        let expected = try await repository.kubectl("environments/production")
        try await repository.commit()
        let bare = try Scratch()
        try await repository.git("clone", "--quiet", "--bare", ".", "\(bare.path)/r.git")
        let run = try await Reconcile(in: "/").withTools().run(
            "render", "-o", "json", "--repo", "file://\(bare.path)/r.git", "--path", "environments/production")
        #expect(run.code == 0, "\(run.story)")
        #expect(try objects(run) == expected)
    }

    @Test func driftStandsAtTheLineThatSaysOtherwise() async throws {
        let repository = try Repository()
        try repository.scratch.write(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: prod-web, namespace: shop, labels: {tier: web}}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: web, image: "web:2"}]
            """, to: "live/web.yaml")
        let report = try await Reconcile(in: repository.path).withTools().run(
            "diff", "--live", "../live", "--path", "environments/production")
        // The patch sets the replicas, the base the image, and the generator makes the ConfigMap.
        for place in [
            "environments/production/scale.yaml:5", "base/web.yaml:13", "environments/production/kustomization.yaml:10",
        ] {
            #expect(report.output.contains(place), "\(place) in \(report.story)")
        }
        #expect(report.code == 1)
    }

    @Test func nothingIsWrittenIntoTheWorkingDirectory() async throws {
        let repository = try Repository()
        let before = Scratch.files(below: repository.path)
        _ = try await repository.render("--path", "environments/production")
        #expect(Scratch.files(below: repository.path) == before)
    }

    @Test func aLinkThatLeavesTheRepositoryIsNotFollowed() async throws {
        let repository = try Repository()
        let secret = try Scratch()
        try secret.write("planted", to: "secret.txt")
        try repository.scratch.write(
            "configMapGenerator:\n- name: leak\n  files: [leak.txt]\n", to: "repo/leak/kustomization.yaml")
        symlink("\(secret.path)/secret.txt", "\(repository.path)/leak/leak.txt")
        let run = try await repository.render("--path", "leak")
        #expect(run.code == 2)
        #expect(!run.output.contains("planted") && run.errors.contains("leads out of the repository"), "\(run.story)")
    }

    @Test(.enabled(if: access("/usr/bin/setpriv", X_OK) == 0, "no setpriv: apt-get install util-linux"))
    func aToolEndsWithTheProgramThatStartedIt() async throws {
        let repository = try Repository()
        let tools = repository.scratch.file("tools")
        // In place of the pid, which is another one in a namespace: the tool says that it runs by holding a lock.
        try repository.scratch.write(
            "#!/bin/sh\nexec 9>\(tools)/lock; flock 9; echo > \(tools)/started; exec sleep 300\n", to: "tools/kustomize"
        )
        chmod("\(tools)/kustomize", 0o755)
        let killing = """
            PATH=\(tools):$PATH TMPDIR=\(repository.path) "$0" render --path environments/production & started=$!
            while ! [ -e \(tools)/started ]; do sleep 0.05; done
            kill -KILL $started; wait $started; exec flock --timeout 20 \(tools)/lock echo gone
            """
        let run = try await ProgramRun.of(["sh", "-c", killing, Reconcile.binary], in: repository.path)
        #expect(run.output == "gone\n", "\(run.story)")
    }

    @Test func itsOwnErrorsAreShownWithPathsOfTheRepository() async throws {
        let repository = try Repository()
        try repository.scratch.write("patches:\n- path: nowhere.yaml\n", to: "repo/broken/kustomization.yaml")
        let run = try await repository.render("--path", "broken")
        #expect(run.code == 2)
        #expect(run.errors.contains("cannot render 'broken': kubectl ended with status 1: "), "\(run.story)")
        #expect(run.errors.contains("broken/nowhere.yaml") && !run.errors.contains("/tmp/reconcile-"), "\(run.story)")
    }

    private func objects(_ run: ProgramRun) throws -> [JSONValue] {
        try JSONText.read(run.outputBytes, subject: "render")["items"]?.array?.sorted(by: byName) ?? []
    }
}

private func byName(_ left: JSONValue, _ right: JSONValue) -> Bool {
    func name(_ value: JSONValue) -> String {
        "\(value["kind"]?.string ?? "") \(value["metadata"]?["name"]?.string ?? "")"
    }
    return name(left) < name(right)
}

extension Reconcile {
    /// With the directories where tools are looked for, and no kustomize before kubectl.
    fileprivate func withTools() -> Reconcile {
        var run = self
        run.variables["PATH"] = "/usr/bin:/bin:/usr/local/bin"
        return run
    }
}

/// An overlay whose base stands beside the environments.
private struct Repository {
    let scratch: Scratch
    var path: String { scratch.file("repo") }

    init() throws {
        scratch = try Scratch()
        for (file, text) in Self.files { try scratch.write(text + "\n", to: "repo/\(file)") }
    }

    private static let files = [
        "base/kustomization.yaml": """
        resources: [web.yaml, service.yaml]
        """,
        "base/web.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  # Whoever changes this must tell the others.
                  image: web:1
        """,
        "base/service.yaml": """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """,
        "environments/production/kustomization.yaml": """
        namespace: shop
        namePrefix: prod-
        resources:
          - ../../base
        commonLabels: {tier: web}
        patches:
          - path: scale.yaml
            target: {kind: Deployment, name: web}
        configMapGenerator:
          - name: settings
            files: [settings.ini]
        secretGenerator: [{name: key, literals: [a=b]}]
        """,
        "environments/production/scale.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 5
        """,
        "environments/production/settings.ini": "[a]\nb = c",
    ]

    func render(_ arguments: String...) async throws -> ProgramRun {
        try await Reconcile(in: path).withTools().run(["render", "-o", "json"] + arguments)
    }

    /// What kubectl makes of a directory, by kind and name.
    func kubectl(_ directory: String) async throws -> [JSONValue] {
        let run = try await ProgramRun.of([Kubectl.path ?? "", "kustomize", "\(path)/\(directory)"])
        // The program's own reader of YAML is tested elsewhere; here it only stands between kubectl and JSON.
        try scratch.write(run.outputBytes, to: "oracle/all.yaml")
        let read = try await Reconcile(in: scratch.path).run("render", "-o", "json", "--path", "oracle")
        #expect(run.code == 0 && read.code == 0, "\(run.story) \(read.story)")
        return try JSONText.read(read.outputBytes, subject: "kubectl")["items"]?.array?.sorted(by: byName) ?? []
    }

    func git(_ words: String...) async throws {
        let run = try await ProgramRun.of(["git"] + words, in: path)
        if run.code != 0 { throw ProgramRun.Failure(description: run.story) }
    }

    func commit() async throws {
        try await git("init", "--quiet", "--initial-branch=main")
        try await git("add", "--all")
        try await git("commit", "--quiet", "-m", "Begin")
    }
}
