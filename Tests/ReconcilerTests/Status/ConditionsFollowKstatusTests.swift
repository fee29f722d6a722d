// `kubectl wait` and every tool that knows kstatus go by the conditions: ready too early is worse than no status.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct ConditionsFollowKstatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var entries: [EnvironmentSnapshot.Entry] = []
        var change: @Sendable (inout EnvironmentSnapshot) -> Void = { _ in }
        /// `Status Reason` of each.
        var ready: String
        var reconciling = "False Idle"
        var stalled = "False Working"
        /// Part of the message of the last one that is not as it is when all is well.
        var words = ""
    }

    private static func entry(
        _ verdict: Verdict, health: Health = .done, reason: String? = nil
    ) -> EnvironmentSnapshot.Entry {
        SnapshotFixture.entry("web", verdict, health: health, reason: reason)
    }

    private static func unhealthy(_ health: Health) -> @Sendable (inout EnvironmentSnapshot) -> Void {
        { $0.unhealthy = [SnapshotFixture.entry("web", .inSync, health: health)] }
    }

    private static func problem(
        _ step: EnvironmentSnapshot.Problem.Step
    ) -> @Sendable (inout EnvironmentSnapshot) -> Void {
        { $0.problem = .init(step: step, message: "it said no; retrying in 5 s", retryAt: 1) }
    }

    @Test(arguments: [
        Case(testDescription: "all as Git says and healthy", ready: "True InSync"),
        Case(
            testDescription: "nothing was read from Git yet", change: { $0.revision = nil },
            ready: "Unknown NotCompared"),
        Case(
            testDescription: "not every kind was read yet", change: { $0.checkedAt = nil }, ready: "Unknown NotCompared"
        ),
        Case(
            testDescription: "a file that cannot be read hides what is in it",
            change: { $0.revision?.incompleteReason = "a.yaml is broken" }, ready: "False RepositoryIncomplete",
            words: "a.yaml is broken"),
        Case(testDescription: "drift", entries: [entry(.drifted)], ready: "False Drifted", words: "1 drifted"),
        Case(testDescription: "a missing object", entries: [entry(.missing)], ready: "False Drifted"),
        Case(testDescription: "a claim of another applier", entries: [entry(.conflict)], ready: "False Drifted"),
        Case(testDescription: "what Git does not set is no drift", entries: [entry(.foreign)], ready: "True InSync"),
        Case(
            testDescription: "what could not be compared is not ready",
            entries: [entry(.unknown, reason: "403: forbidden")], ready: "Unknown NotAllRead", words: "403: forbidden"),
        Case(
            testDescription: "drift is worse than what could not be compared",
            entries: [entry(.unknown), SnapshotFixture.entry("b", .drifted)], ready: "False Drifted"),
        Case(
            testDescription: "an object that still gets there", change: unhealthy(.waiting("0 of 2 are ready")),
            ready: "False Waiting", reconciling: "True Progressing", words: "0 of 2 are ready"),
        Case(
            testDescription: "an object that does not get there", change: unhealthy(.failed("it crashes")),
            ready: "False Unhealthy", words: "it crashes"),
        Case(
            testDescription: "steps that are being carried out", entries: [entry(.drifted)],
            change: { $0.plan = SnapshotFixture.plan([SnapshotFixture.step("web")]) }, ready: "False Drifted",
            reconciling: "True Progressing"),
        Case(
            testDescription: "steps that wait for a person are no progress", entries: [entry(.drifted)],
            change: {
                $0.plan = SnapshotFixture.plan(
                    [SnapshotFixture.step("web", needsApproval: true)], reasons: ["the mode is manual"])
            }, ready: "False Drifted", stalled: "True AwaitingApproval",
            words: "the mode is manual; approve plan sha256:0a1b"),
        Case(
            testDescription: "suspended by a person", change: { $0.hold = Refusal(.suspended, "suspend is set") },
            ready: "True InSync", stalled: "True Suspended", words: "suspend is set"),
        Case(
            testDescription: "a maintenance window ends by itself",
            change: { $0.hold = Refusal(.maintenance, "until noon") }, ready: "True InSync"),
        Case(
            testDescription: "somebody who keeps changing it back", entries: [entry(.drifted)],
            change: { $0.fighting = [PlanFixture.key(PlanFixture.configMap, "web")] }, ready: "False Drifted",
            stalled: "True Fighting", words: "reverting has stopped"),
        Case(
            testDescription: "Git is out of reach", change: problem(.fetch), ready: "True InSync",
            stalled: "True GitUnreachable", words: "retrying in 5 s"),
        Case(
            testDescription: "the repository cannot be loaded", change: problem(.load), ready: "True InSync",
            stalled: "True LoadFailed"),
        Case(
            testDescription: "the cluster is out of reach", change: problem(.watch), ready: "True InSync",
            stalled: "True ClusterUnreachable"),
        Case(
            testDescription: "a write fails", change: problem(.apply), ready: "True InSync", stalled: "True ApplyFailed"
        ),
    ]) func tells(_ c: Case) {
        let conditions = EnvironmentCondition.all(of: SnapshotFixture.snapshot(c.entries, change: c.change))
        #expect(conditions.map(\.type) == ["Ready", "Reconciling", "Stalled"])
        #expect(conditions.map { "\($0.status.rawValue) \($0.reason)" } == [c.ready, c.reconciling, c.stalled])
        #expect(c.words.isEmpty || conditions.contains { $0.message.contains(c.words) }, "\(conditions)")
    }

    private func conditions(
        _ snapshot: EnvironmentSnapshot, previous: JSONValue? = nil, now: Int64 = SnapshotFixture.checkedAt
    ) -> [JSONValue] {
        let object = EnvironmentResource.object(
            of: snapshot, namespace: "home", reports: [], previous: previous, now: now)
        return object["status"]?["conditions"]?.array ?? []
    }

    @Test func theGenerationIsTheOneThatWasSeen() {
        let previous: JSONValue = ["metadata": ["generation": 7]]
        let object = EnvironmentResource.object(
            of: SnapshotFixture.snapshot(), namespace: "home", reports: [], previous: previous, now: 0)
        #expect(object["status"]?["observedGeneration"] == 7)
        let conditions = object["status"]?["conditions"]?.array ?? []
        #expect(conditions.count == 3 && conditions.allSatisfy { $0["observedGeneration"] == 7 })
        #expect(self.conditions(SnapshotFixture.snapshot())[0]["observedGeneration"] == 1, "a new object's is 1")
    }

    @Test func onlyAnotherStatusIsATransition() throws {
        let first = conditions(SnapshotFixture.snapshot())
        #expect(first.map { $0["lastTransitionTime"] } == Array(repeating: "2026-01-02T03:04:05Z", count: 3))
        let previous: JSONValue = ["metadata": ["generation": 1], "status": ["conditions": .array(first)]]
        let later = SnapshotFixture.checkedAt + 60
        let drifted = SnapshotFixture.snapshot([Self.entry(.drifted)])
        let second = conditions(drifted, previous: previous, now: later)
        #expect(
            second.map { $0["lastTransitionTime"] } == [
                "2026-01-02T03:05:05Z", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z",
            ])
        let third = conditions(
            SnapshotFixture.snapshot([Self.entry(.missing)]), previous: ["status": ["conditions": .array(second)]],
            now: later + 60)
        #expect(third[0]["lastTransitionTime"] == "2026-01-02T03:05:05Z", "another message is none")
        #expect(third[0]["message"] == "3 in sync, 1 missing")
    }

    @Test func aLongMessageIsCut() {
        let long = String(repeating: "e\u{301}", count: 2000)
        let snapshot = SnapshotFixture.snapshot { $0.problem = .init(step: .fetch, message: long, retryAt: 0) }
        let message = conditions(snapshot).last?["message"]?.string ?? ""
        #expect(message.unicodeScalars.count == 1024, "in code points, as the schema counts")
    }
}
