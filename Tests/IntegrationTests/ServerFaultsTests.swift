import Testing

/// A server that fails, lies or stalls is told in one message with the right code; what it did not say is never
/// passed off as missing or in sync.
struct ServerFaultsTests {
    /// Three ConfigMaps, so that they are listed, and one Service, which is got.
    private static let manifests =
        (1...3).map { number in
            """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: map-\(number), namespace: team}
            data: {a: b}

            """
        }.joined() + """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: team}
            spec: {ports: [{port: 80}]}

            """

    private func program(_ scratch: Scratch, kubeconfig: String) throws -> Reconcile {
        try scratch.write(Self.manifests, to: "apps/all.yaml")
        return Reconcile(in: scratch.path, cache: scratch.file("cache"), kubeconfig: kubeconfig)
    }

    // MARK: Faults that concern everything

    struct Fault: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var answer: HostileServer.Answer
        var words: [String]
        var options: [String] = []
    }

    static let faults = [
        Fault(
            testDescription: "a page for people", answer: .whole(200, "text/html", "<html>Sign in</html>"),
            words: ["text/html", "no proxy changes its answers"]),
        Fault(testDescription: "half a JSON", answer: .json(#"{"kind":"APIVersions","vers"#), words: ["/api"]),
        Fault(
            testDescription: "JSON of another kind", answer: .json(#"{"hello":["world"]}"#),
            words: ["not a list of kinds"]),
        Fault(testDescription: "nothing, with success", answer: .json(""), words: ["0 bytes"]),
        Fault(testDescription: "nothing at all", answer: .cut(""), words: ["Empty reply"]),
        Fault(
            testDescription: "less than announced",
            answer: .cut("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"),
            words: ["remaining"]),
        Fault(testDescription: "no HTTP", answer: .cut("220 mail.example.org ESMTP\r\n"), words: ["127.0.0.1"]),
        Fault(
            testDescription: "no rights to anything", answer: .status(401, "Unauthorized", "Unauthorized"),
            words: ["Unauthorized", "renew the credentials"]),
        Fault(
            testDescription: "an error of the server that stays", answer: .status(500, "InternalError", "etcd is gone"),
            words: ["etcd is gone"]),
        Fault(
            testDescription: "a redirect", answer: .whole(302, "text/html", ""), words: ["302"]),
        Fault(
            testDescription: "silence, with a limit", answer: .silence, words: ["no whole answer after 2 s"],
            options: ["--timeout", "2"]),
        Fault(
            testDescription: "an answer without end, with a limit", answer: .drip,
            words: ["no whole answer after 2 s"], options: ["--timeout", "2"]),
        Fault(testDescription: "silence, without a limit", answer: .silence, words: ["30 seconds"]),
    ]

    @Test(arguments: faults) func aServerThatCannotBeUnderstoodIsOneMessage(_ fault: Fault) async throws {
        let server = try HostileServer { _ in fault.answer }
        defer { server.stop() }
        let scratch = try Scratch()
        let program = try program(scratch, kubeconfig: server.kubeconfig(in: scratch))
        expectError(try await program.run(["diff", "--path", "apps"] + fault.options), saying: fault.words)
    }

    @Test func aServerThatIsNotThereIsOneMessage() async throws {
        let server = try HostileServer { _ in .silence }
        let scratch = try Scratch()
        let program = try program(scratch, kubeconfig: server.kubeconfig(in: scratch))
        server.stop()
        expectError(
            try await program.run("diff", "--path", "apps"),
            saying: ["127.0.0.1", "\(server.port)", "check that the API server runs there"])
    }

    @Test func aNameThatNobodyKnowsIsOneMessage() async throws {
        let scratch = try Scratch()
        let text = """
            {"apiVersion": "v1", "kind": "Config", "current-context": "x",
             "clusters": [{"name": "c", "cluster": {"server": "https://nowhere.invalid:6443"}}],
             "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}], "users": [{"name": "u", "user": {}}]}
            """
        let program = try program(scratch, kubeconfig: scratch.write(text, to: "kubeconfig"))
        expectError(try await program.run("diff", "--path", "apps"), saying: ["nowhere.invalid"])
    }

    // MARK: Faults that concern one kind

    private static let service = HostileServer.Answer.json(
        #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"team"},"#
            + #""spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":80}]}}"#)

    /// A server with two kinds and no schema, whose ConfigMaps are answered with `answer`.
    private static func server(
        maps answer: HostileServer.Answer, service: HostileServer.Answer = service
    ) throws -> HostileServer {
        try HostileServer { path in
            switch path {
            case "/api": .json(#"{"kind":"APIVersions","versions":["v1"]}"#)
            case "/apis": .json(#"{"kind":"APIGroupList","apiVersion":"v1","groups":[]}"#)
            case "/api/v1":
                .json(
                    #"{"kind":"APIResourceList","groupVersion":"v1","resources":["#
                        + #"{"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get","list"]},"#
                        + #"{"name":"services","kind":"Service","namespaced":true,"verbs":["get","list"]}]}"#)
            case "/api/v1/namespaces/team/services/web": service
            case let path where path.hasPrefix("/api/v1/namespaces/team/configmaps"): answer
            default: .status(404, "NotFound", "the server could not find the requested resource")
            }
        }
    }

    private static let item =
        #"{"metadata":{"name":"map-1","namespace":"team"},"data":{"a":"b"}}"#
    private static let head = #"{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":["#

    static let partialFaults = [
        Fault(testDescription: "a list in half", answer: .json(head + item + ",{"), words: ["configmaps"]),
        Fault(
            testDescription: "a list that breaks off",
            answer: .cut(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n" + head + item),
            words: ["configmaps"]),
        Fault(
            testDescription: "a page instead of a list", answer: .whole(200, "text/html", "<p>"), words: ["configmaps"]),
        Fault(testDescription: "an empty answer", answer: .json(""), words: ["configmaps"]),
        Fault(testDescription: "no list", answer: .json(#"{"kind":"ConfigMapList"}"#), words: ["configmaps"]),
        Fault(
            testDescription: "no items", answer: .json(#"{"kind":"ConfigMapList","metadata":{}}"#),
            words: ["it has no items"]),
        Fault(
            testDescription: "items that are no list",
            answer: .json(#"{"kind":"ConfigMapList","metadata":{},"items":{}}"#),
            words: ["it has no items"]),
        Fault(
            testDescription: "an item without a name", answer: .json(head + item + #",{"data":{}}]}"#),
            words: ["an item without a name"]),
        Fault(
            testDescription: "the same page for ever",
            answer: .json(head.replacing(#""1"}"#, with: #""1","continue":"x"}"#) + item + "]}"),
            words: ["the list has no end"]),
        Fault(
            testDescription: "an error of the server", answer: .status(503, "ServiceUnavailable", "try later"),
            words: ["try later"]),
        Fault(
            testDescription: "a refusal", answer: .status(403, "Forbidden", "configmaps is forbidden"),
            words: ["configmaps"]),
    ]

    @Test(arguments: partialFaults) func whatAServerDidNotSayIsUnknown(_ fault: Fault) async throws {
        let server = try Self.server(maps: fault.answer)
        defer { server.stop() }
        let scratch = try Scratch()
        let program = try program(scratch, kubeconfig: server.kubeconfig(in: scratch))
        let report = try await program.diff(["--path", "apps"])
        #expect(report.code == 3 && !report.isComplete, "\(report.story)")
        #expect(report.object("Service/web")?.verdict == "inSync", "\(report.story)")
        for object in report.objects where object.name.hasPrefix("ConfigMap") {
            let isSeen = object.name == "ConfigMap/map-1" && object.verdict == "inSync"
            #expect(object.verdict == "unknown" || isSeen, "\(report.story)")
            for word in fault.words where !isSeen { #expect(object.reason.contains(word), "\(report.story)") }
        }
    }

    static let otherThings = [
        Fault(testDescription: "an empty object", answer: .json("{}"), words: ["another thing"]),
        Fault(testDescription: "no object", answer: .json("[1]"), words: ["another thing"]),
        Fault(
            testDescription: "another object",
            answer: .json(#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"other"}}"#),
            words: ["another thing"]),
        Fault(testDescription: "a page", answer: .whole(200, "text/html", "<p>"), words: ["text/html"]),
        Fault(
            testDescription: "a proxy's 404", answer: .whole(404, "text/html", "<p>nothing here"), words: ["text/html"]),
    ]

    @Test(arguments: otherThings) func anotherThingThanTheObjectIsUnknown(_ fault: Fault) async throws {
        let server = try Self.server(maps: .json(Self.head + "]}"), service: fault.answer)
        defer { server.stop() }
        let scratch = try Scratch()
        let program = try program(scratch, kubeconfig: server.kubeconfig(in: scratch))
        let report = try await program.diff(["--path", "apps"])
        let service = try #require(report.object("Service/web"))
        #expect(report.code == 3 && service.verdict == "unknown", "\(report.story)")
        for word in fault.words { #expect(service.reason.contains(word), "\(report.story)") }
    }

    @Test func nullIsAListWithoutItems() async throws {
        let server = try Self.server(maps: .json(#"{"kind":"ConfigMapList","metadata":{},"items":null}"#))
        defer { server.stop() }
        let scratch = try Scratch()
        let program = try program(scratch, kubeconfig: server.kubeconfig(in: scratch))
        let report = try await program.diff(["--path", "apps"])
        #expect(report.code == 1 && report.lines == (1...3).map { "missing ConfigMap/map-\($0)" }, "\(report.story)")
    }

    @Test func theFaultlessServerIsUnderstood() async throws {
        let server = try Self.server(
            maps: .json(
                Self.head + (1...3).map { Self.item.replacing("map-1", with: "map-\($0)") }.joined(separator: ",")
                    + "]}"))
        defer { server.stop() }
        let scratch = try Scratch()
        let program = try program(scratch, kubeconfig: server.kubeconfig(in: scratch))
        let report = try await program.diff(["--path", "apps"])
        #expect(report.code == 0 && report.lines.isEmpty && report.objects.count == 4, "\(report.story)")
    }
}

/// Credentials and certificates that the real server, or we, refuse.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct RefusedCredentialsTests {
    static let refusals: [(String, [String])] = [
        ("wrong-token", ["Unauthorized", "renew the credentials"]),
        ("expired", ["Unauthorized", "renew the credentials"]),
        ("foreign-ca", ["not signed by a trusted authority", "certificate-authority-data"]),
    ]

    @Test(arguments: refusals) func aRefusalIsOneMessage(_ user: String, _ words: [String]) async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configMap, to: "apps/a.yaml")
        let program = Reconcile(
            in: scratch.path, cache: scratch.file("cache"), kubeconfig: try Testbed.kubeconfig(user))
        expectError(try await program.run("diff", "--path", "apps"), saying: words)
    }

    @Test func aContextThatDoesNotExistNamesThoseThatDo() async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configMap, to: "apps/a.yaml")
        let program = Reconcile(in: scratch.path, kubeconfig: try Testbed.kubeconfig())
        expectError(
            try await program.run("diff", "--path", "apps", "--context", "prod"), saying: ["'prod'", "'testbed'"])
    }
}
