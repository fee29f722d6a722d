// `kubectl get environments` is the first thing that anyone types; what the controller cannot mean is refused.
import ObjectModel
import Testing

@Suite(.enabled(if: Testbed.isThere, Testbed.howTo)) struct OurKindsAnswerTheFirstQuestionTests {
    private func namespace() async throws -> String {
        try await OurKinds.install()
        return try await Testbed.makeNamespace("kinds")
    }

    private func create(_ object: JSONValue) async throws -> ProgramRun {
        try await Testbed.tryKubectl(["create", "--validate=false", "-f", "-"], input: object.jsonText)
    }

    private func words(_ namespace: String, _ arguments: String...) async throws -> [[String]] {
        let run = try await Testbed.kubectl(["-n", namespace, "get"] + arguments)
        let lines = run.output.split(separator: "\n").map { line in
            line.split(separator: "  ").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        }
        try #require(lines.count > 1, "\(run.story)")
        return lines
    }

    @Test func environmentsTellWhatIsDrifted() async throws {
        let namespace = try await namespace()
        let made = try await create(OurKinds.environment("staging", in: namespace))
        #expect(made.code == 0, "\(made.story)")
        let status = try await OurKinds.setStatus("staging", in: namespace, OurKinds.status)
        #expect(status.code == 0, "\(status.story)")
        for (word, name) in [
            ("environments", "staging"), ("env", "staging"), ("reconcile", "environment.reconcile.dev/staging"),
        ] {
            let lines = try await words(namespace, word)
            #expect(lines[0] == ["NAME", "REVISION", "READY", "DRIFTED", "FOREIGN", "MODE", "LASTCHECK", "AGE"])
            #expect(lines[1].dropLast(2) == [name, OurKinds.revision, "False", "4", "1", "revert"])
        }
        let wide = try await words(namespace, "env", "-o", "wide")
        #expect(wide[0].suffix(4) == ["SUSPENDED", "REF", "CLUSTER", "MESSAGE"])
        #expect(wide[1].last == "4objectsaredrifted")
    }

    @Test func driftReportsTellOfWhichPart() async throws {
        let namespace = try await namespace()
        let made = try await create(OurKinds.report("staging", in: namespace))
        #expect(made.code == 0, "\(made.story)")
        let lines = try await words(namespace, "drift")
        #expect(lines[0] == ["NAME", "ENVIRONMENT", "PART", "DRIFTED", "AGE"])
        #expect(lines[1].dropLast() == ["staging", "staging", "1", "1"])
        let described = try await Testbed.kubectl(["-n", namespace, "describe", "driftreport", "staging"])
        for word in [".spec.replicas", "kubectl-scale", "environments/staging/web.yaml"] {
            #expect(described.output.contains(word), "\(described.story)")
        }
    }

    @Test func statusIsWrittenByItsOwnEndpointAlone() async throws {
        let namespace = try await namespace()
        let object = OurKinds.environment("staging", in: namespace).setting("status", to: OurKinds.status)
        let made = try await create(object)
        #expect(made.code == 0, "\(made.story)")
        let found = try await Testbed.kubectl(["-n", namespace, "get", "env", "staging", "-o", "json"])
        #expect(try Testbed.objects(found)[0]["status"] == nil)
    }

    @Test func whatNobodyNamedIsDropped() async throws {
        let namespace = try await namespace()
        let object = OurKinds.report("staging", in: namespace).setting("report/planted", to: "x")
        let made = try await create(object)
        #expect(made.code == 0, "\(made.story)")
        let found = try await Testbed.kubectl(["-n", namespace, "get", "drift", "staging", "-o", "json"])
        let stored = try #require(Testbed.objects(found).first)
        #expect(stored["report"]?["planted"] == nil)
        #expect(stored["report"] == OurKinds.report("staging", in: namespace)["report"], "and nothing that was")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// From the status, or from the report.
        var path: String
        var value: JSONValue?
    }

    private static func text(_ length: Int) -> JSONValue { .string(String(repeating: "x", count: length)) }

    @Test(arguments: [
        Refusal(testDescription: "a mode that there is not", path: "mode", value: "sometimes"),
        Refusal(testDescription: "a revision that is no commit", path: "revision", value: "HEAD"),
        Refusal(testDescription: "fewer than no objects", path: "drifted", value: -1),
        Refusal(testDescription: "a count that is a text", path: "objects/missing", value: "1"),
        Refusal(testDescription: "a time that is none", path: "lastChecked", value: "yesterday"),
        Refusal(testDescription: "a message without an end", path: "conditions/0/message", value: text(32_769)),
        Refusal(testDescription: "a condition without a reason", path: "conditions/0/reason", value: nil),
        Refusal(testDescription: "a condition that half holds", path: "conditions/0/status", value: "Maybe"),
        Refusal(
            testDescription: "conditions without an end", path: "conditions",
            value: .array((0...16).map { OurKinds.condition("C\($0)", "True") })),
        Refusal(testDescription: "a kind that is none", path: "appliedKinds/0", value: "ConfigMap"),
        Refusal(testDescription: "a plan without a hash", path: "plan/hash", value: nil),
        Refusal(testDescription: "a ref without an end", path: "ref", value: text(1_025)),
        Refusal(
            testDescription: "reports without an end", path: "reports",
            value: .array((0...1_000).map { .string("r\($0)") })),
    ]) func aStatusIsRefused(_ c: Refusal) async throws {
        let namespace = try await namespace()
        _ = try await create(OurKinds.environment("staging", in: namespace))
        let run = try await OurKinds.setStatus(
            "staging", in: namespace, OurKinds.status.setting(c.path, to: c.value))
        #expect(run.code != 0 && run.errors.contains("nvalid"), "\(run.story)")
    }

    @Test func anApprovalIsOneWord() async throws {
        let namespace = try await namespace()
        let object = OurKinds.environment("staging", in: namespace).setting("spec/approvedPlan", to: "yes, all of it")
        let run = try await create(object)
        #expect(run.code != 0 && run.errors.contains("spec.approvedPlan"), "\(run.story)")
    }

    @Test(arguments: [
        Refusal(testDescription: "an object without a verdict", path: "objects/0/verdict", value: nil),
        Refusal(testDescription: "an object in sync", path: "objects/0/verdict", value: "inSync"),
        Refusal(testDescription: "a part before the first", path: "part", value: 0),
        Refusal(testDescription: "no objects at all", path: "objects", value: nil),
        Refusal(testDescription: "a cause that there is not", path: "objects/0/changes/0/cause", value: "magic"),
        Refusal(testDescription: "a value without an end", path: "objects/0/changes/0/live", value: text(16_385)),
        Refusal(testDescription: "a value that is no text", path: "objects/0/changes/0/live", value: ["a": "b"]),
        Refusal(testDescription: "a line before the first", path: "objects/0/line", value: 0),
        Refusal(testDescription: "a name without an end", path: "objects/0/name", value: text(254)),
        Refusal(
            testDescription: "changes without an end", path: "objects/0/changes",
            value: .array(Array(repeating: ["path": "p", "cause": "changed"], count: 1_001))),
    ]) func aReportIsRefused(_ c: Refusal) async throws {
        let namespace = try await namespace()
        let object = OurKinds.report("staging", in: namespace).setting("report/\(c.path)", to: c.value)
        let run = try await create(object)
        #expect(run.code != 0 && run.errors.contains("nvalid"), "\(run.story)")
    }
}
