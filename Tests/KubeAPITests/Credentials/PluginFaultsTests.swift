// A plugin that is missing, fails, hangs, floods or lies must end in a clear error, with no process left and no secret told.
import Glibc
import Testing

@testable import KubeAPI

@Suite struct PluginFaultsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var script: String
        var command = "./bin/plugin"
        var members = ""
        var code: KubeConfigError.Code
        var says: [String]
    }

    private static func answer(_ status: String) -> String {
        #"printf '%s\n' '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{\#(status)}}'"#
    }

    @Test(arguments: [
        Case(
            testDescription: "a program that is not there shows its install hint", script: "", command: "gone-plugin",
            members: #", installHint: "install \e[1mit\e[0m\nfrom here""#, code: .pluginMissing,
            says: ["'gone-plugin': no directory of PATH has it", "(hint: install \\u{1b}[1mit\\u{1b}[0m from here)"]),
        Case(
            testDescription: "a path that is not there", script: "", command: "./bin/gone", code: .pluginMissing,
            says: ["/bin/gone': no such file"]),
        Case(
            testDescription: "a file that is no program", script: "", command: "./config", code: .pluginFailed,
            says: ["Permission denied"]),
        Case(
            testDescription: "a status that is not 0, with its words",
            script: "echo 'please log in' >&2; exit 3", code: .pluginFailed,
            says: ["it ended with status 3", "it said: please log in"]),
        Case(testDescription: "an end by a signal", script: "kill -9 $$", code: .pluginFailed, says: ["signal 9"]),
        Case(testDescription: "nothing printed", script: "exit 0", code: .pluginAnswer, says: ["printed nothing"]),
        Case(testDescription: "no JSON", script: "echo hello", code: .pluginAnswer, says: ["it printed no JSON"]),
        Case(
            testDescription: "another kind", script: "echo '{\"kind\":\"Pod\"}'", code: .pluginAnswer,
            says: ["no ExecCredential"]),
        Case(
            testDescription: "another version",
            script: "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\"}'",
            code: .pluginAnswer, says: ["apiVersion client.authentication.k8s.io/v1beta1", "kubeconfig has"]),
        Case(
            testDescription: "no status",
            script: "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'",
            code: .pluginAnswer, says: ["has no status"]),
        Case(testDescription: "an empty status", script: answer(""), code: .pluginAnswer, says: ["neither a token"]),
        Case(
            testDescription: "a certificate without a key", script: answer(#""clientCertificateData":"x""#),
            code: .pluginAnswer, says: ["but not both"]),
        Case(
            testDescription: "a certificate that is none",
            script: answer(#""clientCertificateData":"x","clientKeyData":"y""#), code: .pluginAnswer,
            says: ["no PEM certificate"]),
        Case(
            testDescription: "a token of a wrong type", script: answer(#""token":1"#), code: .pluginAnswer,
            says: ["type integer"]),
        Case(
            testDescription: "a token that would end the header", script: answer(#""token":"a\nX-Evil: b""#),
            code: .pluginAnswer, says: ["no HTTP header can carry"]),
        Case(
            testDescription: "a time that is none",
            script: answer(#""token":"abcdefgh","expirationTimestamp":"tomorrow""#), code: .pluginAnswer,
            says: ["RFC 3339"]),
        Case(
            testDescription: "output without end", script: "yes", code: .pluginAnswer, says: ["more than 1024 KiB"]),
        Case(
            testDescription: "words without end are cut", script: "yes error | head -c 300000 >&2; exit 1",
            code: .pluginFailed, says: ["error error", "…"]),
        Case(
            testDescription: "standard input is empty", script: "read line || { echo no input >&2; exit 1; }",
            code: .pluginFailed, says: ["no input"]),
    ])
    func refuses(_ c: Case) async throws {
        var plugin = try PluginFixture()
        plugin.members = c.members
        let source = try plugin.source(c.script, command: c.command)
        let error = try #require(await pluginError { try await source.current() })
        #expect(error.code == c.code, "\(error)")
        #expect(error.description.hasPrefix("cannot run credential plugin '"))
        #expect(error.description.utf8.count < 5000)
        for words in c.says { #expect(error.description.contains(words), "\(error)") }
    }

    @Test func whatLooksSecretInItsWordsIsMasked() async throws {
        var plugin = try PluginFixture()
        plugin.members = ", env: [{name: P, value: correct-horse}]"
        let words =
            "the token has expired, $P; token=hunter2 Bearer s3cr3t eyJhbGciOiJIUzI1NiJ9.e30.x"
        let source = try plugin.source("echo \"\(words)\" >&2; printf $P | base64 >&2; exit 1")
        let error = try #require(await pluginError { try await source.current() })
        #expect(error.detail.contains("it said: the token has expired, ***; token=*** Bearer *** *** ***"), "\(error)")
    }

    @Test func aFailedRunIsTriedAgainNextTime() async throws {
        let plugin = try PluginFixture()
        let script = #"test -e "${0%/*}/../ok" || exit 1;"# + Self.answer(#""token":"abc""#)
        let source = try plugin.source(script)
        #expect(await pluginError { try await source.current() }?.retry == true)
        try plugin.directory.write("ok", "")
        #expect(try await source.current().bearerToken == "abc")
    }

    /// The script starts a process of its own, notes its number, and hangs.
    private static let hanging = #"sleep 300 & echo $! > "${0%/*}/../pid"; wait"#

    @Test func oneThatHangsIsEndedWithAllItStarted() async throws {
        var plugin = try PluginFixture()
        plugin.timeLimit = .milliseconds(400)
        let source = try plugin.source(Self.hanging)
        let error = try #require(await pluginError { try await source.current() })
        #expect(error.code == .pluginTimedOut)
        #expect(error.description.contains("it did not end within 0.4 s"), "\(error)")
        #expect(try await plugin.startedProcessEnds())
    }

    @Test func oneThatIgnoresSIGTERMIsEndedToo() async throws {
        var plugin = try PluginFixture()
        plugin.timeLimit = .milliseconds(400)
        let source = try plugin.source("trap '' TERM\n" + Self.hanging)
        #expect(await pluginError { try await source.current() }?.code == .pluginTimedOut)
        #expect(try await plugin.startedProcessEnds())
    }

    @Test func cancellingEndsIt() async throws {
        let plugin = try PluginFixture()
        let source = try plugin.source(Self.hanging)
        let waiting = Task { try await source.current() }
        #expect(try await becomesTrue { plugin.startedProcess != nil })
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(try await plugin.startedProcessEnds())
    }

    @Test func oneWhoLeavesDoesNotTakeItFromTheOthers() async throws {
        let plugin = try PluginFixture()
        let script =
            #"touch "${0%/*}/../begun"; while [ ! -e "${0%/*}/../go" ]; do sleep 0.01; done;"#
            + Self.answer(#""token":"abc""#)
        let source = try plugin.source(script)
        let leaving = Task { try await source.current() }
        #expect(try await becomesTrue { FileAccess.system.stamp("\(plugin.directory.path)/begun") != nil })
        let staying = Task { try await source.current() }
        try await Task.sleep(for: .milliseconds(50))
        leaving.cancel()
        await #expect(throws: CancellationError.self) { try await leaving.value }
        try plugin.directory.write("go", "")
        #expect(try await staying.value.bearerToken == "abc")
    }

    @Test func aProcessLeftBehindDoesNotHoldTheAnswerUp() async throws {
        let plugin = try PluginFixture()
        let source = try plugin.source(#"sleep 300 & echo $! > "${0%/*}/../pid";"# + Self.answer(#""token":"abc""#))
        // Waiting for the end of its output would end in an error after the time limit.
        #expect(try await source.current().bearerToken == "abc")
        kill(try #require(plugin.startedProcess), SIGKILL)
    }

    @Test func aProgramOfTheWorkingDirectoryIsNotFoundByARelativePath() async throws {
        var plugin = try PluginFixture()
        let up = String(repeating: "../", count: 40)
        plugin.variables["PATH"] = ".:\(up)\(plugin.directory.path.dropFirst())/bin:"
        let source = try plugin.source(Self.answer(#""token":"abc""#), command: "plugin")
        #expect(await pluginError { try await source.current() }?.code == .pluginMissing)
    }

    @Test func descriptorsOfThisProcessAreNotHandedDown() async throws {
        let plugin = try PluginFixture()
        let inherited = open("/dev/null", O_RDONLY)
        defer { close(inherited) }
        let source = try plugin.source("ls /proc/$$/fd > ${0%/*}/../out;" + Self.answer(#""token":"abc""#))
        _ = try await source.current()
        // 0, 1 and 2, and the one that the shell reads the script by.
        let open = try plugin.read("out").split(separator: "\n").compactMap { Int($0) }.filter { $0 < 10 }
        #expect(open.count <= 4, "\(open)")
        #expect(!open.contains(Int(inherited)) || inherited < 4)
    }

    @Test func noDescriptorIsLost() async throws {
        let plugin = try PluginFixture()
        let source = try plugin.source(Self.answer(#""token":"abc""#))
        let credentials = try await source.current()
        let before = openDescriptors()
        for _ in 0..<20 {
            await source.invalidate(credentials)
            _ = try await source.current()
        }
        // Other tests run at the same time and have some open for a moment; a leak of two each run would stay.
        #expect(try await becomesTrue { openDescriptors() < before + 20 })
    }

    private func openDescriptors() -> Int { (0..<1024).filter { fcntl($0, F_GETFD) >= 0 }.count }
}

extension PluginFixture {
    /// The process that the script has started and noted.
    fileprivate var startedProcess: pid_t? {
        // Not written yet is an answer.
        (try? read("pid")).flatMap { pid_t($0.trimmed) }
    }

    fileprivate func startedProcessEnds() async throws -> Bool {
        guard let pid = startedProcess else { return false }
        return try await becomesTrue { kill(pid, 0) != 0 && errno == ESRCH || isZombie(pid) }
    }

    /// Ended, and waiting for whoever has taken the place of its parent.
    private func isZombie(_ pid: pid_t) -> Bool {
        let status = (try? FileAccess.system.read("/proc/\(pid)/stat", 4096)) ?? []
        return String(decoding: status, as: UTF8.self).contains(") Z ")
    }
}
