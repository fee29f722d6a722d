// The image has no shell and no package manager: a file that is missing there shows only when something needs it.
import GitServers
import Glibc
import Testing

/// A root directory with what deploy/image-files gathers, and what a kubelet adds to it.
private struct Image {
    static let canBeEntered = geteuid() == 0 && access("/usr/bin/unshare", X_OK) == 0
    static let howTo: Comment = "only root may change the root directory of a program, with unshare of util-linux"

    let scratch: Scratch
    var root: String { scratch.file("image") }

    init() async throws {
        scratch = try Scratch()
        let run = try await ProgramRun.of(["\(DeployFolder.path)/image-files", Reconcile.binary, scratch.file("image")])
        guard run.code == 0 else { throw ProgramRun.Failure(description: run.story) }
    }

    /// As `file` inside.
    func add(_ bytes: [UInt8], as file: String) throws {
        try scratch.write(bytes, to: "image/\(file)")
    }

    func add(_ text: String, as file: String) throws { try add(Array(text.utf8), as: file) }

    /// Runs the program as the manifests do: nothing but the image, read-only, without a name in the host's user list;
    /// volumes where they mount them, and `/proc`, as every runtime gives it.
    func run(_ arguments: String..., variables: [String: String] = [:]) async throws -> ProgramRun {
        var variables = variables
        variables["HOME"] = "/etc/reconcile/git"
        variables["XDG_CACHE_HOME"] = "/var/cache"
        for (file, text) in [("proc/.keep", ""), ("etc/hosts", "127.0.0.1 localhost\n"), ("etc/resolv.conf", "")] {
            try add(text, as: file)
        }
        let enter = """
            set -e
            chmod -R a+rX "$0/etc" "$0/proc" "$0/var"
            mount --bind "$0" "$0"
            mount -o remount,ro,bind "$0"
            for volume in tmp var/cache/reconcile var/lib/reconcile; do
                mount -t tmpfs -o size=64m,mode=1777 volume "$0/$volume"
            done
            mount --bind /proc "$0/proc"
            exec chroot --userspec=65532:65532 "$0" /usr/bin/reconcile "$@"
            """
        return try await ProgramRun.of(
            ["unshare", "--mount", "sh", "-c", enter, root] + arguments, variables: variables)
    }
}

