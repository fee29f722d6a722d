import Testing

/// A mistake on the command line is told in one line that names what was meant, and nothing is compared.
struct CommandLineTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var arguments: [String]
        var words: [String]

        init(_ name: String, _ arguments: [String], says words: String...) {
            testDescription = name
            self.arguments = arguments
            self.words = words
        }
    }

    static let mistakes = [
        Mistake("a misspelt verb", ["dif"], says: "there is no verb 'dif'", "did you mean 'reconcile diff'?"),
        Mistake("a misspelt option", ["diff", "--repoo", "x"], says: "--repoo", "did you mean --repo?"),
        Mistake("a misspelt option before a value", ["diff", "--kubconfig=x"], says: "did you mean --kubeconfig?"),
        Mistake("a misspelt format", ["diff", "-o", "jsn"], says: "did you mean 'json'?"),
        Mistake("a format of another verb", ["render", "-o", "sarif"], says: "use yaml or json"),
        Mistake("a misspelt choice", ["diff", "--confirm", "allways"], says: "did you mean 'always'?"),
        Mistake("a misspelt colour", ["diff", "--color=nver"], says: "did you mean 'never'?"),
        Mistake("an option without its value", ["diff", "--env"], says: "--env needs a value"),
        Mistake("an option given twice", ["diff", "--ref", "a", "--ref", "b"], says: "--ref is given twice"),
        Mistake("a switch with a value", ["diff", "--show-all=yes"], says: "--show-all takes no value"),
        Mistake("a word too much", ["diff", "staging"], says: "'staging'", "no operands"),
        Mistake("a time limit that is none", ["diff", "--timeout", "soon"], says: "--timeout is 'soon'"),
        Mistake("environments and paths", ["diff", "--env", "a", "--path", "b"], says: "exclude each other"),
        Mistake("a misspelt place for roles", ["rbac", "--scope", "clster"], says: "did you mean 'cluster'?"),
        Mistake("half a service account", ["rbac", "--service-account", "a"], says: "write NAMESPACE/NAME"),
        Mistake("help for a misspelt verb", ["help", "rendr"], says: "did you mean 'reconcile render'?"),
    ]

    @Test(arguments: mistakes) func aMistakeNamesWhatWasMeant(_ mistake: Mistake) async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configuration, to: "reconcile.yaml")
        expectError(try await Reconcile(in: scratch.path).run(mistake.arguments), saying: mistake.words)
    }

    @Test func withoutAVerbTheHelpIsToldAndTheCodeIsTwo() async throws {
        let run = try await Reconcile().run()
        #expect(run.code == 2 && run.output.isEmpty && run.errors.contains("Usage: reconcile VERB"))
    }

    @Test(arguments: [["help"], ["--help"], ["help", "diff"], ["diff", "--help"], ["version"], ["--version"]])
    func whatIsAskedForIsAnAnswer(_ arguments: [String]) async throws {
        let run = try await Reconcile().run(arguments)
        #expect(run.code == 0 && !run.output.isEmpty && run.errors.isEmpty, "\(run.story)")
    }

    struct Configuration: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var text: String
        var arguments: [String] = []
        var lines = 1
        var words: [String]
    }

    static let configurations = [
        Configuration(
            testDescription: "a misspelt key", text: Sample.configuration.replacing("path:", with: "pth:"), lines: 4,
            words: ["reconcile.yaml:5:5", "unknown key 'pth'", "did you mean 'path'?"]),
        Configuration(
            testDescription: "several mistakes at once",
            text: Sample.configuration + "managers: {humans: []}\nignore: [{paths: [spec]}]\n", lines: 2,
            words: ["did you mean 'human'?", "'spec' is no JSON pointer"]),
        Configuration(
            testDescription: "an environment that does not exist", text: Sample.configuration,
            arguments: ["--env", "stagin"], words: ["did you mean 'staging'?", "it has: staging, production"]),
        Configuration(
            testDescription: "an environment unlike any", text: Sample.configuration, arguments: ["--env", "x"],
            words: ["it has: staging, production"]),
        Configuration(
            testDescription: "a path that leaves the repository",
            text: Sample.configuration.replacing("apps", with: "../apps"), lines: 2,
            words: ["'../apps' leaves the repository"]),
        Configuration(
            testDescription: "a value of another kind",
            text: Sample.configuration + "ignore: {a: b}\n",
            words: ["'ignore' must be a list, and is a map", "write a list"]),
        Configuration(
            testDescription: "a misspelt key of rendering",
            text: Sample.configuration + "rendering: {timeoutSecond: 5}\n",
            words: ["unknown key 'timeoutSecond' in 'rendering'", "did you mean 'timeoutSeconds'?"]),
        Configuration(
            testDescription: "no time to render",
            text: Sample.configuration + "rendering: {timeoutSeconds: 0}\n",
            words: ["'rendering.timeoutSeconds' is 0, outside 1 to 3600"]),
        Configuration(testDescription: "YAML that does not parse", text: "a: [", words: ["reconcile.yaml:"]),
        Configuration(testDescription: "an empty file", text: "", words: ["the file is empty"]),
    ]

    @Test(arguments: configurations)
    func aMistakeInTheConfigurationIsToldWithItsPlace(_ configuration: Configuration) async throws {
        let scratch = try Scratch()
        try scratch.write(configuration.text, to: "reconcile.yaml")
        try scratch.write(Sample.configMap, to: "apps/a.yaml")
        let run = try await Reconcile(in: scratch.path).run(["diff"] + configuration.arguments)
        expectError(run, lines: configuration.lines, saying: configuration.words)
    }
}

/// Files that several suites use.
enum Sample {
    static let configuration = """
        apiVersion: reconcile.dev/v1alpha1
        kind: Config
        environments:
          - name: staging
            path: apps
          - name: production
            path: apps

        """

    static let configMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: team}
        data: {level: info}

        """
}
