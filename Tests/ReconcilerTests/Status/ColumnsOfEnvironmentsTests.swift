// What `kubectl get environments` shows stands in the places that the printer columns of deploy/base/crds name.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct ColumnsOfEnvironmentsTests {
    private func status(_ snapshot: EnvironmentSnapshot, reports: [String] = []) -> JSONValue {
        let object = EnvironmentResource.object(
            of: snapshot, namespace: "home", reports: reports, previous: nil, now: 0)
        #expect(object["metadata"] == ["name": "prod", "namespace": "home"])
        #expect(object["apiVersion"] == "reconcile.dev/v1alpha1" && object["kind"] == "Environment")
        return object["status"] ?? .null
    }

    private static let entries: [EnvironmentSnapshot.Entry] = [
        SnapshotFixture.entry("a", .drifted), SnapshotFixture.entry("b", .missing),
        SnapshotFixture.entry("c", .conflict), SnapshotFixture.entry("d", .foreign),
        SnapshotFixture.entry("e", .foreign), SnapshotFixture.entry("f", .extra),
        SnapshotFixture.entry("g", .unknown), SnapshotFixture.entry("h", .terminating),
    ]

    @Test func eachColumnHasItsValue() {
        let status = status(SnapshotFixture.snapshot(Self.entries), reports: ["prod", "prod-2"])
        #expect(status["revision"] == .string(SnapshotFixture.commit) && status["ref"] == "main")
        #expect(status["conditions"]?.array?.first?["type"] == "Ready")
        #expect(status["drifted"] == 3, "drifted, missing and in conflict")
        #expect(status["foreign"] == 2)
        #expect(status["mode"] == "revert" && status["suspended"] == false)
        #expect(status["lastChecked"] == "2026-01-02T03:04:05Z")
        #expect(status["cluster"] == "prod (https://10.0.0.1:6443)")
        #expect(status["path"] == "environments/prod")
        #expect(status["reports"] == ["prod", "prod-2"])
    }

    @Test func everyVerdictAndStateIsCountedOnce() {
        let status = status(SnapshotFixture.snapshot(Self.entries))
        #expect(
            status["objects"] == [
                "total": 11, "inSync": 3, "drifted": 1, "foreign": 2, "missing": 1, "extra": 1, "conflict": 1,
                "terminating": 1, "unknown": 1,
            ])
        #expect(status["health"] == ["waiting": 0, "done": 3, "failed": 0])
    }

    @Test func beforeTheFirstLookNothingIsClaimed() {
        let snapshot = SnapshotFixture.snapshot(inSync: 0) {
            $0.revision = nil
            $0.checkedAt = nil
            $0.plan = nil
        }
        let status = status(snapshot)
        for name in ["revision", "ref", "lastChecked", "plan"] { #expect(status[name] == nil, "\(name)") }
    }

    @Test func onlyAPlanThatWaitsForAPersonIsShown() {
        let working = SnapshotFixture.snapshot { $0.plan = SnapshotFixture.plan([SnapshotFixture.step("a")]) }
        #expect(status(working)["plan"] == nil)
        let plan = SnapshotFixture.plan(
            [SnapshotFixture.step("a", needsApproval: true)], reasons: ["the mode is manual"])
        let waiting = SnapshotFixture.snapshot { $0.plan = plan }
        #expect(
            status(waiting)["plan"] == [
                "hash": "sha256:0a1b", "steps": 1, "refused": 0, "summary": "1 to update: the mode is manual",
            ])
        let held = SnapshotFixture.snapshot {
            $0.plan = plan
            $0.hold = Refusal(.suspended, "suspend is set")
        }
        #expect(status(held)["plan"] == nil && status(held)["suspended"] == true)
    }

    /// The schema refuses longer ones, and with them the whole status.
    @Test func textsAndListsAreBounded() throws {
        let long = String(repeating: "e\u{301}", count: 3000)
        let orphans = (0..<300).map { SnapshotFixture.entry("o\($0)", .extra, refusal: Refusal(.annotation, long)) }
        let snapshot = SnapshotFixture.snapshot(orphans) {
            $0.plan = SnapshotFixture.plan([SnapshotFixture.step("a")], reasons: [long, long])
        }
        let status = status(snapshot)
        let listed = try #require(status["protectedOrphans"]?.array)
        #expect(listed.count == 100 && listed[0]["name"] == "o0", "the first ones")
        #expect(listed[0]["reason"]?.string?.unicodeScalars.count == 1024)
        #expect(status["plan"]?["summary"]?.string?.unicodeScalars.count == 4096)
    }
}
