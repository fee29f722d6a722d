import Drift
import ObjectModel
import ReportSamples
import Testing

@testable import DriftReport

/// A value of a megabyte may stand in a ConfigMap: people see where it differs and how much is folded, programs see all.
@Suite struct LongValuesTests {
    @Test func oneLongLineIsShownAroundItsDifference() {
        let head = String(repeating: "a", count: 600_000)
        let tail = String(repeating: "z", count: 400_000)
        let lines = Self.change(live: .string("\(head)HERE\(tail)"), desired: .string("\(head)THERE\(tail)")).diffLines(
            DiffLimits())
        #expect(lines.map(\.side) == [.live, .git])
        #expect(lines[0].text.text.contains("aHEREz") && lines[1].text.text.contains("aTHEREz"))
        #expect(lines[0].text.text.hasPrefix("… 599,900 characters … "))
        #expect(lines[0].text.text.hasSuffix(" … 399,704 more characters"))
        #expect(lines.allSatisfy { $0.text.text.utf8.count < 600 })
    }

    @Test func manyLinesAreFoldedWithTheirNumber() {
        let live = (0..<50_000).map { "live \($0)\n" }.joined()
        let desired = (0..<40_000).map { "git \($0)\n" }.joined()
        let lines = Self.change(live: .string(live), desired: .string(desired)).diffLines(DiffLimits())
        #expect(lines.count == 42)
        #expect(lines.map(\.text).contains("… 49,980 more lines in the cluster …"))
        #expect(lines.map(\.text).contains("… 39,980 more lines in Git …"))
    }

    @Test func manyPlacesAreFoldedWithTheirNumber() {
        let live = (0..<900).map { $0.isMultiple(of: 10) ? "live \($0)\n" : "\($0)\n" }.joined()
        let desired = (0..<900).map { $0.isMultiple(of: 10) ? "git \($0)\n" : "\($0)\n" }.joined()
        let lines = Self.change(live: .string(live), desired: .string(desired)).diffLines(DiffLimits())
        let shown = lines.count { $0.side == .live }
        #expect(lines.count < 140)
        #expect(
            lines.last?.text
                == "… \(90 - shown) more lines in the cluster and \(90 - lines.count { $0.side == .git }) in Git differ …"
        )
    }

    @Test(arguments: ReportFormat.allCases) func everyFormatBearsIt(_ format: ReportFormat) {
        let long = String(repeating: "0123456789\u{1B}é", count: 20_000)
        let change = Self.change(live: .string(long), desired: .string(long + "x"))
        let object = ObjectDrift(
            key: SampleReports.key("", long, long, long), apiVersion: "v1", verdict: .drifted,
            changes: [change], reason: long, notes: [long])
        let report = Report(
            subject: Report.Subject(environment: long, repository: long, cluster: long), checkedAt: long,
            duration: .zero, objects: [object], gaps: [long])
        let text = format.render([report])
        #expect(format == .json ? text.utf8.count > 3_000_000 : text.utf8.count < 200_000)
        if format == .markdown { #expect(text.utf8.count <= 60_000) }
    }

    private static func change(live: JSONValue, desired: JSONValue) -> FieldChange {
        FieldChange(
            path: SampleReports.path("data", "file"), cause: .changed, desired: .value(desired), live: .value(live))
    }
}
