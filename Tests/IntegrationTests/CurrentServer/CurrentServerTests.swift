import JSONText
import ObjectModel
import Testing
import YAMLBridge

/// A server of Kubernetes 1.36 is understood as a whole: discovery, schema, lists and verdicts, from start to exit code.
@Suite(.enabled(if: Fixtures.openAPIIsThere, Fixtures.openAPIHowTo))
struct CurrentServerTests {
    private static let definition = Task { try yaml(Fixtures.clusterPolicyDefinition()) }

    private static func yaml(_ text: String) throws -> JSONValue {
        let reading = YAMLReader.read(Array(text.utf8), file: "live.yaml")
        guard let value = reading.documents.first(where: { !$0.value.isNull })?.value, reading.errors.isEmpty else {
            throw ProgramRun.Failure(description: "not YAML: \(reading.errors)\n\(text)")
        }
        return value
    }

    private static func server(_ live: (ServedObject) -> String) async throws -> CurrentServer {
        let objects = try ServedObject.all.map { try yaml(live($0)) }
        return try await CurrentServer(objects: objects, definition: definition.value)
    }

    /// Every object in a file of its own, and the definition as its authors publish it.
    private static func program(_ server: CurrentServer) throws -> Reconcile {
        let scratch = try Scratch()
        for (number, object) in ServedObject.all.enumerated() {
            try scratch.write(object.git + "\n", to: "apps/\(number).yaml")
        }
        try scratch.write(Fixtures.clusterPolicyDefinition(), to: "apps/definition.yaml")
        var program = Reconcile(
            in: scratch.path, cache: scratch.file("cache"), kubeconfig: try server.server.kubeconfig(in: scratch))
        program.scratch = scratch
        return program
    }

    // MARK: Verdicts

    /// One run for all cases: before the changes, and after them.
    private static let before = Task { try await report { $0.live } }
    private static let after = Task { try await report { $0.edited } }

    private static func report(_ live: (ServedObject) -> String) async throws -> DriftReport {
        let server = try await server(live)
        defer { server.server.stop() }
        return try await program(server).diff(["--path", "apps"])
    }

    @Test func whatTheServerAddsAndRewritesIsNoDrift() async throws {
        let report = try await Self.before.value
        #expect(report.lines.isEmpty && report.gaps.isEmpty && report.findings.isEmpty, "\(report.story)")
        #expect(report.code == 0 && report.objects.count == ServedObject.all.count + 1)
    }

    @Test(arguments: ServedObject.all) func aChangeByHandIsTold(_ object: ServedObject) async throws {
        let report = try await Self.after.value
        #expect(report.code == 1 && report.findings.isEmpty)
        #expect(object.edited != object.live, "the change changes nothing")
        #expect(report.object(object.name)?.lines == object.lines, "\(report.story)")
    }

    /// A person who creates an object owns its defaults by the server's record; they are no intent of his.
    @Test func theDefaultsOfWhoCreatesAnObjectAreNotForeign() async throws {
        let documents = try await Fixtures.openAPI()
        let objects = try ServedObject.all.map { object in
            let live = try Self.yaml(object.live)
            let version = live["apiVersion"]?.string ?? ""
            let path = "/openapi/v3/\(version.contains("/") ? "apis" : "api")/\(version)"
            let document = try documents[path].map { try JSONText.read($0, subject: path) } ?? [:]
            return CreatedFields(document: document).adding(to: live, manager: "kubectl-create", without: Self.setLater)
        }
        let server = try await CurrentServer(objects: objects, definition: Self.definition.value)
        defer { server.server.stop() }
        let report = try await Self.program(server).diff(["--path", "apps"])
        #expect(report.lines.isEmpty && report.code == 0, "\(report.story)")
    }

    /// By admission, allocation and controllers, after the server has recorded who created the object.
    private static let setLater: Set<String> = [
        "caBundle", "claimRef", "clusterIP", "clusterIPs", "holderIdentity", "ingressClassName", "ipFamilies",
        "ipFamilyPolicy", "nodeName", "podCIDR", "podCIDRs", "preemptionPolicy", "priority", "providerID", "renewTime",
        "selector", "serviceAccount", "serviceAccountName", "storageClassName", "tolerations", "volumeMounts",
        "volumeName", "volumes",
    ]

    @Test func theDashedFormOfTheProgramSaysTheSame() async throws {
        let server = try await Self.server { $0.edited }
        defer { server.server.stop() }
        let run = try await Self.program(server).run("--diff", "--path", "apps")
        #expect(run.code == 1 && run.errors.isEmpty, "\(run.story)")
        for object in ServedObject.all {
            for line in object.lines.dropFirst() {
                let path = line.split(separator: " ", maxSplits: 1).last ?? ""
                #expect(run.output.contains("  \(path)"), "lacks \(path)")
            }
        }
    }

    // MARK: Documents

    @Test func documentsAreReadOnceForEachHash() async throws {
        let server = try await Self.server { $0.live }
        defer { server.server.stop() }
        let program = try Self.program(server)
        #expect(try await program.diff(["--path", "apps"]).code == 0)
        #expect(server.readDocuments.count == 13 + 1, "of each group-version that Git has objects of, one")
        #expect(Set(server.readDocuments).count == server.readDocuments.count)

        server.server.forgetRequests()
        #expect(try await program.diff(["--path", "apps"]).code == 0)
        #expect(server.readDocuments == [], "nothing has changed")
        #expect(server.server.requests.filter { $0.path == "/openapi/v3" }.count == 1)
        let conditional = server.server.requests.filter { $0.path == "/api" || $0.path == "/apis" }
        #expect(!conditional.isEmpty && conditional.allSatisfy { $0.headers["if-none-match"] != nil })

        server.server.forgetRequests()
        server.change("/openapi/v3/apis/apps/v1", hash: "BEEF") { $0 + " " }
        #expect(try await program.diff(["--path", "apps"]).code == 0)
        #expect(server.readDocuments == ["/openapi/v3/apis/apps/v1"], "one has changed")
    }

    /// F03: what is kept of an older schema does not make a new field unknown.
    @Test func aFieldThatTheKindGainsIsKnownAtOnce() async throws {
        let server = try await Self.server { $0.live }
        defer { server.server.stop() }
        let program = try Self.program(server)
        let scratch = try #require(program.scratch)
        try scratch.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: team}\n", to: "few/a.yaml")
        let text = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: worker, namespace: team}\nbrandNew: true\n"
        try scratch.write(text, to: "few/b.yaml")
        let old = try await program.diff(["--path", "few"])
        #expect(old.lines == ["drifted ServiceAccount/worker", " unknownField .brandNew"], "\(old.story)")
        server.change("/openapi/v3/api/v1", hash: "FACADE") { document in
            let field = #""automountServiceAccountToken":{"#
            return document.replacing(field, with: #""brandNew":{"type":"boolean"},"# + field)
        }
        let new = try await program.diff(["--path", "few"])
        #expect(new.lines == ["drifted ServiceAccount/worker", " changed .brandNew"], "\(new.story)")
    }

    @Test func theOlderFormsAreNotAskedFor() async throws {
        let server = try await Self.server { $0.live }
        defer { server.server.stop() }
        _ = try await Self.program(server).diff(["--path", "apps"])
        let paths = Set(server.server.requests.map(\.path))
        #expect(!paths.contains("/openapi/v2") && !paths.contains("/apis/apps/v1"))
        #expect(paths.contains("/api/v1/namespaces/team/services") && paths.contains("/api/v1/nodes/gpu-1"))
    }
}
