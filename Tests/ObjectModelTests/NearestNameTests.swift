import ObjectModel
import Testing

/// A misspelt name is answered with the one that was meant, and with none where that would be a guess.
@Suite struct NearestNameTests {
    @Test(arguments: [
        ("stagign", "staging"), ("Production", "production"), ("prod", nil), ("", nil), ("xyz", nil), ("b", "a"),
    ])
    func theNearestNameIsFound(_ name: String, _ expected: String?) {
        #expect(NearestName.of(name, among: ["production", "staging", "c", "a"]) == expected)
    }
}
