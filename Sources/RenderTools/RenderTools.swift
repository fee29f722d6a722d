import ProcessRunner

/// kustomize, kubectl and helm as children, on a copy of the files that they are to see.
///
/// They get a home that is empty and gone afterwards, nothing of this process's environment but `PATH`, and no network:
/// a network namespace of their own where the kernel lets one be made, and in any case a proxy that nobody listens on
/// and no protocol that git may speak.
package struct RenderTools: Sendable {
    package struct Limits: Sendable {
        package var time = Duration.seconds(30)
        /// Bytes that a tool may print.
        package var output = 64 << 20
        /// Bytes of the files that it gets.
        package var input = 256 << 20

        package init() {}
    }

    private let variables: [String: String]
    private let limits: Limits
    private let confinement: Confinement

    /// `variables` is the environment of this process: `PATH` and `TMPDIR` are taken from it.
    package init(_ variables: [String: String], limits: Limits = Limits()) {
        self.variables = variables
        self.limits = limits
        confinement = Confinement(variables["PATH"])
    }

    /// What the tool prints for `job`. Cancelling ends it with all it started; that is a `CancellationError`.
    package func render(_ job: RenderJob) async throws -> [UInt8] {
        let tool = try tool(for: job)
        let scratch = try TemporaryDirectory(variables)
        try copy(job, to: scratch)
        let root = "\(scratch.path)/\(Self.treeName)"
        let words = tool.words(job, in: job.directory.isEmpty ? root : "\(root)/\(job.directory)")
        let command = await confinement.words + words
        let child = ChildProcess(
            program: command[0], arguments: command, environment: environment(home: "\(scratch.path)/\(Self.homeName)"),
            limits: .init(time: limits.time, output: limits.output, errors: 16 << 10))
        let end = await child.run()
        // The copy outlives the tool.
        return try withExtendedLifetime(scratch) {
            if end.cause == .exited(0) { return end.output }
            if end.cause == .cancelled { throw CancellationError() }
            throw ToolFailure(tool: tool, job: job, root: root, limits: limits).error(end)
        }
    }

    /// Where a program is, and what it says of its version; `nil` where it is not installed.
    package func version(of name: String) async -> (program: String, version: String?)? {
        guard let program = SearchPath(variables["PATH"]).program(named: name) else { return nil }
        let words = [program, "version"] + (name == "kubectl" ? ["--client"] : [])
        let child = ChildProcess(
            program: program, arguments: words, environment: environment(home: "/nonexistent"),
            limits: .init(time: limits.time, output: 64 << 10, errors: 1 << 10))
        let end = await child.run()
        let text = String(decoding: end.output, as: UTF8.self)
        return (program, end.cause == .exited(0) ? Self.version(in: text) : nil)
    }

    /// The first `v1.2.3` in a text; each tool wraps it in other words, and each of its releases too.
    private static func version(in text: String) -> String? {
        for word in text.split(whereSeparator: { !$0.isNumber && !$0.isLetter && !".-+".contains($0) }) {
            guard word.hasPrefix("v"), word.dropFirst().first?.isNumber == true, word.contains(".") else { continue }
            return String(word)
        }
        return nil
    }

    private static let treeName = "tree"
    private static let homeName = "home"

    private func tool(for job: RenderJob) throws(RenderToolError) -> Tool {
        let path = SearchPath(variables["PATH"])
        for tool in Tool.all(for: job.format) {
            if let program = path.program(named: tool.name) { return Tool(tool.name, program: program) }
        }
        throw Tool.missing(job)
    }

    private func copy(_ job: RenderJob, to scratch: TemporaryDirectory) throws(RenderToolError) {
        let bytes = job.files.reduce(0) { $0 + $1.content.count }
        guard bytes <= limits.input else {
            throw RenderToolError(
                .disk, step: "render", subject: job.shownDirectory,
                detail: "its files have more than \(limits.input >> 20) MiB",
                hint: "keep what is not for the cluster in directories that no kustomization or chart is made of")
        }
        try scratch.makeDirectory(Self.homeName)
        try scratch.makeDirectory(Self.treeName)
        var made: Set<Substring> = []
        for file in job.files {
            if let slash = file.path.lastIndex(of: "/"), made.insert(file.path[..<slash]).inserted {
                try scratch.makeDirectory("\(Self.treeName)/\(file.path[..<slash])")
            }
            try scratch.write(file.content, to: "\(Self.treeName)/\(file.path)")
        }
    }

    private func environment(home: String) -> [String: String] {
        // The port for discarding (RFC 863): nothing answers there, so nothing can be fetched.
        let nowhere = "http://127.0.0.1:9"
        var result = [
            "PATH": variables["PATH"] ?? "", "HOME": home, "TMPDIR": home, "LC_ALL": "C",
            "XDG_CONFIG_HOME": "\(home)/config", "XDG_CACHE_HOME": "\(home)/cache", "XDG_DATA_HOME": "\(home)/data",
            "HELM_CONFIG_HOME": "\(home)/helm", "HELM_CACHE_HOME": "\(home)/helm", "HELM_DATA_HOME": "\(home)/helm",
            "KUBECONFIG": "\(home)/kubeconfig", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0",
        ]
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            result[name] = nowhere
            result[name.lowercased()] = nowhere
        }
        return result
    }
}
