import Testing

@testable import DriftReport

/// The edits of a difference turn the one text into the other, whatever the texts are, in bounded time.
@Suite struct LineDiffTests {
    @Test func editsLeadFromOldToNew() {
        var random = SplitMix(state: 7)
        for round in 0..<2_000 {
            let old = random.lines(upTo: 12, of: 4)
            let new = random.lines(upTo: 12, of: 4)
            let edits = LineDiff.edits(from: old, to: new)
            #expect(edits.compactMap { $0.old(in: old) } == old, "round \(round)")
            #expect(edits.compactMap { $0.new(in: new) } == new, "round \(round)")
            #expect(!zip(edits, edits.dropFirst()).contains { $0.isAdd && $1.isRemove }, "round \(round)")
            #expect(edits.count { $0.isEqual } == Self.longestCommon(old, new), "round \(round): not the fewest edits")
        }
    }

    @Test func removalsComeBeforeAdditions() {
        let edits = LineDiff.edits(from: ["a", "b", "c"], to: ["x", "y", "c"])
        #expect(edits == [.remove(old: 0), .remove(old: 1), .add(new: 0), .add(new: 1), .equal(old: 2, new: 2)])
    }

    @Test func textsWithNothingInCommonAreReplaced() {
        let old = (0..<100_000).map { Substring("old \($0)") }
        let new = (0..<100_000).map { Substring("new \($0)") }
        let edits = LineDiff.edits(from: ["same"] + old, to: ["same"] + new)
        #expect(edits.count == 200_001)
        #expect(edits.first == .equal(old: 0, new: 0))
    }

    @Test func linesAreEqualWhenTheirBytesAre() {
        #expect(LineDiff.edits(from: ["\u{E9}"], to: ["e\u{301}"]) == [.remove(old: 0), .add(new: 0)])
    }

    /// The textbook table, as the measure of what can stay.
    private static func longestCommon(_ a: [Substring], _ b: [Substring]) -> Int {
        var row = [Int](repeating: 0, count: b.count + 1)
        for line in a {
            var diagonal = 0
            for (place, other) in b.enumerated() {
                let above = row[place + 1]
                row[place + 1] = line == other ? diagonal + 1 : max(above, row[place])
                diagonal = above
            }
        }
        return row[b.count]
    }
}

extension LineDiff.Edit {
    fileprivate var isEqual: Bool {
        guard case .equal = self else { return false }
        return true
    }

    fileprivate var isAdd: Bool {
        guard case .add = self else { return false }
        return true
    }

    fileprivate var isRemove: Bool {
        guard case .remove = self else { return false }
        return true
    }

    fileprivate func old(in lines: [Substring]) -> Substring? {
        switch self {
        case .equal(let old, _), .remove(let old): lines[old]
        case .add: nil
        }
    }

    fileprivate func new(in lines: [Substring]) -> Substring? {
        switch self {
        case .equal(_, let new), .add(let new): lines[new]
        case .remove: nil
        }
    }
}

/// The same numbers in every run (Steele, Lea, Flood 2014).
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func lines(upTo count: Int, of kinds: UInt64) -> [Substring] {
        (0..<Int(next() % UInt64(count + 1))).map { _ in Substring("line \(next() % kinds)") }
    }
}
