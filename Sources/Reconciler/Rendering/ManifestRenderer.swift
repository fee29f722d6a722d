/// Renders a kustomization or a chart with the tool that owns the format: the port behind which processes stand.
package protocol ManifestRenderer: Sendable {
    /// The YAML documents that the tool prints. Fails where it is not installed, fails itself or takes too long.
    func render(_ request: RenderRequest) async throws -> [UInt8]
}

/// One directory to render, and all that the tool gets to see.
package struct RenderRequest: Sendable {
    package var format: RenderedFormat
    /// From the repository's root; empty for the root itself.
    package var directory: String
    /// With their content, links followed: what is not among them does not exist for the tool.
    package var files: [SourceFile]
    /// What a chart is told; kustomizations say such things themselves.
    package var release: ChartRelease
}

/// The name and the namespace that a chart's templates see.
package struct ChartRelease: Hashable, Sendable {
    package var name: String
    package var namespace: String
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
