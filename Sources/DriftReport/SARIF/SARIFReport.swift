import Drift
import ObjectModel

/// The report as SARIF 2.1.0 (OASIS, 2020): a run for each environment, a result for each drifted field at its line.
///
/// What was not read or not decided is a notification of the run, whose `executionSuccessful` is then false. Runs carry
/// distinct `automationDetails.id`, by which a forge tells the environments of one upload apart.
struct SARIFReport {
    let options: ReportOptions

    func render(_ reports: [Report]) -> JSONValue {
        .members([
            ("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"),
            ("version", "2.1.0"),
            ("runs", .array(reports.map(run))),
        ])
    }

    private func run(_ report: Report) -> JSONValue {
        let all = resultsByLevel(report)
        let results = all.prefix(options.sarifLimit)
        let rules = SARIFRule.all(used: Set(results.map(\.rule)))
        let places = Dictionary(rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        return .members([
            ("tool", .members([("driver", driver(rules))])),
            ("automationDetails", ["id": .string("reconcile/\(report.subject.shownEnvironment.text)/")]),
            ("versionControlProvenance", provenance(report.subject)),
            ("columnKind", "unicodeCodePoints"),
            ("invocations", [invocation(report, resultCount: all.count)]),
            ("results", .array(results.map { $0.json(ruleIndex: places[$0.rule.id]) })),
            ("properties", ["resultCount": .integer(Int64(all.count))]),
        ])
    }

    /// Errors first, and among equals the gravest objects: a reader that stops early has seen what counts.
    private func resultsByLevel(_ report: Report) -> [SARIFResult] {
        let results =
            report.outOfSyncByWeight.flatMap { self.results($0, report) } + report.findings.map { result($0, report) }
        return [.error, .warning, .note].flatMap { level in results.filter { $0.rule.level == level } }
    }

    private func driver(_ rules: [SARIFRule]) -> JSONValue {
        .members([
            ("name", "reconcile"),
            ("version", .string(options.toolVersion)),
            ("rules", .array(rules.map(\.json))),
        ])
    }

    /// Only for a repository that has a URI, as the schema demands one.
    private func provenance(_ subject: Report.Subject) -> JSONValue? {
        let schemes = ["https://", "http://", "ssh://", "git://", "file://"]
        guard schemes.contains(where: { subject.repository.hasPrefix($0) }) else { return nil }
        return [
            .members([
                (
                    "repositoryUri",
                    .string(subject.repository.percentEncoded(keeping: ":/?#[]@!$&'()*+,;=%"))
                ),
                ("revisionId", subject.revision.map(JSONValue.string)),
                ("branch", subject.ref.map(JSONValue.string)),
            ])
        ]
    }

    private func invocation(_ report: Report, resultCount: Int) -> JSONValue {
        let undecided = report.objects.filter { $0.verdict == .unknown }.map { object in
            notification("object-unknown", .error, message(object.statement, of: object), [location(object, report)])
        }
        let gaps = report.gaps.map { notification("not-read", .error, DisplayText($0, limit: 4_000), []) }
        let notes = report.objects.flatMap { object in
            object.shownNotes.map {
                notification("object-note", .note, "\(object.key.shown): \($0)", [location(object, report)])
            }
        }
        return .members([
            ("executionSuccessful", .bool(report.isComplete)),
            ("endTimeUtc", Timestamp(report.checkedAt).map { _ in .string(report.checkedAt) }),
            ("toolExecutionNotifications", .array(crowd(resultCount) + gaps + undecided + notes)),
        ])
    }

    /// A notification where there are more results than a reader shows, or than may be written.
    private func crowd(_ count: Int) -> [JSONValue] {
        guard count > min(options.sarifShown, options.sarifLimit) else { return [] }
        let leftOut = count - options.sarifLimit
        let cut: DisplayText = leftOut > 0 ? "; the last \(leftOut) are left out of this file" : ""
        return [
            notification(
                "many-results", .warning,
                """
                there are \(count.counted("result", "results")), the gravest first; GitHub shows the first \
                \(options.sarifShown)\(cut): the other formats have all
                """, [])
        ]
    }

    private func notification(
        _ id: String, _ level: SARIFRule.Level, _ text: DisplayText, _ locations: [SARIFLocation]
    ) -> JSONValue {
        .members([
            ("descriptor", ["id": .string(id)]),
            ("level", .string(level.rawValue)),
            ("message", text.sarifMessage),
            ("locations", locations.isEmpty ? nil : .array(locations.map(\.json))),
        ])
    }

    /// One for each change; one for the object where it has none or is not there as a whole.
    private func results(_ object: ObjectDrift, _ report: Report) -> [SARIFResult] {
        switch object.verdict {
        case .inSync, .unknown: []
        case .missing, .extra, .terminating: [result(object, report)]
        case .drifted, .foreign, .conflict:
            object.changes.isEmpty
                ? [result(object, report)] : object.changes.map { result($0, object, report) }
        }
    }

    private func result(_ object: ObjectDrift, _ report: Report) -> SARIFResult {
        SARIFResult(
            rule: SARIFRule(object.verdict), message: message(object.statement, of: object),
            location: location(object, report), identity: [report.subject.environment, object.key.description])
    }

    private func result(_ change: FieldChange, _ object: ObjectDrift, _ report: Report) -> SARIFResult {
        let setBy: DisplayText = change.owner.map { ", set by \($0.name)" } ?? ""
        let moment: DisplayText = change.owner?.time.map { " at \(DisplayText($0, limit: 40))" } ?? ""
        let hint: DisplayText = change.shownHint.map { "; hint: \($0)" } ?? ""
        let remarks = change.remarks.reduce(into: "" as DisplayText) { $0 += "; \($1)" }
        let values: DisplayText = "the cluster has \(change.live.brief), Git says \(change.desired.brief)"
        return SARIFResult(
            rule: SARIFRule(change.cause),
            message: "\(object.key.shown) \(change.shownPath): \(values)\(setBy)\(moment)\(remarks)\(hint)",
            location: change.location.map(SARIFLocation.init) ?? location(object, report),
            identity: [
                report.subject.environment, object.key.description, change.path.description, change.cause.rawValue,
            ])
    }

    private func result(_ finding: Finding, _ report: Report) -> SARIFResult {
        let object: DisplayText = finding.object.map { "\($0.shown): " } ?? ""
        return SARIFResult(
            rule: SARIFRule(finding), message: "\(object)\(DisplayText(finding.message, limit: 4_000))",
            location: finding.location.map(SARIFLocation.init) ?? fallback(report),
            identity: [
                report.subject.environment, finding.rule, finding.object?.description ?? "",
                finding.location?.file ?? "", finding.message,
            ])
    }

    private func message(_ statement: DisplayText?, of object: ObjectDrift) -> DisplayText {
        "\(object.key.shown): \(statement ?? object.verdict.meaning)"
    }

    private func location(_ object: ObjectDrift, _ report: Report) -> SARIFLocation {
        object.location.map(SARIFLocation.init) ?? fallback(report)
    }

    /// For an object that Git no longer has, since a forge refuses a result without a place: where the environment is
    /// declared; without a declaration the first file that the environment was read from.
    private func fallback(_ report: Report) -> SARIFLocation {
        let first = report.objects.lazy.compactMap(\.location?.file).min()
        let declared = report.subject.location ?? first.map { SourceLocation(file: $0, line: 1, column: 1) }
        return SARIFLocation(declared ?? SourceLocation(file: "reconcile.yaml", line: 1, column: 1))
    }
}

extension ShownValue {
    /// One line: scalars as they are, lists and maps by their size, text of many lines by its length.
    fileprivate var brief: DisplayText {
        switch self {
        case .absent: "nothing"
        case .masked: "(masked)"
        case .value(.string(let text)) where text.utf8.contains(UInt8(ascii: "\n")):
            "a text of \(text.unicodeScalars.count) characters"
        case .value(.string(let text)): DisplayText(PlainScalar.text(text), limit: 200)
        case .value(let value): DisplayText(value.shortText, limit: 200)
        }
    }
}
