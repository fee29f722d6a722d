import EmbeddedCluster
import Glibc
import LoopbackHTTP
import ObjectModel
import Testing

/// The embedded cluster is only worth as much as it is like the real one: both are held to the same answers.
@Suite(.serialized) struct ScenarioTests {
    static let all = Array(
        (ScenarioTable.objects + ScenarioTable.apply + ScenarioTable.kinds + ScenarioTable.custom).enumerated()
    ).map { Numbered(number: $0.offset, scenario: $0.element) }

    struct Numbered: Sendable, CustomTestStringConvertible {
        var number: Int
        var scenario: Scenario

        var testDescription: String { scenario.name }
    }

    @Test(arguments: all) func embeddedClusterAnswersAsRecorded(_ c: Numbered) async throws {
        let recorded = try #require(try RecordedAnswers.read(c.scenario), "no recording of '\(c.scenario.name)'")
        let cluster = try await EmbeddedCluster.start()
        let runner = ScenarioRunner(client: try PlainHTTP(url: cluster.url, token: cluster.token), run: "t")
        let answers = try runner.play(c.scenario, number: c.number)
        await cluster.stop()
        Self.compare(answers, recorded, c.scenario)
    }

    /// The recordings are what the real server says today; `RECONCILE_RECORD` makes them so.
    @Test(.enabled(if: getenv("RECONCILE_TESTBED") != nil)) func realServerAnswersAsRecorded() throws {
        guard let proxy = try TestbedProxy() else { return }
        let runner = ScenarioRunner(client: try PlainHTTP(url: proxy.url), run: String(time(nil), radix: 36))
        for c in Self.all {
            let answers = try runner.play(c.scenario, number: c.number)
            if RecordedAnswers.isRecording {
                try RecordedAnswers.write(c.scenario, answers)
            } else {
                Self.compare(answers, try RecordedAnswers.read(c.scenario) ?? [], c.scenario)
            }
        }
    }

    private static func compare(_ answers: [JSONValue], _ recorded: [JSONValue], _ scenario: Scenario) {
        #expect(answers.count == recorded.count, "'\(scenario.name)' has another number of steps")
        for (place, (answer, expected)) in zip(answers, recorded).enumerated() where answer != expected {
            let step = scenario.steps[place]
            let differences = Self.differences(answer, expected, at: "").prefix(12).joined(separator: "\n  ")
            Issue.record("'\(scenario.name)', step \(place + 1) \(step.method) \(step.path):\n  \(differences)")
        }
    }

    /// Where two values differ, a line each: here against recorded.
    private static func differences(_ left: JSONValue?, _ right: JSONValue?, at path: String) -> [String] {
        if left == right { return [] }
        if let a = left?.object, let b = right?.object {
            let keys = Set(a.keys).union(b.keys).sorted()
            return keys.flatMap { differences(a[$0], b[$0], at: "\(path)/\($0)") }
        }
        if let a = left?.array, let b = right?.array {
            return (0..<max(a.count, b.count)).flatMap { place in
                differences(
                    place < a.count ? a[place] : nil, place < b.count ? b[place] : nil, at: "\(path)/\(place)")
            }
        }
        return ["\(path): \(left?.jsonText ?? "nothing"), recorded \(right?.jsonText ?? "nothing")"]
    }
}
