// An alert that never fires is worse than none, and one without a way out is noise: promtool runs the rules over series.
import ObjectModel
import Testing

@Suite struct AlertRulesTests {
    private static let folder = "components/monitoring"

    private func rules() throws -> [JSONValue] {
        let rule = try #require(DeployFolder.documents("\(Self.folder)/prometheus-rule.yaml").first)
        return try #require(rule["spec"]?["groups"]?.array).flatMap { $0["rules"]?.array ?? [] }
    }

    /// The rules as Prometheus reads them: the object's `spec`.
    private func writeRules(to scratch: Scratch) throws {
        let rule = try #require(DeployFolder.documents("\(Self.folder)/prometheus-rule.yaml").first)
        try scratch.write(try #require(rule["spec"]).jsonText, to: "rules.json")
    }

    @Test func eachFiresWhenItShouldAndNotElse() async throws {
        let scratch = try Scratch()
        try writeRules(to: scratch)
        try scratch.write(Scratch.read("\(DeployFolder.path)/\(Self.folder)/rules.test.yaml"), to: "rules.test.yaml")
        let run = try await ProgramRun.of(["promtool", "test", "rules", "rules.test.yaml"], in: scratch.path)
        #expect(run.code == 0, "\(run.story)")
        let check = try await ProgramRun.of(["promtool", "check", "rules", "rules.json"], in: scratch.path)
        #expect(check.code == 0 && check.output.contains("SUCCESS"), "\(check.story)")
    }

    @Test func eachHasACaseThatFiresAndOneThatDoesNot() throws {
        let cases = try #require(DeployFolder.documents("\(Self.folder)/rules.test.yaml").first)["tests"]?.array ?? []
        var firing: Set<String> = []
        var quiet: Set<String> = []
        for test in cases.flatMap({ $0["alert_rule_test"]?.array ?? [] }) {
            let name = test["alertname"]?.string ?? ""
            if test["exp_alerts"]?.isEmpty == false { firing.insert(name) } else { quiet.insert(name) }
        }
        let names = try Set(rules().compactMap { $0["alert"]?.string })
        #expect(names.count == (try rules().count) && firing == names && quiet == names)
    }

    @Test func eachSaysWhatToDo() throws {
        let anchors = try OperatingGuide.anchors()
        for rule in try rules() {
            let name = rule["alert"]?.string ?? ""
            let notes = rule["annotations"]
            #expect(rule["labels"]?["severity"] != nil && notes?["summary"] != nil && notes?["description"] != nil)
            let parts = notes?["runbook_url"]?.string?.split(separator: "#").map(String.init) ?? []
            #expect(parts.first?.hasSuffix("/docs/operating.md") == true && parts.last == name.lowercased())
            #expect(anchors.contains(name.lowercased()), "docs/operating.md has no section \(name)")
        }
    }

    @Test func everyMetricIsOneThatThereIs() throws {
        let known = try OperatingGuide.metrics()
        for rule in try rules() {
            let used = Expression.metrics(in: rule["expr"]?.string ?? "")
            #expect(!used.isEmpty && used.isSubset(of: known.union(["up"])), "\(used.subtracting(known))")
        }
    }
}

/// Metric names in PromQL.
enum Expression {
    static func metrics(in text: String) -> Set<String> {
        Set(
            text.matches(of: #/\b(?:up|(?:reconcile|process)_[a-z_]+)\b/#).map { match in
                let name = String(text[match.range])
                return ["_bucket", "_sum", "_count"].reduce(name) {
                    $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0
                }
            })
    }
}
