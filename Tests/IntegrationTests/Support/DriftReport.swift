import JSONText
import ObjectModel

/// What `reconcile diff -o json` printed, for one environment, with the run it came from.
struct DriftReport: Sendable {
    let run: ProgramRun
    /// The reports, one for each environment.
    let items: [JSONValue]

    var code: Int32 { run.code }

    /// `nil` where the program printed nothing; throws where it printed something else.
    init?(_ run: ProgramRun) throws {
        guard !run.outputBytes.isEmpty else { return nil }
        let list = try JSONText.read(run.outputBytes, subject: "stdout")
        guard list["kind"] == "DriftReportList", let items = list["items"]?.array else {
            throw ProgramRun.Failure(description: "stdout is no DriftReportList")
        }
        self.run = run
        self.items = items
    }

    struct Object: Sendable {
        let value: JSONValue
        var verdict: String { value["verdict"]?.string ?? "" }
        var name: String { "\(value["kind"]?.string ?? "")/\(value["name"]?.string ?? "")" }
        var reason: String { value["reason"]?.string ?? "" }
        var location: String { DriftReport.place(value["location"]) }
        var notes: [String] { value["notes"]?.array?.compactMap(\.string) ?? [] }
        var changes: [Change] { value["changes"]?.array?.map(Change.init) ?? [] }
        /// `drifted Deployment/web`, and a line ` changed .spec.replicas` for each change.
        var lines: [String] { ["\(verdict) \(name)"] + changes.map { " \($0.cause) \($0.path)" } }
    }

    struct Change: Sendable {
        let value: JSONValue
        var path: String { value["path"]?.string ?? "" }
        var cause: String { value["cause"]?.string ?? "" }
        var manager: String { value["owner"]?["manager"]?.string ?? "" }
        var operation: String { value["owner"]?["operation"]?.string ?? "" }
        var time: String { value["owner"]?["time"]?.string ?? "" }
        var location: String { DriftReport.place(value["location"]) }
        var hint: String { value["hint"]?.string ?? "" }
        var live: JSONValue? { value["live"]?["value"] }
        var desired: JSONValue? { value["desired"]?["value"] }
        /// `manager Operation`.
        var owner: String { "\(manager) \(operation)" }
    }

    var objects: [Object] { items.flatMap { $0["objects"]?.array ?? [] }.map(Object.init) }
    var gaps: [String] { items.flatMap { $0["gaps"]?.array ?? [] }.compactMap(\.string) }
    var isComplete: Bool { items.allSatisfy { $0["complete"] == true } }
    /// `severity rule`, in the report's order.
    var findings: [String] {
        findingValues.map { "\($0["severity"]?.string ?? "") \($0["rule"]?.string ?? "")" }
    }
    var findingValues: [JSONValue] { items.flatMap { $0["findings"]?.array ?? [] } }
    /// Everything that is not in sync, as `Object.lines`.
    var lines: [String] { objects.filter { $0.verdict != "inSync" }.flatMap(\.lines) }

    func object(_ name: String) -> Object? { objects.first { $0.name == name } }

    /// For a failing expectation.
    var story: String {
        "exit \(code)\n" + objects.flatMap(\.lines).joined(separator: "\n") + "\n"
            + gaps.map { "gap: \($0)\n" }.joined()
            + findingValues.map { "finding: \($0["message"]?.string ?? "")\n" }.joined() + run.errors
    }

    private static func place(_ location: JSONValue?) -> String {
        guard let location, let file = location["file"]?.string, let line = location["line"]?.integer else { return "" }
        return "\(file):\(line)"
    }
}
