import ProcessRunner

/// Makes an error of how a tool ended.
struct ToolFailure {
    let tool: Tool
    let job: RenderJob
    /// Where the copy of the repository is; paths in it are shown as those of the repository.
    let root: String
    let limits: RenderTools.Limits

    func error(_ end: ChildProcess.End) -> RenderToolError {
        let words = shownWords(end.errors)
        switch end.cause {
        case .exited(let status):
            return error(.failed, "ended with status \(status)", words, hint: hint(for: words))
        case .signalled(let signal):
            return error(.failed, "was ended by signal \(signal)", words, hint: hint(for: words))
        case .timedOut, .cancelled:
            return error(
                .timedOut, "did not end within \(limits.time.components.seconds) s", words,
                hint: "run '\(tool.typed(job))' by hand to see what it waits for")
        case .outputTooLarge:
            return error(
                .outputTooLarge, "printed more than \(limits.output >> 20) MiB", words,
                hint: "split it into several directories")
        case .notStarted(let code):
            return error(
                .notStarted, "cannot be started: \(systemWords(code))", "",
                hint: "see that \(tool.program) runs by hand")
        }
    }

    private func error(_ code: RenderToolError.Code, _ what: String, _ words: String, hint: String) -> RenderToolError {
        RenderToolError(
            code, step: "render", subject: job.shownDirectory,
            detail: "\(tool.name) \(what)" + (words.isEmpty ? "" : ": \(words)"), hint: hint)
    }

    // MARK: The tool's words

    private static let lineLimit = 8
    private static let lengthLimit = 1_500

    /// The first lines on standard error as one, without what a terminal would obey.
    private func shownWords(_ bytes: [UInt8]) -> String {
        let text = String(
            decoding: bytes.replacing("\(root)/".utf8, with: "".utf8).replacing(root.utf8, with: ".".utf8),
            as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map(Self.plain).filter { !$0.isEmpty }
        let shown = lines.prefix(Self.lineLimit).joined(separator: "; ")
        let cut = shown.prefix(Self.lengthLimit)
        return cut.count < shown.count || lines.count > Self.lineLimit ? "\(cut) …" : shown
    }

    private static func plain(_ line: Substring) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        let words = withoutLogHeader(String(scalars).split(separator: " ").joined(separator: " "))
        return words.hasPrefix("Error: ") ? String(words.dropFirst("Error: ".count)) : words
    }

    /// kubectl prints errors as its log has them: `E1121 03:57:53.601753 14010 run.go:72] "command failed" err=<`, the
    /// error's lines and `>`.
    private static func withoutLogHeader(_ line: String) -> String {
        if line == ">" { return "" }
        let digits = line.dropFirst().prefix(4)
        guard let level = line.first, "EFW".contains(level), digits.count == 4, digits.allSatisfy(\.isNumber),
            let end = line.firstIndex(of: "]")
        else { return line }
        let rest = line[line.index(after: end)...].drop { $0 == " " }
        return rest.hasSuffix("err=<") ? "" : String(rest)
    }

    /// What to do about the words that are met most often.
    private func hint(for words: String) -> String {
        let words = words.lowercased()
        switch job.format {
        case .chart where words.contains("missing in charts/"):
            return "run 'helm dependency build \(job.shownDirectory)', and commit what it puts into charts/"
        case .kustomization where words.contains("must be a file"):
            return "install kustomize, or kubectl 1.21 or later: this one knows directories only under 'bases'"
        case .kustomization where words.contains("is not in or below"):
            return "move the file into the kustomization's directory: what lies outside is not loaded"
        default: return "run '\(tool.typed(job))' by hand, and correct what it complains about"
        }
    }
}
