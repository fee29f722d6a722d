import ObjectModel
import Testing

/// No value of a Secret is ever printed, logged or kept: every output and every cache file is searched for planted
/// values, plain, in base64 and in hex.
///
/// Left out of the search: the Git object database in the cache. It holds the commit itself, compressed, and whoever
/// commits a plain Secret has it in every clone.
struct SecretsNeverLeaveTests {
    /// Values that stand nowhere else; each in one place of the scene.
    enum Planted: String, CaseIterable {
        case gitData = "zq-git-data-7f3a91"
        case liveData = "zq-live-data-c04e55"
        case gitStringData = "zq-git-string-18bb02"
        case liveStringData = "zq-live-string-9d6f37"
        case lastApplied = "zq-last-applied-e2c480"
        case wrongType = "zq-wrong-type-5571da"
        case brokenFile = "zq-broken-file-aa0913"
        case onlyLive = "zq-only-live-3b8f64"
        case onlyGit = "zq-only-git-f19e27"
        case inList = "zq-in-list-60c7d8"
        case extraObject = "zq-extra-object-84d1b5"
        case notBase64 = "zq-!not-base64!-2c96"
    }

    private static func encoded(_ planted: Planted) -> String { Base64Text.of(planted.rawValue) }

    private static let desired = """
        apiVersion: v1
        kind: Secret
        metadata: {name: both, namespace: NAMESPACE}
        data: {password: \(encoded(.gitData)), added: \(encoded(.onlyGit))}
        stringData: {token: \(Planted.gitStringData.rawValue)}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: wrong, namespace: NAMESPACE}
        data: {password: [\(Planted.wrongType.rawValue)], other: \(Planted.notBase64.rawValue)}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Secret, metadata: {name: listed, namespace: NAMESPACE},
           stringData: {key: \(Planted.inList.rawValue)}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: plain, namespace: NAMESPACE}
        data: {shown: visible-value}

        """

    /// A Secret beside a mistake, in a file that cannot be read.
    private static let broken = """
        apiVersion: v1
        kind: Secret
        metadata: {name: broken, namespace: NAMESPACE}
        stringData:
          password: \(Planted.brokenFile.rawValue)
          password: "\(Planted.brokenFile.rawValue)
          more: {[

        """

