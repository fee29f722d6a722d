// Two replicas that both believe in leading would write against each other, and nothing else would stop them.
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct NeverTwoLeadersTests {
    @Test(arguments: [2, 3])
    func noTwoCandidatesHoldTheLeaseAtOnce(candidates: Int) {
        var changes = 0
        for seed in 0..<40 as Range<UInt64> {
            var model = LeaseModel(candidates: candidates, seed: seed)
            var last: Int?
            for _ in 0..<6_000 {
                model.step()
                let holders = model.holders
                #expect(holders.count <= 1, "seed \(seed) at \(model.time) ms: \(holders)")
                guard holders.count <= 1 else { return }
                if let holder = holders.first, holder != last {
                    changes += 1
                    last = holder
                }
            }
        }
        // The storm is worth something only if leadership moves in it.
        #expect(changes > 200)
    }

    @Test func someoneLeadsSoonAfterTheStorm() {
        for seed in 100..<115 as Range<UInt64> {
            var model = LeaseModel(candidates: 3, seed: seed)
            for _ in 0..<2_000 { model.step() }
            model.isStormy = false
            // The longest stop, then a lease that has to run out and the look that notices.
            for _ in 0..<((40_000 + 25_000) / LeaseModel.tick) { model.step() }
            var held = 0
            for _ in 0..<600 {
                model.step()
                held += model.holders.count
            }
            #expect(held == 600, "seed \(seed)")
        }
    }
}
