/// Renders a kustomization or a chart with the tool that owns the format: the port behind which processes stand.
package protocol ManifestRenderer: Sendable {
    /// YAML documents of `directory` below `root`, which is on disk. Fails where the tool is not installed.
    func render(_ format: RenderedFormat, directory: String, root: String, namespace: String?) async throws -> [UInt8]
}

/// What makes a directory one to be rendered.
package enum RenderedFormat: Sendable, Hashable {
    case kustomization
    case chart

    /// By the name of a file in the directory; kustomize's three names, Helm's one.
    package init?(fileName: String) {
        switch fileName {
        case "kustomization.yaml", "kustomization.yml", "Kustomization": self = .kustomization
        case "Chart.yaml": self = .chart
        default: return nil
        }
    }
}