    private static func secret(_ name: String, _ data: String, metadata: String = "") -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: \(name), namespace: NAMESPACE\(metadata)}
        data: {\(data)}
        ---

        """
    }

    private static let live =
        secret(
            "both",
            "password: \(encoded(.liveData)), token: \(encoded(.liveStringData)), byHand: \(encoded(.onlyLive))",
            metadata: """
                , annotations: {kubectl.kubernetes.io/last-applied-configuration: \
                '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"both","namespace":"NAMESPACE"},\
                "data":{"gone":"\(encoded(.lastApplied))"},"stringData":{"token":"\(Planted.lastApplied.rawValue)"}}'}
                """)
        + secret("wrong", "password: \(encoded(.liveData))") + secret("listed", "key: \(encoded(.liveStringData))")
        + secret("extra", "password: \(encoded(.extraObject))", metadata: ", labels: {reconcile.dev/environment: apps}")
        + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain, namespace: NAMESPACE}\ndata: {shown: another-value}\n"

    /// What must be nowhere in `bytes`, which `place` names.
    private func expectNothing(
        in bytes: [UInt8], of place: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let text = String(decoding: bytes, as: UTF8.self)
        for planted in Planted.allCases {
            for form in Base64Text.forms(of: planted.rawValue) {
                let isShown = text.contains(form)
                #expect(!isShown, "\(place) shows \(planted) as \(form)", sourceLocation: sourceLocation)
            }
        }
    }

    private static let formats = ["text", "json", "markdown", "sarif", "junit", "html"]

    private func search(_ program: Reconcile, _ arguments: [String], _ scratch: Scratch) async throws {
        var verdicts: [String] = []
        for format in Self.formats {
            let run = try await program.run(
                ["diff", "-o", format, "--show-all", "--verbose", "--report", "html=\(scratch.file("report"))"]
                    + arguments)
            #expect(run.code == 2 && run.output.contains("both"), "the Secrets are told of: \(run.story)")
            #expect(run.output.contains("another-value") == run.output.contains("visible-value"))
            expectNothing(in: run.outputBytes, of: "\(format) on stdout")
            expectNothing(in: Array(run.errors.utf8), of: "stderr with \(format)")
            expectNothing(in: try Scratch.read(scratch.file("report")), of: "the report file")
            if format == "json" { verdicts = try DriftReport(run)?.lines ?? [] }
        }
        for line in ["drifted Secret/both", " changed .data.password", " changed .data.token", " changed .data.added"] {
            #expect(verdicts.contains(line), "\(verdicts)")
        }
        let kept = Scratch.files(below: scratch.file("cache")).filter { !$0.contains("/git/") }
        #expect(!kept.isEmpty, "there is a cache to search")
        for file in kept { expectNothing(in: try Scratch.read(file), of: file) }
    }

    private func repository(namespace: String) async throws -> GitFixture {
        let git = try await GitFixture()
        for (name, text) in [("all.yaml", Self.desired), ("broken.yaml", Self.broken)] {
            try git.scratch.write(text.replacing("NAMESPACE", with: namespace), to: "apps/\(name)")
        }
        try git.scratch.write(Sample.configMap.replacing("team", with: namespace), to: "apps/kept.yaml")
        try await git.commit()
        return git
    }

    @Test func noValueLeavesAComparisonWithAnExport() async throws {
        let git = try await repository(namespace: "team")
        try git.scratch.write(Self.live.replacing("NAMESPACE", with: "team"), to: "live.yaml")
        let program = Reconcile(in: git.scratch.path, cache: git.scratch.file("cache"))
        let arguments = ["--path", "apps", "--live", "live.yaml"]
        try await search(program, ["--repo", git.url] + arguments, git.scratch)
        try await search(program, ["--repo", git.scratch.path] + arguments, git.scratch)
    }

    @Test(.enabled(if: Testbed.isThere, Testbed.howTo), arguments: ["never", "always"])
    func noValueLeavesAComparisonWithAServer(_ confirm: String) async throws {
        let namespace = try await Testbed.makeNamespace("secrets")
        let git = try await repository(namespace: namespace)
        try await Testbed.kubectl(
            ["create", "-f", "-"], input: Self.live.replacing("NAMESPACE", with: namespace))
        let program = Reconcile(
            in: git.scratch.path, cache: git.scratch.file("cache"), kubeconfig: try Testbed.kubeconfig())
        try await search(program, ["--repo", git.url, "--path", "apps", "--confirm", confirm], git.scratch)
    }

    /// A broken export is an error that must not quote what it stumbled over.
    @Test func aBrokenExportIsNotQuoted() async throws {
        let scratch = try Scratch()
        try scratch.write(Sample.configMap, to: "apps/a.yaml")
        for text in [Self.broken, "{\"data\": {\"p\": \"\(Planted.brokenFile.rawValue)\" \"x\"}}"] {
            try scratch.write(text, to: "live.yaml")
            let run = try await Reconcile(in: scratch.path).run("diff", "--path", "apps", "--live", "live.yaml")
            expectError(run, saying: ["live.yaml:"])
            expectNothing(in: Array(run.errors.utf8), of: "stderr")
        }
    }

    /// `render` prints what Git has, Secrets too; its messages do not.
    @Test func theMessagesOfRenderShowNoValue() async throws {
        let git = try await repository(namespace: "team")
        let run = try await Reconcile(in: git.scratch.path).run("render", "--path", "apps")
        #expect(run.code == 2 && run.errors.contains("broken.yaml"), "\(run.story)")
        expectNothing(in: Array(run.errors.utf8), of: "stderr")
    }
}

/// The forms in which a value may be hidden in a file.
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    static func of(_ text: String) -> String { of(Array(text.utf8)) }

    /// Plain, hex in both cases, and base64 as it is, of base64, and wherever in a longer text the value begins.
    static func forms(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        let hex = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        // Of a value inside a longer text only the characters that its own bytes decide are the same.
        let shifted = (0..<3).map { offset -> String in
            let padded = of([UInt8](repeating: 0x20, count: offset) + bytes)
            let begin = (offset * 8 + 5) / 6
            let end = (offset + bytes.count) * 8 / 6
            return String(padded.prefix(end).dropFirst(begin))
        }
        return [text, hex, hex.uppercased(), of(of(text))] + shifted
    }

    private static func of(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = 0
            for byte in group { bits = bits << 8 | Int(byte) }
            bits <<= 8 * (3 - group.count)
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return text
    }
}