@Suite(.enabled(if: Image.canBeEntered, Image.howTo)) struct ImageFilesTests {
    @Test func theProgramStarts() async throws {
        let run = try await Image().run("version")
        #expect(run.code == 0 && run.output.contains("0.1.0"), "\(run.story)")
    }

    @Test func thereIsNothingElseToRun() async throws {
        let image = try await Image()
        let programs = Scratch.files(below: image.root).filter { path in
            access(path, X_OK) == 0 && !path.contains(".so")
        }
        #expect(programs.map { $0.dropFirst(image.root.count) } == ["/usr/bin/reconcile"])
        let special = try await ProgramRun.of(["find", image.root, "-perm", "/6000"])
        #expect(special.output.isEmpty, "nothing that runs as somebody else")
        let foreign = try await ProgramRun.of(["find", image.root, "-type", "l", "-lname", "/*"])
        #expect(foreign.output.isEmpty, "no link leads to what is not there: \(foreign.output)")
    }

    @Test func timeZonesAndCAsAreThere() async throws {
        let image = try await Image()
        for file in ["usr/share/zoneinfo/Europe/Berlin", "etc/ssl/certs/ca-certificates.crt", "etc/passwd"] {
            #expect(try !Scratch.read("\(image.root)/\(file)").isEmpty, "\(file)")
        }
    }

    @Test(.enabled(if: Testbed.isThere, Testbed.howTo)) func aRealClusterIsComparedOverHTTPS() async throws {
        let image = try await Image()
        let scene = try await Scene("image")
        try scene.write("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: NAMESPACE}\ndata: {a: b}\n")
        try await scene.apply()
        try image.add(Scratch.read(scene.scratch.file("manifests/all.yaml")), as: "etc/reconcile/all/all.yaml")
        try image.add(Scratch.read(Testbed.kubeconfig()), as: "etc/reconcile/kubeconfig")
        let words = ["--repo", "/etc/reconcile", "--path", "all", "--kubeconfig", "/etc/reconcile/kubeconfig"]
        let run = try await image.run("--diff", words[0], words[1], words[2], words[3], words[4], words[5])
        #expect(run.code == 0, "\(run.story)")
        try await scene.kubectl("patch", "cm/m", "-p", #"{"data":{"a":"c"}}"#)
        let drifted = try await image.run("--diff", words[0], words[1], words[2], words[3], words[4], words[5])
        #expect(drifted.code == 1 && drifted.output.contains(".data.a"), "\(drifted.story)")
    }

    /// With the files that a kubelet puts into every Pod, and no kubeconfig.
    @Test(.enabled(if: Testbed.isThere, Testbed.howTo)) func aPodFindsItsOwnCluster() async throws {
        let image = try await Image()
        let scene = try await Scene("image")
        try scene.write("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: NAMESPACE}\ndata: {a: b}\n")
        try image.add(Scratch.read(scene.scratch.file("manifests/all.yaml")), as: "etc/reconcile/all/all.yaml")
        let account = "var/run/secrets/kubernetes.io/serviceaccount"
        try image.add(Scratch.read(Testbed.required("CA")), as: "\(account)/ca.crt")
        try image.add(Testbed.required("TOKEN"), as: "\(account)/token")
        try image.add(scene.namespace, as: "\(account)/namespace")
        let variables = [
            "KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": try Testbed.required("PORT"),
        ]
        let run = try await image.run("--diff", "--repo", "/etc/reconcile", "--path", "all", variables: variables)
        #expect(run.code == 1 && run.output.contains("missing"), "\(run.story)")
    }

    @Test func aRepositoryIsFetchedOverHTTPSWithACAOfItsOwn() async throws {
        let image = try await Image()
        let origin = try repository()
        let server = try HTTPSServer(origin.scratch.path, in: origin.scratch)
        try image.add(Scratch.read(server.authority), as: "etc/reconcile/git/ca.crt")
        try image.add("\(HTTPSServer.token)\n", as: "etc/reconcile/git/token")
        let git = ["RECONCILE_GIT_TOKEN_FILE": "/etc/reconcile/git/token"]
        let own = git.merging(["RECONCILE_GIT_CA_FILE": "/etc/reconcile/git/ca.crt"]) { $1 }
        let url = server.url("private/repo.git")
        let run = try await image.run("render", "--repo", url, "--path", "all", variables: own)
        #expect(run.code == 0 && run.output.contains("kind: ConfigMap"), "\(run.story)")
        let stranger = try await image.run("render", "--repo", url, "--path", "all", variables: git)
        #expect(stranger.code == 2, "the public CAs did not sign that certificate: \(stranger.story)")
    }

    @Test func aRepositoryIsFetchedOverSSH() async throws {
        let image = try await Image()
        let origin = try repository()
        let server = try SSHServer(in: origin.scratch)
        try image.add(Scratch.read(server.key), as: "etc/reconcile/git/.ssh/id_ed25519")
        try image.add("\(server.hostLine)\n", as: "etc/reconcile/git/.ssh/known_hosts")
        let url = "ssh://\(server.user)@127.0.0.1:\(server.port)\(origin.path)"
        let run = try await image.run("render", "--repo", url, "--path", "all")
        #expect(run.code == 0 && run.output.contains("kind: ConfigMap"), "\(run.story)")
    }

    private func repository() throws -> WorkTree {
        let origin = try WorkTree("repo.git")
        try origin.add("all/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: shop}\n")
        try origin.commit()
        return origin
    }
}
