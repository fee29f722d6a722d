import ObjectModel
import Testing

/// Nobody is left to think that a rule works that matches nothing, or that a field is in sync that a rule hides.
struct IgnoreRulesAreToldTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// A rule in flow form, from line 7 on.
        var rule: String
        /// The warning's words, and its place in reconcile.yaml.
        var words: String?
        var place = ""
        var arguments: [String] = []
        /// Stands beside the objects.
        var more = ""
    }

    static let cases = [
        Case(testDescription: "a rule that hides drift", rule: "{target: {kind: Deployment}, paths: [/spec/replicas]}"),
        Case(testDescription: "a field that is in sync", rule: "{paths: [/data/level]}"),
        Case(testDescription: "a field that only the cluster has", rule: "{paths: [/spec/revisionHistoryLimit]}"),
        Case(testDescription: "a manager that hides drift", rule: "{managers: [kubectl-scale]}"),
        Case(
            testDescription: "no such object", rule: "{target: {name: wob}, paths: [/spec]}",
            words: "no object of any environment is its target", place: "7:5"),
        Case(
            testDescription: "one path of two", rule: "{paths: [/spec/replicas, /spec/replica]}",
            words: "no object that it is for has '/spec/replica'", place: "7:30"),
        Case(
            testDescription: "a path of an object that is not its target",
            rule: "{target: {kind: ConfigMap}, paths: [/spec/replicas]}",
            words: "no object that it is for has '/spec/replicas'", place: "7:41"),
        Case(
            testDescription: "no such manager", rule: "{managers: [vpa]}",
            words: "no object that it is for has a field of a manager 'vpa'", place: "7:17"),
        Case(
            testDescription: "not every environment was compared", rule: "{target: {name: wob}, paths: [/spec]}",
            arguments: ["--env", "staging"]),
        Case(
            testDescription: "no environment was compared", rule: "{target: {name: wob}, paths: [/spec]}",
            arguments: ["--path", "apps"]),
        Case(
            testDescription: "a file could not be read", rule: "{target: {name: wob}, paths: [/spec]}", more: "a: ["),
        Case(
            testDescription: "the only target is missing in the cluster",
            rule: "{target: {name: new}, paths: [/immutable]}",
            more: Sample.configMap.replacing("settings", with: "new")),
    ]

    private func scene(_ c: Case) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(ExportsAreComparedTests.desired, to: "apps/all.yaml")
        try scratch.write("apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n", to: "more/a.yaml")
        if !c.more.isEmpty { try scratch.write(c.more, to: "apps/more.yaml") }
        try scratch.write(ExportsAreComparedTests.export(replicas: 5), to: "live.yaml")
        try scratch.write(
            """
            apiVersion: reconcile.dev/v1alpha1
            kind: Config
            environments:
              - {name: staging, path: apps}
              - {name: production, path: more}
            ignore:
              - \(c.rule)

            """, to: "reconcile.yaml")
        return scratch
    }

    @Test(arguments: cases) func aRuleThatDoesNothingIsAWarning(_ c: Case) async throws {
        let scratch = try scene(c)
        let report = try await Reconcile(in: scratch.path).diff(["--live", "live.yaml"] + c.arguments)
        let told = report.findingValues.filter { $0["rule"] == "unused-ignore" }
        #expect(told.count == (c.words == nil ? 0 : 1), "\(report.story)")
        guard let words = c.words, let finding = told.first else { return }
        #expect(finding["message"]?.string?.contains(words) == true && finding["severity"] == "warning", "\(finding)")
        let place = finding["location"]
        let text = "\(place?["line"]?.integer ?? 0):\(place?["column"]?.integer ?? 0)"
        #expect(place?["file"] == "reconcile.yaml" && text == c.place)
    }

    @Test func whatARuleHidesIsInTheReport() async throws {
        let rule = "{target: {kind: Deployment}, paths: [/spec/replicas], reason: scaled elsewhere}"
        let scratch = try scene(Case(testDescription: "", rule: rule))
        let program = Reconcile(in: scratch.path)
        let report = try await program.diff(["--live", "live.yaml"])
        #expect(report.code == 0, "\(report.story)")
        let hidden = try #require(report.object("Deployment/web")?.value["hidden"]?.array?.first)
        #expect(hidden["path"] == ".spec.replicas" && hidden["live"]?["value"] == 5)
        #expect(hidden["rule"]?["location"]?["line"] == 7 && hidden["rule"]?["reason"] == "scaled elsewhere")

        let text = try await program.run("diff", "--live", "live.yaml", "--show-all", "-v")
        #expect(
            text.output.contains(
                "  hidden: .spec.replicas, by the ignore rule at reconcile.yaml:7: scaled elsewhere\n"),
            "\(text.story)")
        #expect(
            text.errors.contains("the ignore rule at reconcile.yaml:7:42 hid 1 field of 1 object\n"), "\(text.story)")
        let brief = try await program.run("diff", "--live", "live.yaml")
        #expect(!brief.output.contains("hidden"), "\(brief.story)")
    }
}
