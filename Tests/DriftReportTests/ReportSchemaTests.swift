import Drift
import DriftReport
import FoundationEssentials
import ObjectModel
import ReportSamples
import Testing

/// The JSON report is what docs/report.schema.json promises to those who read it.
@Suite struct ReportSchemaTests {
    @Test func everyReportIsValid() throws {
        let schema = try Self.schema()
        let hostile = HostileValuesTests.report("\u{1B}EVIL")
        let reports = [
            [], [SampleReports.production], [SampleReports.production, SampleReports.staging, hostile],
            [Self.watched],
        ]
        for reports in reports {
            let value = try #require(SmallJSON.read(ReportFormat.json.render(reports)))
            #expect(SchemaCheck(root: schema).faults(in: value) == [])
        }
    }

    /// What a controller keeps: what is not in sync, since when, and a count of the rest.
    private static var watched: Report {
        var report = SampleReports.production
        report.objects = report.objects.filter { $0.verdict != .inSync }
        report.unlisted = [.inSync: 118]
        report.since = [report.objects[0].key: "2026-03-02T09:16:11Z"]
        return report
    }

    @Test func whatIsOnlyCountedIsCounted() throws {
        let all = try #require(SmallJSON.read(ReportFormat.json.render([SampleReports.production])))
        let watched = try #require(SmallJSON.read(ReportFormat.json.render([Self.watched])))
        #expect(watched["items"]?.array?.first?["summary"] == all["items"]?.array?.first?["summary"])
        let objects = try #require(watched["items"]?.array?.first?["objects"]?.array)
        #expect(objects.map { $0["since"] != nil } == [true] + Array(repeating: false, count: objects.count - 1))
        for format in [ReportFormat.text, .html] {
            let headlines = [SampleReports.production, Self.watched].map { report in
                format.render([report]).contains("118 in sync") || format.render([report]).contains("of 125 objects")
            }
            #expect(headlines == [true, true], "\(format)")
        }
    }

    @Test func theCheckSeesWhatIsWrong() throws {
        let check = SchemaCheck(root: try Self.schema())
        var value = try #require(SmallJSON.read(ReportFormat.json.render([SampleReports.production])))
        value = value.replacing("complete", in: "items") { _ in "no" }
        #expect(check.faults(in: value) == ["/items/0/complete: is no boolean"])
        #expect(check.faults(in: ["kind": "x", "more": 1]).count == 5)
    }

    private static func schema() throws -> JSONValue {
        let root = #filePath.dropLast("Tests/DriftReportTests/ReportSchemaTests.swift".count)
        let text = try String(contentsOfFile: "\(root)docs/report.schema.json", encoding: .utf8)
        return try #require(SmallJSON.read(text))
    }
}

extension JSONValue {
    /// With the member `key` of the first element of the list `list` changed.
    fileprivate func replacing(_ key: String, in list: String, _ change: (JSONValue?) -> JSONValue?) -> JSONValue {
        guard var object, var elements = object[list]?.array, var first = elements.first?.object else { return self }
        first[key] = change(first[key])
        elements[0] = .object(first)
        object[list] = .array(elements)
        return .object(object)
    }
}

/// The part of JSON Schema 2020-12 that the schema of the report uses; any other keyword is a fault.
private struct SchemaCheck {
    let root: JSONValue

    func faults(in value: JSONValue) -> [String] { faults(in: value, root, at: "") }

    private func faults(in value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        guard let keywords = schema.object else { return schema == true ? [] : ["\(place): no schema"] }
        return keywords.flatMap { member -> [String] in
            let operand = member.value
            return switch (member.key, operand) {
            case ("$schema", _), ("$id", _), ("$defs", _), ("title", _), ("description", _): []
            case ("$ref", .string(let target)): faults(in: value, definition(target), at: place)
            case ("type", .string(let type)): value.isOf(type) ? [] : ["\(place): is no \(type)"]
            case ("const", _): value == operand ? [] : ["\(place): is not \(operand.shortText)"]
            case ("enum", .array(let values)): values.contains(value) ? [] : ["\(place): is none of the values"]
            case ("minimum", .integer(let least)): value.number >= Double(least) ? [] : ["\(place): too small"]
            case ("minLength", .integer(let least)): (value.string?.count ?? 0) >= least ? [] : ["\(place): too short"]
            case ("minProperties", .integer(let least)):
                (value.object?.count ?? 0) >= least ? [] : ["\(place): too few"]
            case ("maxProperties", .integer(let most)): (value.object?.count ?? 0) <= most ? [] : ["\(place): too many"]
            case ("items", _):
                (value.array ?? []).enumerated().flatMap { faults(in: $1, operand, at: "\(place)/\($0)") }
            case ("required", .array(let names)):
                names.filter { value[$0.string ?? ""] == nil }.map { "\(place): lacks \($0.shortText)" }
            case ("properties", .object(let known)):
                known.flatMap { inner in
                    value[inner.key].map { faults(in: $0, inner.value, at: "\(place)/\(inner.key)") } ?? []
                }
            case ("additionalProperties", _): additional(value, keywords, operand, at: place)
            default: ["\(place): the check knows no \(member.key)"]
            }
        }
    }

    private func additional(_ value: JSONValue, _ schema: JSONObject, _ operand: JSONValue, at place: String)
        -> [String]
    {
        let others = (value.object ?? JSONObject()).filter { schema["properties"]?[$0.key] == nil }
        if operand == false { return others.map { "\(place): knows no \($0.key)" } }
        return others.flatMap { faults(in: $0.value, operand, at: "\(place)/\($0.key)") }
    }

    private func definition(_ reference: String) -> JSONValue {
        JSONPointer(parsing: String(reference.dropFirst())).flatMap(root.value(at:)) ?? .null
    }
}

extension JSONValue {
    fileprivate func isOf(_ type: String) -> Bool {
        switch type {
        case "integer": integer != nil
        case "number": integer != nil || kindName == "number"
        case "object": object != nil
        case "array": array != nil
        default: kindName == type
        }
    }

    fileprivate var number: Double {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: -.infinity
        }
    }
}
