// A prune deletes what people may need: each guard has to hold by itself, and a refusal has to name it.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct PruneKeepsSurvivorsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: JSONValue
        var policy = Environment.Prune(isEnabled: true, maxDeletions: 10, maxPercent: 100)
        var mode = Environment.Mode.revert
        /// For all environments.
        var modes: [ModeRule] = []
        var desiredCount = 5
        var incomplete: String?
        var hold: Refusal?
        /// `nil` for an object that is pruned.
        var cause: Refusal.Cause?
        var detail = ""

        var rules: ModeRules { ModeRules(environment: mode, rules: modes) }
    }

    @Test(arguments: [
        Case(testDescription: "an object of ours that Git has dropped goes", live: PlanFixture.live("old")),
        Case(
            testDescription: "nothing goes where prune is off", live: PlanFixture.live("old"),
            policy: Environment.Prune(), cause: .pruneDisabled, detail: "prune.enabled"),
        Case(
            testDescription: "nothing goes where Git has no object at all", live: PlanFixture.live("old"),
            desiredCount: 0, cause: .emptyDesired, detail: "prunes nothing"),
        Case(
            testDescription: "nothing goes where a file could not be read", live: PlanFixture.live("old"),
            incomplete: "a.yaml is broken", cause: .incompleteDesired, detail: "a.yaml is broken"),
        Case(
            testDescription: "a namespace stays", live: PlanFixture.live("old", PlanFixture.namespace),
            cause: .protectedKind, detail: "Namespace"),
        Case(
            testDescription: "a volume claim stays",
            live: PlanFixture.live("old", GroupVersionKind(group: "", version: "v1", kind: "PersistentVolumeClaim")),
            cause: .protectedKind, detail: "PersistentVolumeClaim"),
        Case(
            testDescription: "a volume stays",
            live: PlanFixture.live("old", GroupVersionKind(group: "", version: "v1", kind: "PersistentVolume")),
            cause: .protectedKind, detail: "PersistentVolume"),
        Case(
            testDescription: "a definition stays, with all objects of its kind",
            live: PlanFixture.live(
                "old",
                GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")),
            cause: .protectedKind, detail: "CustomResourceDefinition"),
        Case(
            testDescription: "a kind that the configuration protects stays",
            live: PlanFixture.live("old", GroupVersionKind(group: "", version: "v1", kind: "Secret")),
            policy: Environment.Prune(isEnabled: true, maxPercent: 100, protected: [Glob("Secret")]),
            cause: .protectedKind, detail: "Secret"),
        Case(
            testDescription: "what another object owns stays",
            live: PlanFixture.live(
                "old", more: ["ownerReferences": [["kind": "Deployment", "name": "web", "uid": "u"]]]),
            cause: .foreignOwner, detail: "Deployment web"),
        Case(
            testDescription: "an annotation keeps it",
            live: PlanFixture.live("old", annotations: ["reconcile.dev/prune": "disabled"]), cause: .annotation,
            detail: "reconcile.dev/prune: disabled"),
        Case(
            testDescription: "Argo CD's annotation keeps it",
            live: PlanFixture.live("old", annotations: ["argocd.argoproj.io/sync-options": "Prune=false"]),
            cause: .annotation, detail: "Prune=false"),
        Case(
            testDescription: "Flux's annotation keeps it",
            live: PlanFixture.live("old", annotations: ["kustomize.toolkit.fluxcd.io/prune": "disabled"]),
            cause: .annotation, detail: "kustomize.toolkit.fluxcd.io/prune"),
        Case(
            testDescription: "one that is going already is left to go",
            live: PlanFixture.live("old", more: ["deletionTimestamp": "2026-01-01T00:00:00Z"]), cause: .terminating,
            detail: "under way"),
        Case(
            testDescription: "a suspended environment deletes nothing", live: PlanFixture.live("old"),
            hold: Refusal(.suspended, "suspend is set"), cause: .suspended, detail: "suspend is set"),
        Case(
            testDescription: "an environment that reports deletes nothing", live: PlanFixture.live("old"),
            mode: .report, cause: .reportMode, detail: "report"),
        Case(
            testDescription: "a rule that has the kind only reported deletes nothing of it",
            live: PlanFixture.live("old"),
            modes: [ModeRule(target: .init(kind: Glob("ConfigMap")), mode: .report)], cause: .reportMode,
            detail: "report"),
        Case(
            testDescription: "a rule for paths is none about the object", live: PlanFixture.live("old"),
            modes: [ModeRule(target: .init(), paths: [JSONPointer(["data"])], mode: .report)]),
        Case(
            testDescription: "no rule has more deleted than the environment's mode", live: PlanFixture.live("old"),
            mode: .report, modes: [ModeRule(target: .init(), mode: .revert)], cause: .reportMode, detail: "report"),
    ])
    func guards(_ c: Case) throws {
        let orphan = try #require(Orphan(c.live))
        var planner = Planner(
            environment: "prod", revision: "r",
            prune: PruneGuard(
                policy: c.policy, desiredCount: c.desiredCount, inventoryCount: 6, incompleteReason: c.incomplete)
        ) { _ in .init(mode: c.mode, source: nil, pathRules: [], findings: []) }
        planner.pruneMode = { c.rules.mode(ofOrphan: $0) }
        planner.hold = c.hold
        let plan = planner.plan([], desired: { _ in nil }, orphans: [orphan])
        guard let cause = c.cause else {
            #expect(plan.steps.map(\.action) == [.prune])
            #expect(plan.steps.map(\.uid) == ["uid-old"])
            return
        }
        #expect(plan.steps.isEmpty)
        #expect(plan.skips.map(\.refusal.cause) == [cause])
        #expect(plan.skips.first?.refusal.detail.contains(c.detail) == true, "\(plan.skips)")
    }

    struct Limit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var orphans: Int
        var inventory: Int
        var needsApproval: Bool
    }

    @Test(arguments: [
        Limit(testDescription: "as many as are allowed", orphans: 3, inventory: 100, needsApproval: false),
        Limit(testDescription: "one more than maxDeletions", orphans: 4, inventory: 100, needsApproval: true),
        Limit(testDescription: "more than maxPercent", orphans: 3, inventory: 9, needsApproval: true),
        Limit(testDescription: "one object is never a mass", orphans: 1, inventory: 2, needsApproval: false),
    ])
    func tooManyAtOnceNeedApproval(_ c: Limit) throws {
        let orphans = try (0..<c.orphans).map { try #require(Orphan(PlanFixture.live("old-\($0)"))) }
        let planner = Planner(
            environment: "prod", revision: "r",
            prune: PruneGuard(
                policy: Environment.Prune(isEnabled: true, maxDeletions: 3, maxPercent: 30), desiredCount: 5,
                inventoryCount: c.inventory)
        ) { _ in .init(mode: .revert, source: nil, pathRules: [], findings: []) }
        let plan = planner.plan([], desired: { _ in nil }, orphans: orphans)
        #expect(plan.steps.count == c.orphans)
        #expect(plan.steps.allSatisfy { $0.needsApproval == c.needsApproval })
        #expect(plan.approvalReasons.isEmpty != c.needsApproval)
        #expect(plan.permitted(approved: nil, hash: "h").isEmpty == c.needsApproval)
        #expect(plan.permitted(approved: "other", hash: "h").isEmpty == c.needsApproval)
        #expect(plan.permitted(approved: "h", hash: "h").count == c.orphans)
    }
}
