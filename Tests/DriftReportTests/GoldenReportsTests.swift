import DriftReport
import FoundationEssentials
import ReportSamples
import Testing

/// Every format of one realistic run, as people have read and approved it; `UPDATE_GOLDENS=1` writes them anew.
@Suite struct GoldenReportsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        var format: ReportFormat
        var reports: [Report] = [SampleReports.production]
        var change: @Sendable (inout ReportOptions) -> Void = { _ in }
        var testDescription: String { file }
    }

    static let cases =
        ReportFormat.allCases.map { Case(file: "production.\($0.fileExtension)", format: $0) } + [
            Case(file: "colour.txt", format: .text) { $0.usesColour = true },
            Case(file: "in-sync.txt", format: .text, reports: [SampleReports.staging]),
            Case(file: "all.txt", format: .text, reports: [SampleReports.staging]) { $0.showsInSync = true },
            Case(
                file: "two-environments.txt", format: .text, reports: [SampleReports.production, SampleReports.staging]),
        ]

    @Test(arguments: cases) func rendersAsApproved(_ c: Case) throws {
        var options = ReportOptions()
        options.toolVersion = "1.0.0"
        c.change(&options)
        let text = c.format.render(c.reports, options: options)
        let golden =
            "\(String(#filePath.prefix { _ in true }.dropLast("GoldenReportsTests.swift".count)))Goldens/\(c.file)"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try text.write(toFile: golden, atomically: true, encoding: .utf8)
        }
        #expect(try text == String(contentsOfFile: golden, encoding: .utf8))
    }
}

extension ReportFormat {
    fileprivate var fileExtension: String {
        switch self {
        case .text: "txt"
        case .json: "json"
        case .markdown: "md"
        case .sarif: "sarif"
        case .junit: "xml"
        case .html: "html"
        }
    }
}
