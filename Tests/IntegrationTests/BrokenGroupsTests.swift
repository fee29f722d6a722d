import Testing

/// What is broken in one group of the API (its schema, its discovery, its server) takes nothing from the others.
struct BrokenGroupsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// What is answered otherwise than by a whole server.
        var special: @Sendable (HostileServer.Request) -> HostileServer.Answer?
        /// Of the Widget.
        var verdict = "drifted"
        var findings: [String] = []
        /// Texts of the only gap; none where empty.
        var gap: [String] = []
    }

    private static let widgets = "/openapi/v3/apis/example.com/v1"

    /// Answers the document of the Widgets with `answer`.
    private static func document(
        _ name: String, _ answer: HostileServer.Answer, verdict: String = "drifted",
        findings: [String] = ["warning no-schema"], gap: [String]
    ) -> Case {
        Case(
            testDescription: name, special: { $0.path == widgets ? answer : nil }, verdict: verdict,
            findings: findings, gap: gap)
    }

    private static func reference(to name: String) -> String {
        ##"{"$ref":"#/components/schemas/\##(name)"}"##
    }

    private static func index(_ name: String, url: String?, findings: [String], gap: [String]) -> Case {
        Case(
            testDescription: name,
            special: { $0.path == "/openapi/v3" ? .json(SmallServer.index(widget: url)) : nil }, findings: findings,
            gap: gap)
    }

    static let documents = [
        Case(testDescription: "nothing is broken", special: { _ in nil }, verdict: "inSync"),
        document("half a document", .json(#"{"components":{"#), gap: ["'example.com/v1'", "not JSON"]),
        document("nothing, as of a group that is just gone", .json(""), gap: ["'example.com/v1'", "0 bytes"]),
        document("a server that is down", .status(503, "ServiceUnavailable", "no endpoints"), gap: ["no endpoints"]),
        document("a server that lets nobody in", .status(401, "Unauthorized", "Unauthorized"), gap: ["Unauthorized"]),
        document("a page for people", .whole(200, "text/html", "<html>Sign in"), gap: ["text/html", "Sign in"]),
        document("a connection that breaks", .cut(""), gap: ["Empty reply"]),
        document(
            "a document without measure", .json(String(repeating: " ", count: 65 << 20)), gap: ["64 MiB"]),
        document(
            "not there, though it is listed", .whole(404, "text/plain", "404 page not found\n"),
            findings: ["warning no-schema", "warning no-schema"], gap: []),
        document(
            "not for us", .status(403, "Forbidden", "no"), findings: ["warning no-schema", "warning no-schema"], gap: []
        ),
        document(
            "the way to another server", .headed(301, ["Location: http://127.0.0.1:1/x?hash=1"], ""), gap: ["301"]),
        document("the way to another document", .headed(301, ["Location: /api/v1/x?hash=1"], ""), gap: ["301"]),
        document("the way to nowhere", .headed(301, [], ""), gap: ["301"]),
        document("a document without the kind", .json(#"{"components":{"schemas":{}}}"#), gap: []),
        document("a document of another form", .json("[1,2]"), gap: []),
        Case(
            testDescription: "a hash that changes while it is read",
            special: {
                guard $0.path == widgets, $0.query != "hash=NEW" else { return nil }
                return .headed(301, ["Location: \(widgets)?hash=NEW"], "")
            }, verdict: "inSync"),
        Case(
            testDescription: "a hash that changes each time",
            special: {
                guard $0.path == widgets else { return nil }
                return .headed(301, ["Location: \(widgets)?hash=\($0.query.utf8.count)\($0.query.suffix(9))"], "")
            }, findings: ["warning no-schema"], gap: ["another hash each time"]),
        index(
            "a URL of another server", url: "http://127.0.0.1:1/x?hash=1", findings: ["warning no-schema"],
            gap: ["no path"]),
        index(
            "a URL that would break the request", url: #"/openapi/v3/x HTTP/1.1\r\nX: y"#,
            findings: ["warning no-schema"], gap: ["no path"]),
        index("a URL that is empty", url: "", findings: ["warning no-schema"], gap: ["no path"]),
        index("no entry", url: nil, findings: ["warning no-schema"], gap: []),
        Case(
            testDescription: "a document that claims the kinds of others",
            special: {
                guard $0.path == widgets else { return nil }
                return .json(SmallServer.document(more: "," + SmallServer.service(lists: "atomic")))
            }, verdict: "inSync"),
        Case(
            testDescription: "definitions that hold each other",
            special: {
                guard $0.path == widgets else { return nil }
                let (a, b) = (reference(to: "a"), reference(to: "b"))
                return .json(
                    SmallServer.document(
                        fields: #","to":\#(a)"#,
                        more: #","a":{"properties":{"to":\#(b)}},"b":{"properties":{"to":\#(a)}}"#))
            }, verdict: "inSync"),
    ]

    @Test(arguments: documents) func aSchemaThatIsBrokenIsTheMatterOfItsGroup(_ c: Case) async throws {
        try await hold(c)
    }

    // MARK: Discovery

    private static func plain(
        _ name: String, _ answer: HostileServer.Answer, reason: [String]
    ) -> Case {
        Case(
            testDescription: name,
            special: { $0.path == "/apis/example.com/v1" ? answer : SmallServer.plain[$0.path] }, verdict: "unknown",
            gap: reason)
    }

    static let discovery = [
        Case(testDescription: "the older form", special: { SmallServer.plain[$0.path] }, verdict: "inSync"),
        Case(
            testDescription: "the older form for the core group alone",
            special: { $0.path == "/apis" ? nil : SmallServer.plain[$0.path] }, verdict: "inSync"),
        Case(
            testDescription: "the older form for all but the core group",
            special: { $0.path == "/api" ? nil : SmallServer.plain[$0.path] }, verdict: "inSync"),
        Case(
            testDescription: "an aggregated server that does not answer",
            special: {
                $0.path == "/apis"
                    ? .whole(200, SmallServer.aggregatedType, SmallServer.kinds(freshness: "Stale")) : nil
            },
            verdict: "unknown", gap: ["Stale", "kubectl get apiservice"]),
        plain("a server that is down", .status(503, "ServiceUnavailable", "no endpoints"), reason: ["no endpoints"]),
        plain("a server that lets nobody in", .status(401, "Unauthorized", "Unauthorized"), reason: ["Unauthorized"]),
        plain("a page for people", .whole(200, "text/html", "<html>Sign in"), reason: ["text/html"]),
        plain("the way elsewhere", .headed(302, ["Location: /login"], ""), reason: ["302"]),
        plain("a connection that breaks", .cut(""), reason: ["Empty reply"]),
        plain("half a JSON", .json(#"{"kind":"APIResou"#), reason: ["not a list of kinds"]),
        plain("a list without measure", .json(String(repeating: " ", count: 65 << 20)), reason: ["64 MiB"]),
        plain("a plain 404", .whole(404, "text/plain", "404 page not found\n"), reason: ["404"]),
    ]

    @Test(arguments: discovery) func aGroupThatCannotBeDiscoveredIsUnknownAlone(_ c: Case) async throws {
        try await hold(c)
    }

    private func hold(_ c: Case) async throws {
        let server = try SmallServer.start(c.special)
        defer { server.stop() }
        let report = try await SmallServer.program(server).diff(["--path", "apps"])
        #expect(report.object("ConfigMap/map")?.verdict == "inSync", "\(report.story)")
        #expect(report.object("Service/web")?.verdict == "inSync", "\(report.story)")
        #expect(report.object("Widget/w")?.verdict == c.verdict, "\(report.story)")
        #expect(report.findings == c.findings, "\(report.story)")
        #expect(report.gaps.count == (c.gap.isEmpty ? 0 : 1), "\(report.story)")
        for word in c.gap { #expect(report.gaps.first?.contains(word) == true, "\(report.story)") }
        #expect(report.code == (!c.gap.isEmpty ? 3 : c.verdict == "inSync" ? 0 : 1), "\(report.story)")
    }

    // MARK: Hashes

    @Test func aDocumentWithoutAHashIsReadEachTime() async throws {
        let isNew = Flag()
        let server = try SmallServer.start { request in
            switch request.path {
            case "/openapi/v3": .json(SmallServer.index(widget: Self.widgets))
            case Self.widgets: isNew.isSet ? nil : .json(SmallServer.document(cpu: #"{"type":"string"}"#))
            default: nil
            }
        }
        defer { server.stop() }
        let program = try SmallServer.program(server)
        let old = try await program.diff(["--path", "apps"])
        #expect(old.lines == ["drifted Widget/w", " changed .spec.cpu"], "\(old.story)")
        isNew.set()
        let new = try await program.diff(["--path", "apps"])
        #expect(new.code == 0, "the schema has changed, and no hash says so: \(new.story)")
    }

    /// What is kept of a schema is text, which a name must not change the meaning of.
    @Test(arguments: ["a:@0,cpu", "a b", "line\\nT - *", "(x)", "{", "\\u0000", "=", ""])
    func fieldsWithOddNamesMeanTheSameInTheNextRun(_ name: String) async throws {
        let fields = #","\#(name)":{"type":"string"}"#
        let server = try SmallServer.start { request in
            request.path == Self.widgets ? .json(SmallServer.document(fields: fields)) : nil
        }
        defer { server.stop() }
        let program = try SmallServer.program(server)
        for _ in 0..<2 {
            let report = try await program.diff(["--path", "apps"])
            #expect(report.code == 0, "\(report.story)")
        }
    }

    @Test func whatFailedIsNotKept() async throws {
        let isUp = Flag()
        let server = try SmallServer.start { request in
            request.path == Self.widgets && !isUp.isSet ? .json(#"{"components":"#) : nil
        }
        defer { server.stop() }
        let program = try SmallServer.program(server)
        #expect(try await program.diff(["--path", "apps"]).code == 3)
        isUp.set()
        let report = try await program.diff(["--path", "apps"])
        #expect(report.code == 0, "\(report.story)")
    }

    // MARK: Definitions

    @Test func aDefinitionThatCannotBeReadLeavesTheTypesOfOpenAPI() async throws {
        let definitions =
            #"{"resource":"customresourcedefinitions","responseKind":{"group":"apiextensions.k8s.io","#
            + #""version":"v1","kind":"CustomResourceDefinition"},"scope":"Cluster","verbs":["get"]}"#
        let group =
            #"{"metadata":{"name":"apiextensions.k8s.io"},"versions":[{"version":"v1","resources":["#
            + definitions + "]}]}"
        let kinds = SmallServer.kinds().replacing(#""items":["#, with: #""items":[\#(group),"#)
        let server = try SmallServer.start { request in
            switch request.path {
            case "/apis": .whole(200, SmallServer.aggregatedType, kinds)
            case "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com":
                .status(500, "InternalError", "etcd is gone")
            default: nil
            }
        }
        defer { server.stop() }
        let report = try await SmallServer.program(server).diff(["--path", "apps"])
        #expect(report.code == 3 && report.lines.isEmpty, "\(report.story)")
        #expect(report.gaps.count == 1 && report.gaps.first?.contains("etcd is gone") == true, "\(report.story)")
        #expect(report.gaps.first?.contains("the types of OpenAPI are taken") == true, "\(report.story)")
    }
}
