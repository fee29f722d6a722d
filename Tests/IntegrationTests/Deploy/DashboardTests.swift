// A panel on a metric that does not exist, or with an expression that does not parse, is an empty square at 3 a.m.
import JSONText
import ObjectModel
import Testing

@Suite struct DashboardTests {
    private func dashboard() throws -> JSONValue {
        try JSONText.read(
            Scratch.read("\(DeployFolder.path)/components/monitoring/dashboard.json"), subject: "dashboard.json")
    }

    private func panels() throws -> [JSONValue] { try #require(dashboard()["panels"]?.array) }

    private func expressions() throws -> [(panel: String, text: String)] {
        try panels().flatMap { panel in
            (panel["targets"]?.array ?? []).map { (panel["title"]?.string ?? "", $0["expr"]?.string ?? "") }
        }
    }

    @Test func everyExpressionParses() async throws {
        let rules = try expressions().enumerated().map { number, expression -> JSONValue in
            let text = expression.text.replacing("$__rate_interval", with: "5m").replacing("$environment", with: ".*")
            return ["record": .string("panel:\(number)"), "expr": .string(text)]
        }
        #expect(rules.count > 30)
        let scratch = try Scratch()
        let file: JSONValue = ["groups": [["name": "dashboard", "rules": .array(rules)]]]
        try scratch.write(file.jsonText, to: "rules.json")
        let run = try await ProgramRun.of(["promtool", "check", "rules", "rules.json"], in: scratch.path)
        #expect(run.code == 0, "\(run.story)")
    }

    @Test func everyMetricIsOneThatThereIs() throws {
        let known = try OperatingGuide.metrics()
        for (panel, text) in try expressions() {
            let used = Expression.metrics(in: text)
            #expect(!used.isEmpty && used.isSubset(of: known), "\(panel): \(used.subtracting(known))")
        }
    }

    /// Whoever counts something wants to look at it.
    @Test func everyMetricIsShown() throws {
        let shown = try Set(expressions().flatMap { Expression.metrics(in: $0.text) })
        #expect(try OperatingGuide.metrics().subtracting(shown).isEmpty)
    }

    @Test func panelsHaveAPlaceOfTheirOwn() throws {
        var taken: Set<[Int64]> = []
        var numbers: Set<Int64> = []
        for panel in try panels() {
            let isNew = numbers.insert(panel["id"]?.integer ?? -1).inserted
            #expect(isNew, "two panels with one number")
            let place = panel["gridPos"]
            let (x, y) = (place?["x"]?.integer ?? 0, place?["y"]?.integer ?? 0)
            let (width, height) = (place?["w"]?.integer ?? 0, place?["h"]?.integer ?? 0)
            #expect(x >= 0 && width > 0 && x + width <= 24)
            for column in x..<x + width {
                for row in y..<y + height {
                    let isFree = taken.insert([column, row]).inserted
                    #expect(isFree, "two panels at \(column), \(row)")
                }
            }
        }
    }

    @Test func theDataSourceIsChosenByTheReader() throws {
        for panel in try panels() where panel["type"] != "row" {
            #expect(panel["datasource"]?["uid"] == "$datasource")
        }
    }
}
