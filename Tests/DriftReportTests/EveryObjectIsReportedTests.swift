import Drift
import DriftReport
import ObjectModel
import ReportSamples
import Testing

/// An object that is not in sync is in every format, or counted among those that are left out: nothing is cut silently.
@Suite struct EveryObjectIsReportedTests {
    static let sizes = [0, 1, 7, 200, 3_000]

    @Test(arguments: ReportFormat.allCases, sizes) func namesEveryObject(_ format: ReportFormat, _ size: Int) {
        var options = ReportOptions()
        options.markdownLimit = 10_000_000
        let report = Self.report(objects: size)
        let text = format.render([report], options: options)
        // Names have one length, so none is part of another.
        let named = Set(text.utf8.split { !Self.isNameByte($0) }.map { String(Substring($0)) })
        let absent = report.objects.filter { $0.verdict != .inSync && !named.contains($0.key.name) }
        #expect(absent.isEmpty, "\(absent.count) are not there, such as \(absent.first?.key.description ?? "")")
        if format == .markdown { #expect(!text.contains("Left out")) }
    }

    @Test(arguments: [4_000, 8_000, 60_000, 1_000_000], [0, 1, 20, 3_000, 10_000])
    func markdownStaysBelowItsLimitAndCountsTheRest(_ limit: Int, _ size: Int) throws {
        var options = ReportOptions()
        options.markdownLimit = limit
        let report = Self.report(objects: size)
        let text = ReportFormat.markdown.render([report], options: options)
        #expect(text.utf8.count <= limit)
        let detailed = text.split(separator: "<details>").count - 1
        let named = text.split(separator: "\n").count { line in line.hasPrefix("- **") }
        let (withoutDetails, unlisted) = try Self.leftOut(text)
        #expect(detailed + named + unlisted == report.objects.count { $0.verdict != .inSync })
        #expect(withoutDetails <= named)
    }

    @Test func markdownKeepsTheGravest() {
        var options = ReportOptions()
        options.markdownLimit = 20_000
        let text = ReportFormat.markdown.render([Self.report(objects: 3_000)], options: options)
        #expect(text.contains("<b>conflict</b>"))
        #expect(!text.contains("<b>terminating</b>"))
        #expect(text.contains("375 terminating), which are not listed\n"))
    }

    @Test(arguments: [(40, 25_000, 5_000), (40, 25_000, 10), (40, 20, 10)])
    func sarifHasTheGravestFirstAndCountsAll(_ size: Int, _ limit: Int, _ shown: Int) throws {
        var options = ReportOptions()
        options.sarifLimit = limit
        options.sarifShown = shown
        let text = ReportFormat.sarif.render([Self.report(objects: size)], options: options)
        let run = try #require(SmallJSON.read(text)?["runs"]?.array?.first)
        let results = try #require(run["results"]?.array)
        let count = try #require(run["properties"]?["resultCount"]?.integer)
        #expect(results.count == min(limit, Int(count)))
        let levels = results.compactMap { $0["level"]?.string }
        #expect(levels == ["error", "warning", "note"].flatMap { level in levels.filter { $0 == level } })
        #expect(results.first?["message"]?["text"]?.string?.contains(Self.name(5)) == true, "a conflict")
        let told = run["invocations"]?.array?.first?["toolExecutionNotifications"]?.array?.first {
            $0["descriptor"]?["id"] == "many-results"
        }
        #expect((told != nil) == (count > shown))
        guard let words = told?["message"]?["text"]?.string else { return }
        #expect(words.contains("there are \(count) results") && words.contains("first \(shown)"))
        #expect(words.contains("the last \(Int(count) - limit) are left out") == (count > limit), "\(words)")
    }

    @Test func markdownOfManyEnvironmentsStaysBelowItsLimit() {
        let reports = (0..<1_000).map { place in
            var report = Self.report(objects: 5)
            report.subject.environment = "environment-\(place)"
            report.gaps = Array(repeating: String(repeating: "gap ", count: 200), count: 3)
            return report
        }
        let text = ReportFormat.markdown.render(reports)
        #expect(text.utf8.count <= 60_000)
        #expect(text.contains("more environments are left out of this table"))
    }

    /// Objects of every verdict in turn, the changes of each its own.
    static func report(objects: Int) -> Report {
        let verdicts = Verdict.allCases
        return Report(
            subject: Report.Subject(environment: "production", repository: "/repo", cluster: "prod"),
            checkedAt: "2026-03-02T09:30:00Z", duration: .seconds(1),
            objects: (0..<objects).map { place in
                let verdict = verdicts[place % verdicts.count]
                let change = FieldChange(
                    path: SampleReports.path("spec", "replicas"), cause: verdict == .foreign ? .foreign : .changed,
                    desired: .value(3), live: .value(.integer(Int64(place))))
                return ObjectDrift(
                    key: SampleReports.key("apps", "Deployment", "team", name(place)), apiVersion: "apps/v1",
                    verdict: verdict, changes: [.drifted, .foreign, .conflict].contains(verdict) ? [change] : [],
                    reason: verdict == .unknown ? "no permission" : nil)
            })
    }

    private static func name(_ place: Int) -> String { "x\(String(1_000_000 + place).dropFirst())x" }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "x") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// What the sentence on what is left out says: without details, not listed at all.
    private static func leftOut(_ text: String) throws -> (Int, Int) {
        var result = (0, 0)
        for line in text.split(separator: "\n") where line.hasPrefix("> - ") {
            // Before `object(s) (`, with commas between thousands.
            let end = try #require(line.firstRange(of: " object")?.lowerBound)
            let digits = line[..<end].reversed().prefix { $0.isNumber || $0 == "," }.filter { $0 != "," }
            let number = try #require(Int(String(digits.reversed())))
            if line.contains("the details of") { result.0 = number } else { result.1 = number }
        }
        return result
    }
}
