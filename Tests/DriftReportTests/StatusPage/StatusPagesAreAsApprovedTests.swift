import DriftReport
import FoundationEssentials
import ReportSamples
import Testing

/// The pages of one realistic morning, as people have read and approved them; `UPDATE_GOLDENS=1` writes them anew.
@Suite struct StatusPagesAreAsApprovedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        var text: String
        var testDescription: String { file }
    }

    static let cases = [
        Case(
            file: "status-overview.html",
            text: StatusPage.overview(SampleStatuses.all, at: SampleStatuses.now).document(nonce: "abc123")),
        Case(
            file: "status-environment.html",
            text: StatusPage.environment(SampleStatuses.production, at: SampleStatuses.now).document(nonce: "abc123")),
        Case(
            file: "status-failing.html",
            text: StatusPage.environment(SampleStatuses.research, at: SampleStatuses.now).document(nonce: "abc123")),
        Case(file: "status-list.json", text: StatusList(SampleStatuses.all, toolVersion: "1.0.0").text),
    ]

    @Test(arguments: cases) func areAsApproved(_ c: Case) throws {
        let folder = #filePath.dropLast("StatusPage/StatusPagesAreAsApprovedTests.swift".count)
        let golden = "\(folder)Goldens/\(c.file)"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try c.text.write(toFile: golden, atomically: true, encoding: .utf8)
        }
        #expect(try c.text == String(contentsOfFile: golden, encoding: .utf8))
    }
}
