import ProcessRunner

extension PluginCall {
    /// Runs the plugin and reads its answer. Cancelling ends it; that is a `CancellationError`.
    func run(_ files: FileAccess) async throws -> PluginAnswer {
        guard let program = program(files) else { throw missing }
        let child = ChildProcess(
            program: program, arguments: [command] + arguments, environment: environment,
            limits: .init(time: timeLimit, output: PluginAnswer.sizeLimit, errors: 16 << 10))
        let end = await child.run()
        switch end.cause {
        case .exited(0): return try answer(end)
        case .cancelled: throw CancellationError()
        case .exited(let status): throw failed(.pluginFailed, "it ended with status \(status)", end)
        case .signalled(let signal): throw failed(.pluginFailed, "it was ended by signal \(signal)", end)
        case .timedOut:
            throw failed(.pluginTimedOut, "it did not end within \(timeLimit.seconds)", end, hint: timeHint)
        case .outputTooLarge:
            throw failed(.pluginAnswer, "it printed more than \(PluginAnswer.sizeLimit >> 10) KiB", end)
        case .notStarted(let code): throw failed(.pluginFailed, "it cannot be started: \(systemWords(code))", end)
        }
    }

    private func answer(_ end: ChildProcess.End) throws(KubeConfigError) -> PluginAnswer {
        do throws(PluginAnswer.Problem) {
            return try PluginAnswer(reading: end.output, apiVersion: apiVersion)
        } catch {
            throw failed(.pluginAnswer, error.detail, end)
        }
    }

    private var missing: KubeConfigError {
        let hint = installHint.isEmpty ? "install it, or put its directory into PATH" : installHint
        let detail = command.contains("/") ? "no such file" : "no directory of PATH has it"
        return KubeConfigError(.pluginMissing, .runPlugin, command, "\(detail) (user '\(user)')", hint: hint)
    }

    private var timeHint: String {
        "log in beforehand if it waits for a person, and run it by hand to see what it waits for"
    }

    /// With the plugin's own words on standard error, secrets taken out.
    private func failed(
        _ code: KubeConfigError.Code, _ detail: String, _ end: ChildProcess.End, hint: String? = nil
    ) -> KubeConfigError {
        let mask = SecretMask(secrets + secretsInOutput(end.output))
        let words = mask.mask(String(decoding: end.errors, as: UTF8.self)).trimmed
        return KubeConfigError(
            code, .runPlugin, command, "\(detail) (user '\(user)')" + (words.isEmpty ? "" : "; it said: \(words)"),
            hint: hint ?? "run the plugin by hand, and log in again if it asks for that",
            retry: code == .pluginFailed || code == .pluginTimedOut)
    }

    /// What an answer that went wrong has in it may be said on standard error as well.
    private func secretsInOutput(_ output: [UInt8]) -> [String] {
        guard let answer = try? PluginAnswer(reading: output, apiVersion: apiVersion) else { return [] }
        return answer.credentials.bearerToken.map { [$0] } ?? []
    }
}

/// A plugin's environment and what it prints hold secrets.
extension ChildProcess: Masked {}
extension ChildProcess.End: Masked {}

extension Duration {
    /// `60 s`, `0.2 s`.
    fileprivate var seconds: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
