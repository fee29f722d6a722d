// Repositories that were ordered for Argo CD must be applied in that order, and a slip of the pen must be told.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct SyncWaveTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var annotations: [String: JSONValue]
        var wave: Int
        var source: String?
        var isFinding = false
    }

    @Test(arguments: [
        Case(testDescription: "without an annotation it is 0", annotations: [:], wave: 0),
        Case(
            testDescription: "ours", annotations: ["reconcile.dev/wave": "-3"], wave: -3,
            source: "reconcile.dev/wave: -3"),
        Case(
            testDescription: "Argo CD's", annotations: ["argocd.argoproj.io/sync-wave": "12"], wave: 12,
            source: "argocd.argoproj.io/sync-wave: 12"),
        Case(
            testDescription: "ours goes first",
            annotations: ["argocd.argoproj.io/sync-wave": "12", "reconcile.dev/wave": "+2"], wave: 2,
            source: "reconcile.dev/wave: +2"),
        Case(
            testDescription: "a number without quotes is meant as one", annotations: ["reconcile.dev/wave": 7], wave: 7,
            source: "reconcile.dev/wave: 7"),
        Case(
            testDescription: "a word is told, and is 0", annotations: ["argocd.argoproj.io/sync-wave": "early"],
            wave: 0, source: "argocd.argoproj.io/sync-wave: early", isFinding: true),
        Case(
            testDescription: "so is a fraction", annotations: ["reconcile.dev/wave": "1.5"], wave: 0,
            source: "reconcile.dev/wave: 1.5", isFinding: true),
        Case(
            testDescription: "and what 32 bits do not hold", annotations: ["reconcile.dev/wave": "99999999999"],
            wave: 0, source: "reconcile.dev/wave: 99999999999", isFinding: true),
        Case(
            testDescription: "and nothing at all", annotations: ["reconcile.dev/wave": ""], wave: 0,
            source: "reconcile.dev/wave: ", isFinding: true),
    ])
    func reads(_ c: Case) {
        let wave = SyncWave(of: annotated(c.annotations))
        #expect(wave.number == c.wave)
        #expect(wave.source?.description == c.source)
        #expect((wave.finding != nil) == c.isFinding)
    }

    @Test func theFindingSaysWhatIsDoneAndWhatToWrite() {
        let finding = SyncWave(of: annotated(["reconcile.dev/wave": "early"])).finding
        #expect(
            finding?.message == "'reconcile.dev/wave: early' means nothing, and wave 0 is taken: "
                + "write a whole number in quotes, such as \"-1\" or \"5\"")
        #expect(finding?.rule == "annotation-value" && finding?.severity == .warning)
    }

    @Test func whatIsNoObjectIsWaveZero() {
        for value: JSONValue in [nil, [], "text", ["metadata": []], ["metadata": ["annotations": "text"]]] {
            #expect(SyncWave(of: value).number == 0)
            #expect(PruneChoice(of: value).decision == .allowed)
            #expect(!RecreateChoice(of: value).isAllowed)
        }
    }

    @Test func aLongValueIsToldInOneShortLine() {
        let value = AnnotationValue(name: "a", value: String(repeating: "x\n", count: 5_000))
        #expect(value.description.count < 90 && !value.description.contains("\n"))
    }
}
