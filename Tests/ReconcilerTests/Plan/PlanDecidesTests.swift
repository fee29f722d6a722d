// A plan has every object that differs in exactly one place: as a step, or left alone with the reason.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct PlanDecidesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var verdict: Verdict
        var causes: [FieldChange.Cause] = []
        var annotations: [String: String] = [:]
        var mode = Environment.Mode.revert
        var isOurs = true
        var adjust: @Sendable (inout Planner, ObjectKey) -> Void = { _, _ in }
        var action: PlanStep.Action?
        var refusal: Refusal.Cause?
        var needsApproval = false
    }

    @Test(arguments: [
        Case(testDescription: "missing is created", verdict: .missing, action: .create),
        Case(testDescription: "drifted is updated", verdict: .drifted, causes: [.changed], action: .update),
        Case(testDescription: "foreign fields are taken out", verdict: .foreign, causes: [.foreign], action: .update),
        Case(testDescription: "in sync and ours is nothing", verdict: .inSync),
        Case(
            testDescription: "in sync and another's is taken over", verdict: .inSync, isOurs: false, action: .takeOver),
        Case(
            testDescription: "in sync and another's is no news where nothing is written", verdict: .inSync,
            mode: .report, isOurs: false),
        Case(
            testDescription: "report writes nothing", verdict: .drifted, causes: [.changed], mode: .report,
            refusal: .reportMode),
        Case(
            testDescription: "manual asks", verdict: .drifted, causes: [.changed], mode: .manual, action: .update,
            needsApproval: true),
        Case(
            testDescription: "an immutable field is left", verdict: .drifted, causes: [.changed, .immutable],
            refusal: .immutable),
        Case(
            testDescription: "unless the object may be made anew", verdict: .drifted, causes: [.immutable],
            annotations: ["reconcile.dev/recreate": "enabled"], action: .recreate),
        Case(
            testDescription: "a claimed field is not fought over", verdict: .conflict, causes: [.changed],
            refusal: .conflict),
        Case(
            testDescription: "what the server drops is not sent for ever", verdict: .drifted, causes: [.unknownField],
            refusal: .ineffective),
        Case(testDescription: "unknown is left", verdict: .unknown, refusal: .undecided),
        Case(testDescription: "terminating is left", verdict: .terminating, refusal: .terminating),
        Case(
            testDescription: "a fight is left", verdict: .drifted, causes: [.changed],
            adjust: { $0.fights[$1] = "somebody keeps changing it back" }, refusal: .fighting),
        Case(
            testDescription: "what failed a moment ago is left", verdict: .drifted, causes: [.changed],
            adjust: { $0.rests[$1] = Refusal(.failedBefore, "x") }, refusal: .failedBefore),
        Case(
            testDescription: "a suspended environment writes nothing", verdict: .drifted, causes: [.changed],
            adjust: { planner, _ in planner.hold = Refusal(.suspended, "x") }, refusal: .suspended),
        Case(
            testDescription: "a later wave waits", verdict: .missing, annotations: ["reconcile.dev/wave": "2"],
            adjust: { planner, _ in planner.gate = WaveGate(wave: 1, reason: "x") }, refusal: .waitingForWave),
        Case(
            testDescription: "its own wave does not", verdict: .missing, annotations: ["reconcile.dev/wave": "1"],
            adjust: { planner, _ in planner.gate = WaveGate(wave: 1, reason: "x") }, action: .create),
    ])
    func decides(_ c: Case) {
        let object = PlanFixture.desired("web", annotations: c.annotations)
        var planner = Planner(
            environment: "prod", revision: "r",
            prune: PruneGuard(policy: Environment.Prune(), desiredCount: 1, inventoryCount: 1)
        ) { _ in .init(mode: c.mode, source: nil, pathRules: [], findings: []) }
        c.adjust(&planner, object.key)
        let plan = planner.plan(
            [PlanFixture.outcome(object, c.verdict, c.causes, by: "argocd")], desired: { _ in object }, orphans: [],
            isOurs: { _ in c.isOurs })
        #expect(plan.steps.map(\.action) == [c.action].compactMap { $0 })
        #expect(plan.skips.map(\.refusal.cause) == [c.refusal].compactMap { $0 })
        #expect(plan.steps.allSatisfy { $0.needsApproval == c.needsApproval })
    }

    @Test func driftOfALaterWaveIsRevertedThoughAnEarlierOneIsNotHealthy() {
        let object = PlanFixture.desired("web", annotations: ["reconcile.dev/wave": "2"])
        var planner = Self.planner()
        planner.gate = WaveGate(wave: 1, reason: "x")
        let plan = planner.plan(
            [PlanFixture.outcome(object, .drifted, [.changed])], desired: { _ in object }, orphans: [],
            isRolledOut: { _ in true })
        #expect(plan.steps.map(\.action) == [.update])
    }

    @Test func aPathThatOnlyReportsIsNoReasonToWrite() {
        let object = PlanFixture.desired("web")
        let rule = ModeRule(target: .init(), paths: [JSONPointer(["data", "k0"])], mode: .report)
        let rules = ModeRules(environment: .revert, rules: [rule])
        let planner = Planner(
            environment: "prod", revision: "r",
            prune: PruneGuard(policy: Environment.Prune(), desiredCount: 1, inventoryCount: 1)
        ) { rules.choice(for: $0.key, desired: $0.value) }
        let only = planner.plan(
            [PlanFixture.outcome(object, .drifted, [.changed])], desired: { _ in object }, orphans: [])
        #expect(only.skips.map(\.refusal.cause) == [.reportMode])
        let both = planner.plan(
            [PlanFixture.outcome(object, .drifted, [.changed, .changed])], desired: { _ in object }, orphans: [])
        #expect(both.steps.map(\.action) == [.update])
    }

    @Test func stepsComeInTheOrderThatOthersNeed() {
        let objects = [
            PlanFixture.desired("web", PlanFixture.deployment), PlanFixture.desired("settings"),
            PlanFixture.desired("ml", PlanFixture.namespace),
            PlanFixture.desired("first", PlanFixture.deployment, annotations: ["reconcile.dev/wave": "-1"]),
        ]
        let byKey = Dictionary(uniqueKeysWithValues: objects.map { ($0.key, $0) })
        let plan = Self.planner().plan(
            objects.map { PlanFixture.outcome($0, .missing) }, desired: { byKey[$0] },
            orphans: [PlanFixture.configMap, PlanFixture.deployment].compactMap { Orphan(PlanFixture.live("old", $0)) })
        #expect(
            plan.steps.map { "\($0.action) \($0.key.groupKind.kind) \($0.key.name)" } == [
                "create Deployment first", "create Namespace ml", "create ConfigMap settings",
                "create Deployment web", "prune Deployment old", "prune ConfigMap old",
            ])
    }

    @Test func theTextThatIsHashedChangesWithWhatIsDoneAndHoldsNoValue() {
        func plan(_ causes: [FieldChange.Cause], revision: String = "r") -> Plan {
            let object = PlanFixture.desired("web")
            var planner = Self.planner()
            planner.revision = revision
            return planner.plan(
                [PlanFixture.outcome(object, .drifted, causes)], desired: { _ in object }, orphans: [])
        }
        let text = plan([.changed]).canonicalText
        #expect(text == plan([.changed]).canonicalText)
        #expect(text != plan([.changed, .changed]).canonicalText)
        #expect(text != plan([.foreign]).canonicalText)
        #expect(text != plan([.changed], revision: "s").canonicalText)
        #expect(text.contains("update v1 ConfigMap ml/web") && text.contains("changed .data.k0"))
        #expect(!text.contains("2"))
    }

    private static func planner() -> Planner {
        Planner(
            environment: "prod", revision: "r",
            prune: PruneGuard(
                policy: Environment.Prune(isEnabled: true, maxPercent: 100), desiredCount: 4, inventoryCount: 9)
        ) { _ in .init(mode: .revert, source: nil, pathRules: [], findings: []) }
    }
}
