import Reconciler
import RenderTools

/// kustomize, kubectl and helm as the loader's renderer.
struct ToolRenderer: ManifestRenderer {
    private let tools: RenderTools

    init(_ terminal: Terminal) { tools = RenderTools(terminal.variables) }

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
            throw ReconcileError(
                .tool, step: error.step, subject: error.subject, detail: error.detail, hint: error.hint)
        }
    }
}
