import Reconciler

/// kustomize and helm as processes, without network and with a time limit.
struct ToolRenderer: ManifestRenderer {
    func render(
        _ format: RenderedFormat, directory: String, root: String, namespace: String?
    ) async throws -> [UInt8] {
        let tool = format == .chart ? "helm" : "kustomize"
        throw ReconcileError(
            .tool, step: "render", subject: directory, detail: "\(tool) is not wired yet", hint: "use plain manifests")
    }
}
