import ObjectModel
import Testing

/// What stands in one environment's directory costs the others nothing, and the process little.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct HostileRepositoryTests {
    /// Made by `git fast-import`, which needs no file on disk: more files than are read, directories deeper than are
    /// walked, an alias bomb, brackets without end; and beside them an environment like any other.
    private static func repository(_ namespace: String) async throws -> GitFixture {
        let git = try await GitFixture()
        var lines: [String] = []
        func blob(_ mark: Int, _ text: String) {
            lines += ["blob", "mark :\(mark)", "data \(text.utf8.count)", text]
        }
        let environments = ["good", "many", "deep", "bomb"].map {
            "- {name: \(namespace)-\($0), path: \($0), mode: revert, namespace: \(namespace)}\n"
        }
        blob(1, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: \(namespace)}\ndata: {a: b}\n")
        blob(2, "apiVersion: reconcile.dev/v1alpha1\nkind: Config\nenvironments:\n" + environments.joined())
        let anchors = Array("abcdefghijklm")
        let doublings = zip(anchors, anchors.dropFirst()).map { before, after in
            "\(after): &\(after) [\(Array(repeating: "*\(before)", count: 9).joined(separator: ","))]\n"
        }
        blob(3, "a: &a [x]\n" + doublings.joined())
        blob(4, String(repeating: "[", count: 100_000))
        lines += ["commit refs/heads/main", "committer A <a@example.com> 1700000000 +0000", "data 1", "x"]
        lines += ["M 100644 :2 reconcile.yaml", "M 100644 :1 good/a.yaml", "M 100644 :3 bomb/a.yaml"]
        lines += ["M 100644 :4 bomb/b.yaml", "M 100644 :1 deep/\(String(repeating: "d/", count: 2_000))a.yaml"]
        for number in 0..<250_000 { lines.append("M 100644 :1 many/\(number / 1_000)/\(number).yaml") }
        let made = try await ProgramRun.of(
            ["git", "fast-import", "--quiet"], in: git.scratch.path,
            input: Array((lines.joined(separator: "\n") + "\n").utf8))
        try #require(made.code == 0, "\(made.story)")
        return git
    }

    @Test func theOtherEnvironmentsGoOn() async throws {
        let namespace = try await Testbed.makeNamespace("hostile")
        let git = try await Self.repository(namespace)
        let controller = try await RunningController(git, namespace: namespace, arguments: ["--publish", "none"])
        func value() async throws -> String {
            try await Testbed.tryKubectl(
                ["-n", namespace, "get", "configmap/a", "-o", "jsonpath={.data.a}", "--ignore-not-found"]
            ).output
        }
        _ = try await eventually("the good one is applied") { try await value() == "b" ? true : nil }
        for (name, words) in [("many", "more than 200000 entries"), ("deep", "more than 64 directories")] {
            let line = try await eventually("\(name) is told") {
                try controller.log().first {
                    $0["reason"] == "LoadFailed" && $0["environment"]?.string == "\(namespace)-\(name)"
                }
            }
            #expect(line["message"]?.string?.contains(words) == true, "\(line)")
        }
        let bomb = try await eventually("the bomb is told") {
            try controller.log().first { $0["reason"] == "RepositoryIncomplete" }
        }
        #expect(bomb["environment"]?.string == "\(namespace)-bomb")
        try await Testbed.kubectl(
            ["-n", namespace, "patch", "configmap/a", "--type=merge", "-p", #"{"data":{"a":"c"}}"#])
        _ = try await eventually("and kept") { try await value() == "b" ? true : nil }
        let memory = try #require(try controller.residentMebibytes())
        #expect(memory < 250, "in a debug build; \(memory) MiB")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
    }
}
