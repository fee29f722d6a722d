import Drift
import ObjectModel

/// The report for programs: all that the values hold, nothing folded. docs/report-schema.md says what each field is.
struct JSONReport {
    static let apiVersion: JSONValue = "reconcile.dev/v1alpha1"
    let options: ReportOptions

    func render(_ reports: [Report]) -> JSONValue {
        .members([
            ("apiVersion", Self.apiVersion), ("kind", "DriftReportList"),
            ("toolVersion", .string(options.toolVersion)),
            ("items", .array(reports.map(json))),
        ])
    }

    private func json(_ report: Report) -> JSONValue {
        let subject = report.subject
        return .members([
            ("apiVersion", Self.apiVersion), ("kind", "DriftReport"),
            ("environment", .string(subject.environment)),
            ("repository", .string(subject.repository)),
            ("revision", subject.revision.map(JSONValue.string)),
            ("ref", subject.ref.map(JSONValue.string)),
            ("uncommittedChanges", .bool(subject.hasUncommittedChanges)),
            ("cluster", .string(subject.cluster)),
            ("location", subject.location?.json),
            ("checkedAt", .string(report.checkedAt)),
            ("durationSeconds", .double(report.duration.secondsValue)),
            ("complete", .bool(report.isComplete)),
            ("summary", summary(report)),
            ("objects", .array(report.objects.map { json($0, since: report.since[$0.key]) })),
            ("findings", .array(report.findings.map(json))),
            ("gaps", .array(report.gaps.map(JSONValue.string))),
        ])
    }

    private func summary(_ report: Report) -> JSONValue {
        let counts = report.counts
        return .members(Verdict.allCases.map { ($0.rawValue, .integer(Int64(counts[$0, default: 0]))) })
    }

    private func json(_ object: ObjectDrift, since: String?) -> JSONValue {
        .members([
            ("apiVersion", .string(object.apiVersion)),
            ("kind", .string(object.key.groupKind.kind)),
            ("namespace", object.key.namespace.isEmpty ? nil : .string(object.key.namespace)),
            ("name", .string(object.key.name)),
            ("verdict", .string(object.verdict.rawValue)),
            ("since", since.map(JSONValue.string)),
            ("reason", object.reason.map(JSONValue.string)),
            ("location", object.location?.json),
            ("changes", .array(object.changes.map { .members(members($0)) })),
            ("hidden", .array(object.ignored.hidden.map(json))),
            ("notes", .array(object.notes.map(JSONValue.string))),
        ])
    }

    private func json(_ hidden: HiddenChange) -> JSONValue {
        let rule: JSONValue = .members([
            ("location", hidden.rule?.json),
            ("reason", hidden.reason.isEmpty ? nil : .string(hidden.reason)),
        ])
        return .members(members(hidden.change) + [("rule", rule)])
    }

    private func members(_ change: FieldChange) -> [(key: String, value: JSONValue?)] {
        [
            ("path", .string(change.path.description)),
            ("pathElements", .array(change.path.elements.map(\.json))),
            ("cause", .string(change.cause.rawValue)),
            ("live", change.live.json),
            ("desired", change.desired.json),
            ("owner", change.owner?.json),
            ("location", change.location?.json),
            ("hint", change.hint.map(JSONValue.string)),
        ]
    }

    private func json(_ finding: Finding) -> JSONValue {
        .members([
            ("severity", .string(finding.severity.rawValue)),
            ("rule", .string(finding.rule)),
            ("message", .string(finding.message)),
            ("location", finding.location?.json),
            ("object", finding.object?.json),
        ])
    }
}

extension ShownValue {
    /// `nil` for what is absent; a null in the object is a value.
    fileprivate var json: JSONValue? {
        switch self {
        case .absent: nil
        case .masked: ["masked": true]
        case .value(let value): ["value": value]
        }
    }
}

extension PathElement {
    fileprivate var json: JSONValue {
        switch self {
        case .field(let name): ["field": .string(name)]
        case .key(let members): ["key": .members(members.map { ($0.name, $0.value) })]
        case .value(let value): ["value": value]
        case .index(let place): ["index": .integer(Int64(place))]
        }
    }
}

extension FieldOwner {
    fileprivate var json: JSONValue {
        .members([
            ("manager", .string(manager)),
            ("operation", .string(operation.rawValue)),
            ("subresource", subresource.isEmpty ? nil : .string(subresource)),
            ("time", time.map(JSONValue.string)),
        ])
    }
}

extension SourceLocation {
    fileprivate var json: JSONValue {
        ["file": .string(file), "line": .integer(Int64(line)), "column": .integer(Int64(column))]
    }
}

extension ObjectKey {
    fileprivate var json: JSONValue {
        .members([
            ("group", .string(groupKind.group)),
            ("kind", .string(groupKind.kind)),
            ("namespace", namespace.isEmpty ? nil : .string(namespace)),
            ("name", .string(name)),
        ])
    }
}
