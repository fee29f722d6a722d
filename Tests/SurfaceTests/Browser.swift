import Glibc
import ProcessRunner

/// Debian's Chromium without a window, with a profile of its own, and with no network but loopback.
struct Browser: Sendable {
    static let program = SearchPath(getenv("PATH").map { String(cString: $0) }).program(named: "chromium")

    struct Failure: Error { var words: String }

    /// What became of a page.
    struct Visit: Sendable {
        /// The document as it stood at the end.
        var document: String
        /// What the browser said in its console, refusals of the page's policy among it.
        var console: String
    }

    var isDark = false
    var width = 1_280
    var height = 1_000
    /// How much time passes for the page; it passes at once where nothing is waited for.
    var time = Duration.seconds(10)

    func visit(_ url: String) async throws -> Visit {
        let (output, errors) = try await run(["--dump-dom", url])
        let console = errors.split(separator: "\n").filter { $0.contains("CONSOLE") }.joined(separator: "\n")
        return Visit(document: output, console: console)
    }

    /// Writes what the window shows as PNG.
    func picture(of url: String, to path: String) async throws {
        _ = try await run(["--screenshot=\(path)", "--hide-scrollbars", url])
    }

    private func run(_ arguments: [String]) async throws -> (output: String, errors: String) {
        var template = Array("/tmp/reconcile-browser.XXXXXX".utf8CString)
        guard let program = Self.program, mkdtemp(&template) != nil else { throw Failure(words: "no browser") }
        let home = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        let child = ChildProcess(
            program: program, arguments: ["chromium"] + flags(home) + arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8"],
            limits: .init(time: .seconds(300), output: 64 << 20, errors: 16 << 20))
        let end = await child.run()
        _ = await ChildProcess(
            program: "/bin/rm", arguments: ["rm", "-rf", home], environment: [:],
            limits: .init(time: .seconds(60), output: 1 << 16, errors: 1 << 16)
        ).run()
        let errors = String(decoding: end.errors, as: UTF8.self)
        guard end.cause == .exited(0) else { throw Failure(words: "\(end.cause) \(errors.suffix(2_000))") }
        return (String(decoding: end.output, as: UTF8.self), errors)
    }

    private func flags(_ home: String) -> [String] {
        let phone = width < 500 ? ["--force-device-scale-factor=2"] : []
        return [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=\(home)/profile",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-default-apps", "--disable-extensions",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--enable-logging=stderr", "--window-size=\(width),\(height)",
            "--virtual-time-budget=\(Int(time / .milliseconds(1)))",
        ] + phone + (isDark ? ["--blink-settings=preferredColorScheme=0"] : [])
    }
}
