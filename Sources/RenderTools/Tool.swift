/// A program that renders, and how it is called.
struct Tool: Sendable {
    let name: String
    /// Its path; empty where it has not been looked for.
    let program: String

    init(_ name: String, program: String = "") {
        self.name = name
        self.program = program
    }

    /// In the order of preference.
    static func all(for format: RenderJob.Format) -> [Tool] {
        switch format {
        case .kustomization: [Tool("kustomize"), Tool("kubectl")]
        case .chart: [Tool("helm")]
        }
    }

    /// The program and its arguments; `path` is absolute, so that no directory's name is taken for an option.
    func words(_ job: RenderJob, in path: String) -> [String] {
        switch job.format {
        case .kustomization: [program, name == "kubectl" ? "kustomize" : "build", path]
        // What the chart installs before its templates belongs to what is desired.
        case .chart(let release, let namespace):
            [program, "template", release, path, "--namespace=\(namespace)", "--include-crds"]
        }
    }

    /// The same as a person would type it, from the repository's root.
    func typed(_ job: RenderJob) -> String {
        let words = words(job, in: job.shownDirectory)
        return ([name] + words.dropFirst()).joined(separator: " ")
    }

    static func missing(_ job: RenderJob) -> RenderToolError {
        let detail: String
        let hint: String
        switch job.format {
        case .kustomization:
            detail = "it is a kustomization and neither kustomize nor kubectl is installed"
            hint = "install kustomize: https://kubectl.docs.kubernetes.io/installation/kustomize/"
        case .chart:
            detail = "it is a chart and helm is not installed"
            hint = "install helm: https://helm.sh/docs/intro/install/"
        }
        return RenderToolError(.notInstalled, step: "render", subject: job.shownDirectory, detail: detail, hint: hint)
    }
}
