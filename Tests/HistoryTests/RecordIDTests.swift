import History
import ObjectModel
import Testing

/// Ids sort by time, are those of RFC 9562, and can be written and read.
@Suite struct RecordIDTests {
    private struct Constant: RandomNumberGenerator {
        var number: UInt64
        mutating func next() -> UInt64 { number }
    }

    @Test(arguments: [
        (0, UInt64.min, "00000000-0000-7000-8000-000000000000"),
        (0, .max, "00000000-0000-7fff-bfff-ffffffffffff"),
        // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z.
        (1_645_557_742_000_000, .min, "017f22e2-79b0-7000-8000-000000000000"),
        (-5_000_000, .min, "00000000-0000-7000-8000-000000000000"),
    ])
    func hasTheFormOfTheRFC(_ microseconds: Int64, _ random: UInt64, _ expected: String) {
        var generator = Constant(number: random)
        let id = RecordID(at: Timestamp(microseconds: microseconds), using: &generator)
        #expect(id.description == expected)
        #expect(RecordID(id.description) == id && RecordID(id.description.uppercased()) == id)
    }

    @Test func sortsByTimeAsNumberAndAsText() {
        let ids = (0..<200).map { RecordID(at: Sample.time($0)) }
        #expect(ids == ids.sorted() && ids.map(\.description) == ids.map(\.description).sorted())
        #expect(Set((0..<10_000).map { _ in RecordID(at: Sample.start) }).count == 10_000)
    }

    @Test(arguments: [
        "", "017f22e2-79b0-7000-8000-00000000000", "017f22e279b0700080000000000000000000",
        "+17f22e2-79b0-7000-8000-000000000000",
    ])
    func otherTextIsNone(_ text: String) { #expect(RecordID(text) == nil) }
}
