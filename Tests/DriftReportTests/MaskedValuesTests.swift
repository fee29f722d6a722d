import Drift
import DriftReport
import ObjectModel
import ReportSamples
import Testing

/// A masked value is told to be there and to differ, and is nothing else in any format.
@Suite struct MaskedValuesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: ShownValue
        var desired: ShownValue
        var lines: [String]
        /// The members of the change in JSON.
        var json: [JSONValue?]
    }

    static let cases = [
        Case(
            testDescription: "both sides have one", live: .masked, desired: .masked,
            lines: ["    - (masked)", "    + (masked)", "    value differs"],
            json: [["masked": true], ["masked": true]]),
        Case(
            testDescription: "only the cluster has one", live: .masked, desired: .absent, lines: ["    - (masked)"],
            json: [["masked": true], nil]),
        Case(
            testDescription: "only Git has one", live: .absent, desired: .masked, lines: ["    + (masked)"],
            json: [nil, ["masked": true]]),
        Case(
            testDescription: "a text that says so is quoted", live: .masked, desired: .value("(masked)"),
            lines: ["    - (masked)", "    + \"(masked)\""], json: [["masked": true], ["value": "(masked)"]]),
    ]

    @Test(arguments: cases) func showsThatItDiffers(_ c: Case) throws {
        let report = Self.report(live: c.live, desired: c.desired)
        let text = ReportFormat.text.render([report]).split(separator: "\n").map(String.init)
        #expect(text.filter { $0.hasPrefix("    ") } == c.lines)
        for format in ReportFormat.allCases where format != .json {
            #expect(format.render([report]).contains("(masked)"), "\(format)")
        }
        let change = SmallJSON.read(ReportFormat.json.render([report]))?["items"]?.array?.first?["objects"]?.array?
            .first?["changes"]?.array?.first
        #expect([change?["live"], change?["desired"]] == c.json)
    }

    private static func report(live: ShownValue, desired: ShownValue) -> Report {
        Report(
            subject: Report.Subject(environment: "e", repository: "r", cluster: "c"),
            checkedAt: "2026-03-02T09:30:00Z", duration: .zero,
            objects: [
                ObjectDrift(
                    key: SampleReports.key("", "Secret", "n", "s"), apiVersion: "v1", verdict: .drifted,
                    changes: [
                        FieldChange(
                            path: SampleReports.path("data", "token"), cause: .changed, desired: desired, live: live)
                    ])
            ])
    }
}
