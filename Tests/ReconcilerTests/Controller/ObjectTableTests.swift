import Drift
import ObjectModel
import Testing

@testable import Reconciler

/// What the table keeps ready is what counting everything anew would give, after any changes.
@Suite struct ObjectTableTests {
    private static let mode: @Sendable (DesiredObject) -> Environment.Mode = { object in
        object.key.name.hasSuffix("7") ? .report : .revert
    }

    private static func tracked(_ number: Int) -> TrackedObject {
        let object = PlanFixture.desired("object-\(number)", annotations: ["reconcile.dev/wave": "\(number % 3)"])
        return TrackedObject(object, packed: PackedDocument(object.document), healthTimeout: .seconds(600))
    }

    private static func observation(_ object: TrackedObject, _ random: inout SystemRandomNumberGenerator) -> Observation
    {
        var seen = Observation(
            unknown: ObjectDrift(
                key: object.key, apiVersion: "apps/v1",
                verdict: Verdict.allCases.randomElement(using: &random) ?? .inSync))
        seen.isOurs = Bool.random(using: &random)
        seen.uid = Bool.random(using: &random) ? "uid" : ""
        seen.health = Bool.random(using: &random) ? .done : .waiting("soon")
        return seen
    }

    @Test func isWhatCountingAnewGives() throws {
        var random = SystemRandomNumberGenerator()
        var table = ObjectTable(mode: Self.mode)
        var model: [ObjectKey: TrackedObject] = [:]
        for _ in 0..<2_000 {
            let object = Self.tracked(Int.random(in: 0..<40, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                table.insert(object)
                model[object.key] = object
            case 1:
                table.remove(object.key)
                model[object.key] = nil
            default:
                let seen = Self.observation(object, &random)
                let isRolledOut = Bool.random(using: &random)
                for change in [table.update(object.key, edit(seen, isRolledOut))] where change == nil {
                    #expect(model[object.key] == nil)
                }
                if var known = model[object.key] {
                    edit(seen, isRolledOut)(&known)
                    model[object.key] = known
                }
            }
            try expectEqual(table, model)
        }
    }

    private func edit(_ seen: Observation, _ isRolledOut: Bool) -> (inout TrackedObject) -> Void {
        { tracked in
            tracked.seen = seen
            tracked.isRolledOut = isRolledOut
        }
    }

    private func expectEqual(_ table: ObjectTable, _ model: [ObjectKey: TrackedObject]) throws {
        let all = model.values
        try #require(table.count == all.count)
        try #require(table.differing == Set(all.filter { $0.verdict != .inSync }.map(\.key)))
        try #require(table.unhealthy == Set(all.filter { $0.seen?.health.state != .done }.map(\.key)))
        try #require(table.inventoryCount == all.count { $0.seen?.isOurs == true && $0.seen?.uid.isEmpty == false })
        for verdict in [nil] + Verdict.allCases {
            try #require(table.count(of: verdict) == all.count { $0.verdict == verdict })
        }
        let open = all.filter { object in
            object.verdict != .inSync || (object.seen?.isOurs == false && Self.mode(object.desired) == .revert)
        }
        try #require(table.open == Set(open.map(\.key)))
        let holding = all.filter { object in
            object.isRolledOut ? object.seen?.health.state != .done : Self.mode(object.desired) == .revert
        }
        let first = holding.min { ($0.settings.wave, $0.key) < ($1.settings.wave, $1.key) }
        try #require(table.firstHoldingBack?.key == (Set(all.map(\.settings.wave)).count > 1 ? first?.key : nil))
    }

    /// A copy of the state, as a snapshot takes one, does not change with the original.
    @Test func aCopyStaysAsItWas() {
        var table = ObjectTable(mode: Self.mode)
        let object = Self.tracked(1)
        table.insert(object)
        let copy = table
        table.update(object.key) { $0.failures = 5 }
        #expect(copy[object.key]?.failures == 0)
        #expect(table[object.key]?.failures == 5)
    }
}
