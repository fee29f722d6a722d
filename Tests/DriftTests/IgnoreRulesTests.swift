import Drift
import ObjectModel
import Testing

/// An ignore rule takes out what it says and nothing else, and what it took out can be told.
@Suite struct IgnoreRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var clause: IgnoreRule.Clause.Pattern
        /// Paths that the rule hides.
        var hidden: [String] = []
        /// Paths that are drift all the same.
        var drift: [String] = []
        /// Whether the clause has something to leave out that Git does not show.
        var isMetLive = false
        var desired = deployment(container: "", spec: ", replicas: 3")
        var live = deployment(
            container: "", spec: ", replicas: 7, paused: true",
            metadata: owned(by: "scaler", #"{"f:spec": {"f:replicas": {}}}"#))
    }

    static let cases = [
        Case(
            testDescription: "a path", clause: path("spec", "replicas"), hidden: [".spec.replicas"], isMetLive: true),
        Case(testDescription: "a path above", clause: path("spec"), hidden: [".spec.replicas"], isMetLive: true),
        Case(
            testDescription: "any one token", clause: path("*", "replicas"), hidden: [".spec.replicas"],
            isMetLive: true),
        Case(testDescription: "a path below", clause: path("spec", "replicas", "x"), drift: [".spec.replicas"]),
        Case(testDescription: "a misspelt path", clause: path("spec", "replica"), drift: [".spec.replicas"]),
        Case(
            testDescription: "a field that only the cluster has", clause: path("spec", "paused"),
            drift: [".spec.replicas"], isMetLive: true),
        Case(
            testDescription: "a manager", clause: .manager(Glob("scal*")), hidden: [".spec.replicas"], isMetLive: true),
        Case(testDescription: "another manager", clause: .manager(Glob("scale")), drift: [".spec.replicas"]),
        Case(
            testDescription: "a Secret's value where the server has it", clause: path("data", "p"),
            hidden: [".data.p"], isMetLive: true, desired: secret("stringData: {p: x}"), live: secret("data: {p: eQ==}")
        ),
        Case(
            testDescription: "a Secret's value where Git has it", clause: path("stringData", "p"),
            hidden: [".data.p"], isMetLive: true, desired: secret("stringData: {p: x}"), live: secret("data: {p: eQ==}")
        ),
    ]

    @Test(arguments: cases) func takesOutWhatItSays(_ c: Case) throws {
        let place = SourceLocation(file: "reconcile.yaml", line: 9, column: 7)
        let clause = IgnoreRule.Clause(c.clause, location: place)
        let rule = IgnoreRule(target: .init(), clauses: [clause], reason: "because")
        let outcome = try DriftCase("", desired: c.desired, live: c.live, is: .inSync)
            .outcome(policy: DriftPolicy(ignore: [rule]))
        #expect(outcome.changes.map(\.path.description) == c.drift)
        #expect(outcome.ignored.hidden.map(\.change.path.description) == c.hidden)
        #expect(outcome.ignored.hidden.allSatisfy { $0.rule == place && $0.reason == "because" })
        #expect(outcome.verdict == (c.drift.isEmpty ? .inSync : .drifted))
        #expect(outcome.ignored.met == (c.isMetLive ? [clause] : []))
    }

    @Test func aRuleForAnotherTargetTakesNothingOut() throws {
        let rule = IgnoreRule(target: .init(kind: Glob("Job")), clauses: [.init(Self.path("spec"))])
        let c = DriftCase("", desired: Self.cases[0].desired, live: Self.cases[0].live, is: .drifted)
        let outcome = try c.outcome(policy: DriftPolicy(ignore: [rule]))
        #expect(outcome.verdict == .drifted && outcome.ignored == IgnoreOutcome())
    }

    @Test func whatIsHiddenOfASecretIsMasked() throws {
        let rule = IgnoreRule(target: .init(kind: Glob("Secret")), clauses: [.init(Self.path("data"))])
        let c = DriftCase(
            "", desired: Self.secret("stringData: {p: x}"), live: Self.secret("data: {p: eQ==}"), is: .inSync)
        let change = try #require(try c.outcome(policy: DriftPolicy(ignore: [rule])).ignored.hidden.first?.change)
        #expect(change.desired == .masked && change.live == .masked)
    }

    @Test func anAnnotationHidesAndIsNamed() throws {
        let annotation = ", annotations: {reconcile.dev/ignore: /spec/replicas}"
        let c = DriftCase(
            "", desired: deployment(container: "", spec: ", replicas: 3", metadata: annotation),
            live: deployment(container: "", spec: ", replicas: 7", metadata: annotation), is: .inSync)
        let outcome = try c.outcome()
        #expect(outcome.verdict == .inSync)
        let hidden = try #require(outcome.ignored.hidden.first)
        #expect(hidden.reason == "annotation reconcile.dev/ignore" && hidden.rule?.line == 3)
    }

    @Test func anAnnotationThatIsNoPointerIsNoted() throws {
        let annotation = ", annotations: {reconcile.dev/ignore: \"spec/replicas, /spec/paused\"}"
        let c = DriftCase(
            "", desired: deployment(container: "", spec: ", replicas: 3", metadata: annotation),
            live: deployment(container: "", spec: ", replicas: 7", metadata: annotation), is: .drifted)
        let outcome = try c.outcome()
        #expect(outcome.verdict == .drifted)
        #expect(outcome.notes.count == 1 && outcome.notes[0].contains("'spec/replicas'"), "\(outcome.notes)")
    }

    private static func path(_ tokens: String...) -> IgnoreRule.Clause.Pattern { .path(JSONPointer(tokens)) }

    private static func secret(_ members: String) -> String { manifest("v1", "Secret", members) }
}
