import ObjectModel
import Testing

/// Comparing values costs their size, however deep they are and wherever they differ: anybody may write such a manifest.
@Suite struct EqualityIsLinearTests {
    private static func nested(_ levels: Int, around leaf: JSONValue) -> JSONValue {
        (0..<levels).reduce(leaf) { inner, _ in ["a": 1, "b": inner] }
    }

    /// With two comparisons a level this would take longer than the sun has left.
    @Test func aDifferenceDeepInside() {
        #expect(Self.nested(200, around: 1) != Self.nested(200, around: 2))
        #expect(Self.nested(200, around: 1) == Self.nested(200, around: 1))
    }

    @Test func theOrderOfMembersDoesNotCount() {
        let one: JSONValue = ["a": ["x": 1, "y": [["p": 1, "q": 2]]], "b": 2]
        let other: JSONValue = ["b": 2, "a": ["y": [["q": 2, "p": 1]], "x": 1]]
        #expect(one == other && one.hashValue == other.hashValue)
        #expect(one != ["b": 2, "a": ["y": [["q": 2, "p": 2]], "x": 1]])
        #expect(one != ["b": 2, "c": ["y": [["q": 2, "p": 1]], "x": 1]])
    }
}
