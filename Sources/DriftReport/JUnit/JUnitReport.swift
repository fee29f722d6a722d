import Drift
import ObjectModel

/// The report as JUnit XML: a suite for each environment, a case for each object.
///
/// There is no standard; this keeps to what Jenkins (xunit plug-in, `junit-10.xsd`) and GitLab read. Drift of any kind is a
/// failure, what could not be decided an error. A gap or a finding of severity error is a case of its own.
struct JUnitReport {
    let options: ReportOptions

    func render(_ reports: [Report]) -> String {
        let suites = reports.map(Suite.init)
        var page: Tags = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="reconcile diff" tests="\(plain(suites.map(\.tests).reduce(0, +)))" \
            failures="\(plain(suites.map(\.failures).reduce(0, +)))" \
            errors="\(plain(suites.map(\.errors).reduce(0, +)))">

            """
        for suite in suites { page += render(suite) }
        page += "</testsuites>\n"
        return page.text
    }

    private func render(_ suite: Suite) -> Tags {
        let report = suite.report
        let environment = report.subject.shownEnvironment
        var page: Tags = """
              <testsuite name="\(environment)" tests="\(plain(suite.tests))" failures="\(plain(suite.failures))" \
            errors="\(plain(suite.errors))" skipped="0" time="\(seconds(report))" \
            timestamp="\(timestamp(report.checkedAt))">
                <properties>
                  <property name="repository" value="\(report.subject.shownRepository)"/>
                  <property name="revision" value="\(report.subject.revision ?? "")"/>
                  <property name="cluster" value="\(report.subject.shownCluster)"/>
                </properties>

            """
        for object in report.objects { page += testCase(object, report) }
        for finding in report.findings where finding.severity == .error { page += testCase(finding, environment) }
        for gap in report.gaps {
            page += errorCase(
                "not read: \(DisplayText(gap, limit: 200))", "\(environment).gaps", "gap",
                [DisplayText(gap, limit: 4_000)])
        }
        let warnings = report.findings.filter { $0.severity == .warning }
        if !warnings.isEmpty {
            page += "    <system-out>\(warnings.markup { "\($0.sentence)\n" })</system-out>\n"
        }
        page += "  </testsuite>\n"
        return page
    }

    private func testCase(_ object: ObjectDrift, _ report: Report) -> Tags {
        let place: Tags =
            object.location.map { " file=\"\(DisplayText($0.file, limit: 600))\" line=\"\(String($0.line))\"" } ?? ""
        let start: Tags = """
                <testcase classname="\(report.subject.shownEnvironment)" name="\(object.key.shown)"\(place)
            """
        let message = object.statement ?? object.changes.count.counted("field differs", "fields differ")
        let body = TextReport(options: plainText).lines(of: object, report).markup { "\($0)\n" } as Tags
        switch object.verdict {
        case .inSync: return "\(start)/>\n"
        case .unknown:
            return """
                \(start)>
                      <error type="unknown" message="\(message)">\(body)</error>
                    </testcase>

                """
        case .drifted, .foreign, .missing, .extra, .conflict, .terminating:
            return """
                \(start)>
                      <failure type="\(object.verdict.rawValue)" message="\(message)">\(body)</failure>
                    </testcase>

                """
        }
    }

    private func testCase(_ finding: Finding, _ environment: DisplayText) -> Tags {
        let place: DisplayText = finding.location.map { " \($0.shown)" } ?? ""
        return errorCase("\(finding.rule)\(place)", "\(environment).findings", finding.rule, [finding.sentence])
    }

    private func errorCase(_ name: DisplayText, _ group: DisplayText, _ type: String, _ body: [DisplayText]) -> Tags {
        """
            <testcase classname="\(group)" name="\(name)">
              <error type="\(type)" message="\(DisplayText(body.first?.text ?? "", limit: 300))">\(body.markup { "\($0)\n" } as Tags)</error>
            </testcase>

        """
    }

    private var plainText: ReportOptions {
        var options = options
        options.usesColour = false
        return options
    }

    /// A number for a program: no comma between thousands.
    private func plain(_ number: Int) -> String { String(number) }

    private func seconds(_ report: Report) -> String { report.duration.secondsValue.jsonText }

    /// `xs:dateTime` without a zone, as the schemas in use want it; the time is in UTC.
    private func timestamp(_ checkedAt: String) -> String {
        String((checkedAt.hasSuffix("Z") ? checkedAt.dropLast() : checkedAt[...]).prefix(40))
    }
}

/// The numbers of one suite, which stand before its cases.
private struct Suite {
    let report: Report
    let tests: Int
    let failures: Int
    let errors: Int

    init(_ report: Report) {
        self.report = report
        let counts = report.counts
        let findings = report.findings.count { $0.severity == .error }
        tests = report.objects.count + report.gaps.count + findings
        errors = counts[.unknown, default: 0] + report.gaps.count + findings
        failures = report.outOfSync.count - counts[.unknown, default: 0]
    }
}

extension Finding {
    /// `string-expected web.yaml:3: the message`.
    fileprivate var sentence: DisplayText {
        let place: DisplayText = location.map { " \($0.shown)" } ?? ""
        return "\(rule)\(place): \(DisplayText(message, limit: 4_000))"
    }
}
