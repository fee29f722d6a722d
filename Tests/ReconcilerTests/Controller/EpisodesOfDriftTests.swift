// An episode of drift is told once, ends once, and says who ended it; a rollout is no drift.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct EpisodesOfDriftTests {
    private let web = PlanFixture.desired("web")

    private func state(_ mode: Environment.Mode = .revert, prunes: Bool = false) -> EnvironmentState {
        EnvironmentState(
            environment: Environment(
                name: "prod", path: "", mode: mode, prune: .init(isEnabled: prunes, maxPercent: 100)),
            modes: ModeRules(environment: mode),
            makeID: { "id" })
    }

    private func adopted(_ state: EnvironmentState, _ objects: [DesiredObject], commit: String = "c1")
        -> (EnvironmentState, [EnvironmentState.Change], [ObjectKey])
    {
        var state = state
        let manifests = objects.map { object in
            Manifest(
                kind: object.kind, name: object.key.name, namespace: object.key.namespace, value: object.value,
                document: object.document, base: JSONPointer())
        }
        let desired = DesiredState(manifests, defaultNamespace: "ml", scope: { _ in .namespaced })
        let result = state.adopt(desired, revision: .init(commit: commit, ref: nil), at: 100)
        return (state, result.changes, result.look)
    }

    private func seen(
        _ object: DesiredObject, _ verdict: Verdict, version: String, uid: String = "u", isOurs: Bool = true,
        causes: [FieldChange.Cause] = [.changed]
    ) -> Observation {
        var observation = Observation(
            unknown: PlanFixture.outcome(object, verdict, verdict == .inSync ? [] : causes, by: "kubectl-edit"))
        observation.uid = uid
        observation.resourceVersion = version
        observation.isOurs = isOurs
        observation.health = .done
        return observation
    }

    private func result(_ object: DesiredObject, _ outcome: StepResult.Outcome, version: String) -> StepResult {
        StepResult(
            step: PlanStep(.update, object.key, kind: object.kind, wave: 0), outcome: outcome, resourceVersion: version)
    }

    @Test func driftBeginsChangesAndIsReverted() {
        var (state, _, look) = adopted(state(), [web])
        #expect(look == [web.key])
        #expect(state.observe(seen(web, .inSync, version: "1"), at: .zero, wall: 1).isEmpty)
        let opened = state.observe(seen(web, .drifted, version: "2"), at: .zero, wall: 2)
        guard case .opened(let episode)? = opened.first else { return #expect(Bool(false), "\(opened)") }
        #expect(episode.since == 2 && episode.managers == ["kubectl-edit"] && episode.paths == [".data.k0"])
        #expect(state.observe(seen(web, .drifted, version: "3"), at: .zero, wall: 3).isEmpty, "the same is no news")
        let more = state.observe(
            seen(web, .drifted, version: "4", causes: [.changed, .changed]), at: .zero, wall: 4)
        guard case .changed(let wider)? = more.first else { return #expect(Bool(false), "\(more)") }
        #expect(wider.since == 2 && wider.paths.count == 2)
        let plan = state.plan(at: .zero)
        #expect(plan.steps.map(\.action) == [.update])
        state.begin(plan.steps)
        #expect(state.observe(seen(web, .inSync, version: "5"), at: .zero, wall: 5).isEmpty, "the step will tell it")
        let closed = state.record(result(web, .applied(removedFields: 0), version: "5"), at: .zero) { _ in .zero }
        guard case .closed(_, .reverted)? = closed.first else { return #expect(Bool(false), "\(closed)") }
        #expect(state.plan(at: .zero).isEmpty)
    }

    @Test func whatAnotherSetsRightIsResolved() {
        var (state, _, _) = adopted(state(.report), [web])
        #expect(state.observe(seen(web, .drifted, version: "1"), at: .zero, wall: 1).count == 1)
        let closed = state.observe(seen(web, .inSync, version: "2"), at: .zero, wall: 2)
        guard case .closed(_, .resolved)? = closed.first else { return #expect(Bool(false), "\(closed)") }
    }

    @Test func aCommitThatIsAboutToBeAppliedIsNoDrift() {
        var (state, _, _) = adopted(state(), [web])
        #expect(state.observe(seen(web, .missing, version: "", uid: ""), at: .zero, wall: 1).isEmpty)
        _ = state.record(result(web, .created, version: "1"), at: .zero) { _ in .zero }
        let value: JSONValue = ["kind": "ConfigMap", "data": ["a": "2"]]
        let other = DesiredObject(
            kind: web.kind, key: web.key, value: value,
            document: SourceDocument(value: value, map: SourceMap(file: "web.yaml", marks: [])))
        let look: [ObjectKey]
        (state, _, look) = adopted(state, [other], commit: "c2")
        #expect(look == [web.key])
        #expect(state.observe(seen(other, .drifted, version: "1"), at: .zero, wall: 3).isEmpty)
        #expect(state.plan(at: .zero).steps.map(\.action) == [.update])
    }

    @Test func whereNothingIsWrittenTheSameIsDrift() {
        var (state, _, _) = adopted(state(.report), [web])
        #expect(state.observe(seen(web, .missing, version: "", uid: ""), at: .zero, wall: 1).count == 1)
        let (_, changes, _) = adopted(state, [], commit: "c2")
        guard case .closed(_, .gitChanged)? = changes.first else { return #expect(Bool(false), "\(changes)") }
    }

    @Test func oldNewsOfAWatchIsPassedOver() {
        var (state, _, _) = adopted(state(), [web])
        _ = state.observe(seen(web, .inSync, version: "10"), at: .zero, wall: 1)
        #expect(state.observe(seen(web, .drifted, version: "9"), at: .zero, wall: 2).isEmpty)
        #expect(state.plan(at: .zero).isEmpty)
        #expect(state.observe(seen(web, .drifted, version: "9", uid: "another"), at: .zero, wall: 2).count == 1)
    }

    @Test func whatFailedRestsUntilItsTimeAndWhatDidNothingUntilSomethingChanges() {
        var (state, _, _) = adopted(state(), [web])
        _ = state.observe(seen(web, .drifted, version: "1"), at: .zero, wall: 1)
        _ = state.record(result(web, .failed(WriteError(.invalid, "no")), version: ""), at: .zero) { _ in .seconds(8) }
        #expect(state.plan(at: .seconds(7)).skips.map(\.refusal.cause) == [.failedBefore])
        #expect(state.plan(at: .seconds(9)).steps.count == 1)
        _ = state.record(
            result(web, .refused(Refusal(.ineffective, "x")), version: "2"), at: .zero
        ) { _ in .zero }
        _ = state.observe(seen(web, .drifted, version: "2"), at: .zero, wall: 1)
        #expect(state.plan(at: .seconds(1_000)).skips.map(\.refusal.cause) == [.ineffective])
        _ = state.observe(seen(web, .drifted, version: "3"), at: .zero, wall: 1)
        #expect(state.plan(at: .seconds(1_000)).steps.count == 1)
    }

    @Test func aFightStopsTheReverts() {
        var (state, _, _) = adopted(state(), [web])
        var cause: Refusal.Cause?
        for round in 1...20 where cause == nil {
            _ = state.observe(seen(web, .drifted, version: "\(round * 2)"), at: .seconds(round), wall: 1)
            let plan = state.plan(at: .seconds(round))
            cause = plan.skips.first?.refusal.cause
            guard cause == nil else {
                #expect(plan.skips.first?.refusal.detail.contains("kubectl-edit") == true)
                break
            }
            _ = state.record(
                result(web, .applied(removedFields: 0), version: "\(round * 2 + 1)"), at: .seconds(round)
            ) { _ in .zero }
        }
        #expect(cause == .fighting)
    }

    @Test func aBrokenFileDropsNothing() {
        var (state, _, _) = adopted(state(), [web])
        _ = state.observe(seen(web, .inSync, version: "1"), at: .zero, wall: 1)
        let empty = DesiredState([], defaultNamespace: "ml", scope: { _ in .namespaced })
        let result = state.adopt(empty, revision: .init(commit: "c2", ref: nil, incompleteReason: "broken"), at: 2)
        #expect(result.dropped.isEmpty && state.objects.count == 1)
    }

    @Test func orphansAreOursAndNotInGit() {
        var (state, _, _) = adopted(state(), [web])
        state.observeUndeclared(PlanFixture.live("web"))
        state.observeUndeclared(PlanFixture.live("stranger", labels: ["team": "x"]))
        state.observeUndeclared(PlanFixture.live("old"))
        #expect(state.orphans.keys.map(\.name) == ["old"])
        state.observeUndeclared(PlanFixture.live("old", labels: [:]))
        #expect(state.orphans.isEmpty, "one that has lost the label is not ours any more")
    }

    /// `extensions` shows what `networking.k8s.io` has, with the same uid.
    /// A Service's labels are copied to its Endpoints: those are not ours, and nothing may prune them.
    @Test(arguments: [
        ("kube-controller-manager", "Update", false), ("reconcile", "Update", false), ("reconcile", "Apply", true),
    ])
    func aLabelThatOthersHaveCopiedMakesNoOrphan(_ manager: String, _ operation: String, _ isOrphan: Bool) {
        var (state, _, _) = adopted(state(prunes: true), [web])
        let entry: JSONValue = [
            "manager": .string(manager), "operation": .string(operation),
            "fieldsV1": ["f:metadata": ["f:labels": ["f:reconcile.dev/environment": [:]]]],
        ]
        state.observeUndeclared(PlanFixture.live("old", more: ["managedFields": [entry]]))
        #expect(state.orphans.isEmpty == !isOrphan)
    }

    @Test func whatGitHasInAnotherGroupIsNoOrphan() {
        let kind = GroupVersionKind(group: "networking.k8s.io", version: "v1", kind: "Ingress")
        let old = GroupVersionKind(group: "extensions", version: "v1beta1", kind: "Ingress")
        let declared = PlanFixture.desired("web", kind)
        let mirrored = PlanFixture.live("web", old)
        func pruned(_ state: EnvironmentState) -> [String] {
            state.plan(at: .zero).steps.filter { $0.action == .prune }.map(\.key.name)
        }
        var (state, _, _) = adopted(state(prunes: true), [declared])
        state.observeUndeclared(mirrored)
        #expect(pruned(state).isEmpty, "which uid the declared one has is not known yet")
        var other = state
        _ = other.observe(seen(declared, .inSync, version: "1", uid: "another"), at: .zero, wall: 1)
        #expect(pruned(other) == ["web"], "another object of that name")
        _ = state.observe(seen(declared, .inSync, version: "1", uid: "uid-web"), at: .zero, wall: 1)
        #expect(pruned(state).isEmpty && state.orphans.isEmpty)
        state.observeUndeclared(mirrored)
        #expect(state.orphans.isEmpty)
    }

    @Test func laterWavesWaitForHealth() {
        let first = PlanFixture.desired("first", annotations: ["reconcile.dev/wave": "1"])
        let second = PlanFixture.desired("second", annotations: ["reconcile.dev/wave": "2"])
        var (state, _, _) = adopted(state(), [first, second])
        for object in [first, second] {
            _ = state.observe(seen(object, .missing, version: "", uid: ""), at: .zero, wall: 1)
        }
        #expect(state.plan(at: .zero).steps.map(\.key) == [first.key])
        _ = state.record(result(first, .created, version: "1"), at: .zero) { _ in .zero }
        var waiting = seen(first, .inSync, version: "2")
        waiting.health = .waiting("0 of 1 ready")
        _ = state.observe(waiting, at: .zero, wall: 1)
        let held = state.plan(at: .zero)
        #expect(held.steps.isEmpty && held.skips.first?.refusal.detail.contains("0 of 1 ready") == true)
        _ = state.observe(seen(first, .inSync, version: "3"), at: .zero, wall: 1)
        #expect(state.plan(at: .zero).steps.map(\.key) == [second.key])
    }

    private func open(_ object: DesiredObject, _ id: String) -> Episode {
        Episode(id: id, seen(object, .drifted, version: "1"), since: 50)
    }

    @Test func whatAnEarlierRunLeftOpenGoesOn() {
        var (state, _, _) = adopted(state(.report), [web])
        let old = open(web, "old")
        #expect(state.resume([old]) == ([], []))
        #expect(state.observe(seen(web, .drifted, version: "2"), at: .zero, wall: 200).isEmpty, "it is known already")
        #expect(state.observe(seen(web, .inSync, version: "3"), at: .zero, wall: 300) == [.closed(old, .resolved)])
    }

    @Test func whatAnEarlierRunLeftOpenAndIsOverIsEnded() {
        let (api, gone) = (PlanFixture.desired("api"), PlanFixture.desired("gone"))
        var (state, _, _) = adopted(state(.report), [web, api])
        _ = state.observe(seen(web, .inSync, version: "1"), at: .zero, wall: 100)
        _ = state.observe(seen(api, .drifted, version: "1"), at: .zero, wall: 100)
        let old = [open(web, "web"), open(api, "api"), open(gone, "gone")]
        let (changes, left) = state.resume(old)
        #expect(changes == [.closed(old[0], .resolved), .closed(old[1], .superseded), .closed(old[2], .gitChanged)])
        #expect(left.isEmpty)
        guard case .closed(let later, _)? = state.observe(seen(api, .inSync, version: "2"), at: .zero, wall: 101).first
        else { return #expect(Bool(false), "the later one goes on") }
        #expect(later.id == "id")
    }

    @Test func oneOfAFileThatCannotBeReadWaits() {
        var state = state(.report)
        _ = state.adopt(
            DesiredState([], defaultNamespace: "ml", scope: { _ in .namespaced }),
            revision: .init(commit: "c1", ref: nil, incompleteReason: "a file is broken"), at: 100)
        let old = open(web, "web")
        #expect(state.resume([old]) == ([], [old]))
    }
}
