import ObjectModel
import Reconciler
import Testing

/// What is applied to `current` by RFC 7386 becomes `wanted`.
@Suite struct MergePatchTests {
    @Test func whatIsNotWantedAnyMoreIsTakenOut() {
        let current: JSONValue = ["plan": ["hash": "1", "steps": [1, 2]], "drifted": 2, "lists": ["a"]]
        #expect(MergePatch.from(current, to: ["drifted": 0, "lists": []]) == ["plan": nil, "drifted": 0, "lists": []])
        #expect(
            MergePatch.from(current, to: ["plan": ["hash": "2"], "drifted": 2])
                == ["lists": nil, "plan": ["steps": nil, "hash": "2"], "drifted": 2])
        #expect(MergePatch.from([:], to: ["plan": ["hash": "1"]]) == ["plan": ["hash": "1"]])
        #expect(MergePatch.from(["plan": "text"], to: ["plan": ["hash": "1"]]) == ["plan": ["hash": "1"]])
    }
}
