// An environment that is said only to report must not be written to, whatever a shared base or a wide rule says.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct ModeRulesTests {
    static let web = ObjectKey(
        groupKind: GroupKind(group: "apps", kind: "Deployment"), namespace: "team-a", name: "web")
    static let deployments = IgnoreRule.Target(kind: Glob("Deployment"))
    static let teamA = IgnoreRule.Target(namespace: Glob("team-*"))

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var environment: Environment.Mode
        var rules: [ModeRule] = []
        var annotations: [String: JSONValue] = [:]
        var mode: Environment.Mode
        var source: String?
        var findings = 0
    }

    @Test(arguments: [
        Case(testDescription: "the environment's mode holds by itself", environment: .revert, mode: .revert),
        Case(
            testDescription: "a rule makes a kind more careful", environment: .revert,
            rules: [ModeRule(target: deployments, mode: .report)], mode: .report),
        Case(
            testDescription: "a rule for others does nothing", environment: .revert,
            rules: [ModeRule(target: IgnoreRule.Target(kind: Glob("Job")), mode: .report)], mode: .revert),
        Case(
            testDescription: "the last matching rule counts", environment: .revert,
            rules: [ModeRule(target: teamA, mode: .report), ModeRule(target: deployments, mode: .manual)],
            mode: .manual),
        Case(
            testDescription: "no rule makes a report environment write", environment: .report,
            rules: [ModeRule(target: deployments, mode: .revert)], mode: .report),
        Case(
            testDescription: "no annotation does either", environment: .report,
            annotations: ["reconcile.dev/mode": "revert"], mode: .report),
        Case(
            testDescription: "an annotation makes an object more careful", environment: .revert,
            annotations: ["reconcile.dev/mode": "manual"], mode: .manual, source: "reconcile.dev/mode: manual"),
        Case(
            testDescription: "no annotation lifts a rule", environment: .revert,
            rules: [ModeRule(target: deployments, mode: .report)], annotations: ["reconcile.dev/mode": "revert"],
            mode: .report),
        Case(
            testDescription: "an annotation that means nothing is told, and reports", environment: .revert,
            annotations: ["reconcile.dev/mode": "warn"], mode: .report, source: "reconcile.dev/mode: warn",
            findings: 1),
        Case(
            testDescription: "kapp's word", environment: .revert,
            annotations: ["kapp.k14s.io/update-strategy": "skip"], mode: .report,
            source: "kapp.k14s.io/update-strategy: skip"),
        Case(
            testDescription: "Flux's word", environment: .manual,
            annotations: ["helm.toolkit.fluxcd.io/driftDetection": "Disabled"], mode: .report,
            source: "helm.toolkit.fluxcd.io/driftDetection: Disabled"),
        Case(
            testDescription: "a rule for paths leaves the object alone", environment: .revert,
            rules: [ModeRule(target: deployments, paths: [JSONPointer(["spec", "replicas"])], mode: .report)],
            mode: .revert),
    ])
    func chooses(_ c: Case) {
        let rules = ModeRules(environment: c.environment, rules: c.rules)
        let choice = rules.choice(for: Self.web, desired: annotated(c.annotations))
        #expect(choice.mode == c.mode)
        #expect(choice.source?.description == c.source)
        #expect(choice.findings.count == c.findings)
    }

    @Test func aPathHasTheModeOfItsLastRule() {
        let containers = JSONPointer(["spec", "template", "spec", "containers", "*", "image"])
        let rules = ModeRules(
            environment: .manual,
            rules: [
                ModeRule(target: Self.deployments, paths: [JSONPointer(["spec"])], mode: .report),
                ModeRule(target: Self.deployments, paths: [containers], mode: .revert),
            ])
        let choice = rules.choice(for: Self.web, desired: annotated([:]))
        #expect(choice.mode(at: JSONPointer(["spec", "replicas"])) == .report)
        #expect(choice.mode(at: JSONPointer(["metadata", "labels", "a"])) == .manual)
        let image = JSONPointer(["spec", "template", "spec", "containers", "0", "image"])
        #expect(choice.mode(at: image) == .manual, "no path is written with less care than its object")
    }

    @Test func modesAreOrderedByCare() {
        #expect(Environment.Mode.allCases.sorted() == [.report, .manual, .revert])
    }
}
