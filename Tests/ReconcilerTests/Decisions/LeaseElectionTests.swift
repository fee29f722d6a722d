// The Lease is shared with client-go's electors and with people: what is written and when follows their rules.
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct LeaseElectionTests {
    static let wall: Int64 = 1_795_225_020

    /// The state machine as something that a check may change.
    final class Candidate {
        private var election = LeaseElection(settings: LeaseElection.Settings(identity: "me"))

        func next(observed: LeaseRecord?, now: Duration) -> LeaseElection.Action {
            election.next(observed: observed, now: now, wall: wall)
        }

        func succeeded(at now: Duration) -> Duration { election.succeeded(at: now) }
        func failed(at now: Duration) -> Duration { election.failed(at: now) }
        func isHeld(now: Duration) -> Bool { election.isHeld(now: now) }
        func release(observed: LeaseRecord?) -> LeaseRecord? { election.release(observed: observed, wall: wall) }
    }

    static func record(_ holder: String, seconds: Int64 = 15, version: String = "7") -> LeaseRecord {
        LeaseRecord(
            holderIdentity: holder, leaseDurationSeconds: seconds, acquireTime: "2026-01-01T00:00:00.000000Z",
            renewTime: "2026-01-01T00:00:05.000000Z", leaseTransitions: 3, resourceVersion: version)
    }

    @Test func theFirstCandidateCreatesTheLease() {
        let me = Candidate()
        let time = "2026-11-21T01:37:00.000000Z"
        let wanted = LeaseRecord(
            holderIdentity: "me", leaseDurationSeconds: 15, acquireTime: time, renewTime: time)
        #expect(me.next(observed: nil, now: .seconds(1)) == .create(wanted))
        #expect(!me.isHeld(now: .seconds(1)))
        #expect(me.succeeded(at: .seconds(2)) == .seconds(4))
        #expect(me.isHeld(now: .seconds(2)))
    }

    @Test func theLeaseCountsFromTheSendingOfTheWrite() {
        let me = Candidate()
        _ = me.next(observed: nil, now: .seconds(100))
        _ = me.succeeded(at: .seconds(108))
        #expect(me.isHeld(now: .milliseconds(109_999)))
        #expect(!me.isHeld(now: .seconds(110)), "15 s less the margin of 5 s")
        #expect(!me.isHeld(now: .seconds(99)), "a clock that went back proves nothing")
    }

    @Test func anUnansweredWriteHoldsNothing() {
        let me = Candidate()
        _ = me.next(observed: nil, now: .zero)
        #expect(me.failed(at: .seconds(4)) == .seconds(2))
        #expect(!me.isHeld(now: .seconds(4)))
        // It had arrived all the same: the lease is ours, and counts from the next write.
        let action = me.next(observed: Self.record("me"), now: .seconds(6))
        #expect(action == .renew(Self.renewed))
        _ = me.succeeded(at: .seconds(6))
        #expect(me.isHeld(now: .seconds(15)))
    }

    /// What was acquired and how often stays.
    static let renewed: LeaseRecord = {
        var record = Self.record("me")
        record.renewTime = "2026-11-21T01:37:00.000000Z"
        return record
    }()

    @Test func aFailedRenewalLeavesWhatIsHeld() {
        let me = Candidate()
        _ = me.next(observed: nil, now: .zero)
        _ = me.succeeded(at: .zero)
        #expect(me.next(observed: Self.record("me"), now: .seconds(3)) == .wait(.seconds(2)))
        #expect(me.next(observed: Self.record("me"), now: .seconds(5)) == .renew(Self.renewed))
        _ = me.failed(at: .seconds(9))
        #expect(me.isHeld(now: .seconds(9)))
        #expect(!me.isHeld(now: .seconds(10)))
    }

    @Test func aForeignLeaseRunsOutByOurClockSinceItsLastChange() {
        let me = Candidate()
        #expect(me.next(observed: Self.record("you"), now: .seconds(0)) == .wait(.seconds(2)))
        #expect(me.next(observed: Self.record("you"), now: .seconds(14)) == .wait(.seconds(1)))
        let renewed = Self.record("you", version: "8")
        #expect(me.next(observed: renewed, now: .seconds(15)) == .wait(.seconds(2)))
        guard case .takeOver(let taken) = me.next(observed: renewed, now: .seconds(30)) else {
            Issue.record("the lease has run out")
            return
        }
        #expect(taken.holderIdentity == "me" && taken.leaseTransitions == 4 && taken.resourceVersion == "8")
        #expect(taken.acquireTime == "2026-11-21T01:37:00.000000Z")
    }

    @Test func theHoldersOwnDurationCounts() {
        let me = Candidate()
        let long = Self.record("you", seconds: 60)
        _ = me.next(observed: long, now: .zero)
        #expect(me.next(observed: long, now: .seconds(59)) == .wait(.seconds(1)))
        let other = Candidate()
        for senseless in [0, -1, Int64.min] {
            let record = Self.record("you", seconds: senseless)
            _ = other.next(observed: record, now: .zero)
            #expect(other.next(observed: record, now: .seconds(14)) == .wait(.seconds(1)))
        }
    }

    @Test func aForeignHolderEndsOurLeadershipAtOnce() {
        let me = Candidate()
        _ = me.next(observed: nil, now: .zero)
        _ = me.succeeded(at: .zero)
        _ = me.next(observed: Self.record("you"), now: .seconds(1))
        #expect(!me.isHeld(now: .seconds(1)))
    }

    @Test func aLeaseGivenUpIsTakenAtOnceAndOneThatVanishedIsNot() {
        let me = Candidate()
        _ = me.next(observed: Self.record("you"), now: .zero)
        #expect(me.next(observed: nil, now: .seconds(1)) == .wait(.seconds(2)))
        #expect(me.next(observed: nil, now: .seconds(15)) == .wait(.seconds(1)))
        guard case .create = me.next(observed: nil, now: .seconds(16)) else {
            Issue.record("nobody can believe in it any longer")
            return
        }
        guard case .takeOver = me.next(observed: Self.record(""), now: .seconds(17)) else {
            Issue.record("nobody holds it")
            return
        }
    }

    @Test func givingUpCountsFromTheCall() {
        let me = Candidate()
        _ = me.next(observed: nil, now: .zero)
        _ = me.succeeded(at: .zero)
        let released = me.release(observed: Self.record("me"))
        #expect(!me.isHeld(now: .seconds(1)))
        #expect(released?.holderIdentity == "" && released?.resourceVersion == "7")
        #expect(me.release(observed: Self.record("you")) == nil)
        #expect(me.release(observed: nil) == nil)
    }

    @Test func theRecordIsALeaseObject() {
        let lease = Self.record("me").lease(namespace: "reconcile", name: "reconcile-production")
        let wanted: JSONValue = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": ["name": "reconcile-production", "namespace": "reconcile", "resourceVersion": "7"],
            "spec": [
                "holderIdentity": "me", "leaseDurationSeconds": 15, "acquireTime": "2026-01-01T00:00:00.000000Z",
                "renewTime": "2026-01-01T00:00:05.000000Z", "leaseTransitions": 3,
            ],
        ]
        #expect(lease == wanted)
        #expect(LeaseRecord(lease: wanted) == Self.record("me"))
        #expect(LeaseRecord(lease: ["kind": "Lease"]).holderIdentity.isEmpty)
    }
}
