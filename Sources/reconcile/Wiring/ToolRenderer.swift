import Reconciler
import RenderTools

/// kustomize, kubectl and helm as the loader's renderer.
struct ToolRenderer: ManifestRenderer {
    private let tools: RenderTools

    init(_ configuration: Configuration, _ terminal: Terminal) {
        var limits = RenderTools.Limits()
        limits.time = configuration.renderingTime
        tools = RenderTools(terminal.variables, limits: limits)
    }

    func render(_ request: RenderRequest) async throws -> [UInt8] {
        let format: RenderJob.Format =
            switch request.format {
            case .kustomization: .kustomization
            case .chart: .chart(release: request.release.name, namespace: request.release.namespace)
            }
        let files = request.files.map { RenderJob.File(path: $0.path, content: $0.content ?? []) }
        do {
            return try await tools.render(RenderJob(format, directory: request.directory, files: files))
        } catch let error as RenderToolError {
            var hint = error.hint
            if error.code == .timedOut, let known = hint {
                hint = "\(known), or allow it more with rendering.timeoutSeconds in \(Configuration.fileName)"
            }
            throw ReconcileError(.tool, step: error.step, subject: error.subject, detail: error.detail, hint: hint)
        }
    }
}
