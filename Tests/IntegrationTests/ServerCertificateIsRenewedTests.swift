// A test-bed of its own, since its API server becomes another one for every client.
import Glibc
import Testing

@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct ServerCertificateIsRenewedTests {
    /// `scripts/testbed` and kubectl, on a server that nobody else uses.
    private struct OwnServer {
        let scratch: Scratch
        var directory: String { "\(scratch.path)/bed" }

        init() async throws {
            scratch = try Scratch()
            try await script("start", "--owner", "\(getpid())", directory)
        }

        @discardableResult
        func script(_ words: String...) async throws -> ProgramRun {
            // It knows its own cache by these, and ends what it starts by the last.
            let names = ["HOME", "PATH", "XDG_CACHE_HOME", "RECONCILE_CACHE", "RECONCILE_TESTBED_RUN"]
            let variables = names.reduce(into: [String: String]()) { $0[$1] = Reconcile.variable($1) }
            let run = try await ProgramRun.of(
                [Testbed.required("SCRIPT")] + words, variables: variables, seconds: 180)
            try #require(run.code == 0, "\(words): \(run.story)")
            return run
        }

        func kubectl(_ words: String..., kubeconfig: String? = nil) async throws -> ProgramRun {
            try await kubectl(words, kubeconfig: kubeconfig)
        }

        func kubectl(_ words: [String], kubeconfig: String? = nil) async throws -> ProgramRun {
            try await ProgramRun.of(
                [Testbed.required("KUBECTL"), "--kubeconfig", kubeconfig ?? "\(directory)/kubeconfig"] + words,
                variables: ["HOME": scratch.path])
        }
    }

    /// The new certificate is of a new authority, which is put into the controller's file before: the order of a rotation
    /// (kubernetes.io, "Manual Rotation of CA Certificates"). client-go reads the file once.
    @Test func theControllerGoesOn() async throws {
        let server = try await OwnServer()
        let definitions = try await server.kubectl(ControllerPlace.installDefinitions)
        #expect(definitions.code == 0, "\(definitions.story)")
        let git = try await GitFixture()
        try git.scratch.write(
            """
            apiVersion: reconcile.dev/v1alpha1
            kind: Config
            environments: [{name: renewed, path: apps, mode: revert}]
            """, to: "reconcile.yaml")
        try git.scratch.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata: {value: one}\n",
            to: "apps/settings.yaml")
        try await git.commit("Begin")
        let address = try await server.kubectl("config", "view", "-o", "jsonpath={.clusters[0].cluster.server}").output
        let pki = "\(server.directory)/pki"
        let kubeconfig = try server.scratch.write(
            """
            apiVersion: v1
            kind: Config
            current-context: it
            clusters: [{name: it, cluster: {server: "\(address)", certificate-authority: "\(pki)/ca.crt"}}]
            users: [{name: it, user: {client-certificate: "\(pki)/admin.crt", client-key: "\(pki)/admin.key"}}]
            contexts: [{name: it, context: {cluster: it, user: it}}]

            """, to: "kubeconfig")
        let controller = try await RunningController(git, namespace: "default", kubeconfig: kubeconfig)
        func isReverted() async throws -> Bool? {
            let run = try await server.kubectl("get", "configmap", "settings", "-o", "jsonpath={.data.value}")
            return run.code == 0 && run.output == "one" ? true : nil
        }
        _ = try await eventually("the ConfigMap is there", isReverted)

        let before = try server.scratch.write(
            Scratch.text("\(server.directory)/kubeconfig"), to: "kubeconfig-before")
        try await server.script("renew-certificate", server.directory)
        let refused = try await server.kubectl("get", "configmaps", kubeconfig: before)
        #expect(refused.errors.contains("x509"), "who has not been told of the authority: \(refused.story)")
        for value in ["two", "three"] {
            let edit = try await server.kubectl(
                "patch", "configmap", "settings", "--type=merge", "-p", #"{"data":{"value":"\#(value)"}}"#)
            #expect(edit.code == 0, "\(edit.story)")
            _ = try await eventually("the edit to \(value) is reverted", within: 60, isReverted)
        }
        #expect(try await controller.terminate() == 0, "\(controller.story)")
        try await server.script("stop", server.directory)
    }
}
