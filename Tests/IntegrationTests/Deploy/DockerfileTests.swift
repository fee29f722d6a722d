// No engine builds the image here, so what can be wrong in its recipe without one is looked for.
import ObjectModel
import Testing

@Suite struct DockerfileTests {
    private struct Instruction: CustomStringConvertible {
        let name: String
        let words: [String]
        var description: String { "\(name) \(words.joined(separator: " "))" }
        var flags: [String] { words.filter { $0.hasPrefix("--") } }
        var operands: [String] { words.filter { !$0.hasPrefix("--") } }
    }

    private func instructions() throws -> [Instruction] {
        let text = try Scratch.text("\(DeployFolder.path)/Dockerfile").replacing("\\\n", with: " ")
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            return Instruction(name: words[0], words: Array(words.dropFirst()))
        }
    }

    private func stages() throws -> [[Instruction]] {
        try instructions().reduce(into: []) { stages, instruction in
            if instruction.name == "FROM" {
                stages.append([instruction])
            } else if !stages.isEmpty {
                stages[stages.count - 1].append(instruction)
            }
        }
    }

    @Test func whatIsCopiedExists() throws {
        let names = try stages().compactMap { $0[0].words.last }
        for copy in try instructions().filter({ $0.name == "COPY" }) {
            if let stage = copy.flags.first(where: { $0.hasPrefix("--from=") }) {
                #expect(names.contains(String(stage.dropFirst(7))), "\(copy)")
            } else {
                for source in copy.operands.dropLast() {
                    #expect(Scratch.exists("\(Fixtures.root)/\(source)"), "\(copy)")
                }
            }
        }
    }

    @Test func stagesAreNamedAndTheBuilderCanBePinned() throws {
        let stages = try stages()
        for stage in stages { #expect(stage[0].words.dropFirst().first == "AS", "\(stage[0])") }
        #expect(stages.first?[0].words.first == "${SWIFT_IMAGE}")
        let base = try #require(instructions().first { $0.name == "ARG" }?.words.first)
        #expect(base.hasPrefix("SWIFT_IMAGE=") && base.contains(":") && !base.hasSuffix(":latest"))
    }

    /// The last stage holds what image-files gathered and no more, and runs as the manifests say.
    @Test func theLastStageIsBareAndNotRoot() throws {
        let last = try #require(stages().last)
        #expect(last[0].words.first == "scratch")
        #expect(last.filter { $0.name == "COPY" }.map(\.words) == [["--from=build", "/image/", "/"]])
        #expect(!last.contains { $0.name == "RUN" }, "there is no shell to run anything by")
        #expect(last.first { $0.name == "USER" }?.words == ["65532:65532"])
        let pod = try #require(DeployFolder.documents("base/deployment.yaml").first)["spec"]?["template"]?["spec"]
        #expect(pod?["securityContext"]?["runAsUser"] == 65532 && pod?["securityContext"]?["runAsGroup"] == 65532)
        #expect(last.first { $0.name == "ENTRYPOINT" }?.words == [#"["/usr/bin/reconcile"]"#])
    }

    @Test func nothingIsFetchedPastThePackageManager() throws {
        for instruction in try instructions() {
            #expect(instruction.name != "ADD", "\(instruction)")
            for word in ["curl ", "wget ", "http://", "https://"] {
                #expect(!instruction.description.contains(word), "\(instruction)")
            }
        }
    }

    @Test func theImageIsMadeByTheScriptThatTheTestsRun() throws {
        let runs = try instructions().filter { $0.name == "RUN" }.map(\.description)
        #expect(runs.contains("RUN deploy/image-files .build/release/reconcile /image"))
    }
}
