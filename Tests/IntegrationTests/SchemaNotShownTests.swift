import Testing

/// A server without a schema is compared all the same, and the report says so; a login page in its place ends the run.
struct SchemaNotShownTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var v3: HostileServer.Answer
        var v2: HostileServer.Answer
        var findings: [String] = []
        /// Texts of the only gap; none where empty.
        var gap: [String] = []
    }

    private static let plain404 = HostileServer.Answer.whole(404, "text/plain; charset=utf-8", "404 page not found\n")
    private static let nginx404 = HostileServer.Answer.whole(
        404, "text/html", "<html>\n<head><title>404 Not Found</title></head>\n</html>")
    private static let status404 = HostileServer.Answer.status(404, "NotFound", "no such path")
    private static let down = HostileServer.Answer.status(503, "ServiceUnavailable", "not ready")
    private static let login = HostileServer.Answer.whole(200, "text/html", "<html>Sign in</html>")
    private static let redirect = HostileServer.Answer.whole(302, "text/html", "<a href='/login'>Found</a>")
    private static let v2 = HostileServer.Answer.json(
        """
        {"swagger":"2.0","definitions":{"io.k8s.api.core.v1.Service":{"type":"object",\
        "x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"Service"}],"properties":{\
        "apiVersion":{"type":"string"},"kind":{"type":"string"},"metadata":{"type":"object"},"spec":{"type":"object",\
        "properties":{"ports":{"type":"array","x-kubernetes-list-type":"map",\
        "x-kubernetes-list-map-keys":["port","protocol"],"items":{"type":"object","properties":{\
        "port":{"type":"integer"},"protocol":{"type":"string","default":"TCP"},"targetPort":{}}}}}}}}}}
        """)

    static let cases = [
        Case(
            testDescription: "an API server that has none", v3: plain404, v2: plain404,
            findings: ["warning no-schema"]),
        Case(testDescription: "404 as a Status", v3: status404, v2: status404, findings: ["warning no-schema"]),
        Case(
            testDescription: "a proxy that lets only /api and /apis pass", v3: nginx404, v2: nginx404,
            findings: ["warning no-schema"]),
        Case(
            testDescription: "no right to see it", v3: .status(403, "Forbidden", "user x cannot get path"),
            v2: .status(403, "Forbidden", "user x cannot get path"), findings: ["warning no-schema"]),
        Case(
            testDescription: "another form only", v3: .status(406, "NotAcceptable", "only protobuf"), v2: plain404,
            findings: ["warning no-schema"]),
        Case(testDescription: "v2 only, a plain 404 for v3", v3: plain404, v2: v2),
        Case(testDescription: "v2 only, a proxy's 404 for v3", v3: nginx404, v2: v2),
        Case(testDescription: "v3 is down, v2 is not", v3: down, v2: v2),
        Case(testDescription: "v3 has no paths, v2 is whole", v3: .json("{}"), v2: v2),
        Case(
            testDescription: "v3 is down and there is no v2", v3: down, v2: plain404,
            gap: ["'/openapi/v3'", "not ready", "the built-in types are taken"]),
        Case(
            testDescription: "v2 is down and there is no v3", v3: plain404, v2: down,
            gap: ["'/openapi/v2'", "not ready"]),
        Case(
            testDescription: "v2 is half a document", v3: plain404, v2: .json(#"{"definitions":{"a":"#),
            gap: ["'/openapi/v2'", "not JSON"]),
        Case(
            testDescription: "v3 has not been modified, which nobody asked", v3: .headed(304, [], ""), v2: plain404,
            gap: ["'/openapi/v3'", "304"]),
        Case(
            testDescription: "v3 breaks the connection", v3: .cut(""), v2: plain404,
            gap: ["'/openapi/v3'", "Empty reply"]),
    ]

    @Test(arguments: cases) func theBuiltInTypesAreTakenAndTheReportSaysSo(_ c: Case) async throws {
        let server = try Self.server(v3: c.v3, v2: c.v2)
        defer { server.stop() }
        let report = try await Self.program(server).diff(["--path", "apps"])
        #expect(report.object("Service/web")?.verdict == "inSync", "defaults are known: \(report.story)")
        #expect(report.object("ConfigMap/map")?.lines == ["drifted ConfigMap/map", " changed .data.a"])
        #expect(report.findings == c.findings, "\(report.story)")
        #expect(report.code == (c.gap.isEmpty ? 1 : 3), "\(report.story)")
        #expect(report.gaps.count == (c.gap.isEmpty ? 0 : 1), "\(report.story)")
        for word in c.gap { #expect(report.gaps.first?.contains(word) == true, "\(report.story)") }
    }

    struct Login: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var v3: HostileServer.Answer
        var v2: HostileServer.Answer
        var words: [String]
    }

    static let logins = [
        Login(
            testDescription: "a login page for v3", v3: login, v2: v2,
            words: ["'/openapi/v3'", "text/html", "Sign in", "no proxy changes its answers"]),
        Login(testDescription: "the way to a login for v3", v3: redirect, v2: v2, words: ["'/openapi/v3'", "302"]),
        Login(
            testDescription: "a login page for v2", v3: plain404, v2: login, words: ["'/openapi/v2'", "text/html"]),
        Login(
            testDescription: "the way to a login for v2", v3: plain404, v2: redirect, words: ["'/openapi/v2'", "302"]),
        Login(
            testDescription: "a login page that calls itself JSON", v3: .json("<!DOCTYPE html>"), v2: v2,
            words: ["'/openapi/v3'", "<!DOCTYPE html>"]),
        Login(
            testDescription: "credentials that ended meanwhile", v3: .status(401, "Unauthorized", "Unauthorized"),
            v2: v2, words: ["'/openapi/v3'", "renew the credentials"]),
    ]

    @Test(arguments: logins) func aPageForPeopleEndsTheRun(_ c: Login) async throws {
        let server = try Self.server(v3: c.v3, v2: c.v2)
        defer { server.stop() }
        expectError(try await Self.program(server).run("diff", "--path", "apps"), saying: c.words)
    }

    // MARK: The scene

    private static func program(_ server: HostileServer) throws -> Reconcile {
        let scratch = try Scratch()
        try scratch.write(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: map, namespace: team}
            data: {a: b}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: team}
            spec: {ports: [{port: 80}]}

            """, to: "apps/all.yaml")
        var program = Reconcile(
            in: scratch.path, cache: scratch.file("cache"), kubeconfig: try server.kubeconfig(in: scratch))
        program.scratch = scratch
        return program
    }

    private static func server(v3: HostileServer.Answer, v2: HostileServer.Answer) throws -> HostileServer {
        try HostileServer { path in
            switch path {
            case "/api": .json(#"{"kind":"APIVersions","versions":["v1"]}"#)
            case "/apis": .json(#"{"kind":"APIGroupList","apiVersion":"v1","groups":[]}"#)
            case "/api/v1":
                .json(
                    #"{"kind":"APIResourceList","groupVersion":"v1","resources":["#
                        + #"{"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get","list"]},"#
                        + #"{"name":"services","kind":"Service","namespaced":true,"verbs":["get","list"]}]}"#)
            case "/api/v1/namespaces/team/services/web":
                .json(
                    #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"team"},"#
                        + #""spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":80}]}}"#)
            case "/api/v1/namespaces/team/configmaps/map":
                .json(
                    #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"map","namespace":"team"},"#
                        + #""data":{"a":"c"}}"#)
            case "/openapi/v3": v3
            case "/openapi/v2": v2
            default: status404
            }
        }
    }
}
