import Drift
import ObjectModel

/// Has kustomizations and charts rendered, several at a time, and gives what comes out its places in the repository.
struct DirectoryRendering: Sendable {
    let tree: any SourceTree
    let parser: any ManifestParser
    let renderer: any ManifestRenderer
    /// The environment's, for charts.
    let namespace: String?

    /// What one directory gave.
    struct Rendered: Sendable {
        var manifests: [Manifest] = []
        var findings: [Finding] = []
    }

    /// Tools at work at the same time.
    private static let width = 4

    /// In the order of `directories`, of which those are left out that are bases of another one.
    func render(_ directories: [(RenderedFormat, String)]) async throws -> [Rendered] {
        var rendered: [Int: Rendered] = [:]
        var inputs: [Int: RenderInputs] = [:]
        for (place, (format, directory)) in directories.enumerated() {
            do {
                inputs[place] = try await RenderInputs(format, directory: directory, tree: tree, parser: parser)
            } catch let error where !(error is CancellationError) {
                rendered[place] = Rendered(findings: [finding(error, directory, format)])
            }
        }
        let wanted = inputs.filter { _, input in
            !inputs.values.contains { $0.directory != input.directory && $0.owns(input) }
        }
        let places = wanted.keys.sorted()
        let outcomes = try await places.compactMap { wanted[$0] }
            .mapInParallel(width: Self.width) { try await render($0) }
        for (place, outcome) in zip(places, outcomes) { rendered[place] = outcome }
        return rendered.sorted { $0.key < $1.key }.map(\.value)
    }

    private func render(_ inputs: RenderInputs) async throws -> Rendered {
        guard !inputs.findings.contains(where: { $0.severity == .error }) else {
            return Rendered(findings: inputs.findings)
        }
        let request = RenderRequest(
            format: inputs.format, directory: inputs.directory, files: inputs.files.values.sorted { $0.path < $1.path },
            release: ChartRelease(name: releaseName(inputs), namespace: namespace ?? "default"))
        do {
            let output = try await renderer.render(request)
            var rendered = read(output, inputs)
            rendered.findings += inputs.findings
            return rendered
        } catch let error where !(error is CancellationError) {
            return Rendered(findings: inputs.findings + [failure(error, inputs)])
        }
    }

    // MARK: What comes out

    private func read(_ output: [UInt8], _ inputs: RenderInputs) -> Rendered {
        let parsed = parser.parse(output, file: inputs.shownDirectory)
        var rendered = Rendered()
        var chart = ChartOrigins(inputs, output: inputs.format == .chart ? output : [])
        rendered.findings = parsed.failures.map { unreadable($0, inputs, chart) }
        let kustomization = inputs.format == .kustomization ? KustomizationOrigins(inputs, parser: parser) : nil
        for document in parsed.documents {
            let placed = kustomization?.placed(document) ?? chart.placed(document)
            var (manifests, findings) = ManifestReader.manifests(of: placed)
            for place in manifests.indices { manifests[place].isOfRelease = inputs.format == .chart }
            rendered.manifests += manifests
            rendered.findings += findings
        }
        return rendered
    }

    /// Release names are DNS labels of at most 53 characters; a directory that is none gives way to the chart's name.
    ///
    /// Source: Helm's `ValidateReleaseName`.
    private func releaseName(_ inputs: RenderInputs) -> String {
        guard inputs.format == .chart else { return "" }
        let directory = RepositoryPath.name(of: inputs.directory)
        if Self.isReleaseName(directory) { return directory }
        let file = inputs.files[RepositoryPath.joined(inputs.directory, "Chart.yaml")]
        let chart = parser.parse(file?.content ?? [], file: "Chart.yaml").documents.first?.value["name"]?.string
        return chart.flatMap { Self.isReleaseName($0) ? $0 : nil } ?? "release"
    }

    private static func isReleaseName(_ text: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        let dash = UInt8(ascii: "-")
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 53 else { return false }
        return isPlain(first) && isPlain(last) && text.utf8.allSatisfy { isPlain($0) || $0 == dash }
    }

    // MARK: What goes wrong

    private func unreadable(_ failure: ReconcileError, _ inputs: RenderInputs, _ chart: ChartOrigins) -> Finding {
        let line = failure.location?.line ?? 1
        let location = inputs.format == .chart ? chart.location(ofLine: line) : inputs.mainLocation
        let error = ReconcileError(
            .input, step: "read what was rendered of", subject: inputs.shownDirectory,
            detail: "line \(line): \(failure.detail)", hint: failure.hint, location: location)
        return Finding(severity: .error, rule: "unreadable-file", message: error.description, location: location)
    }

    private func failure(_ error: any Error, _ inputs: RenderInputs) -> Finding {
        guard var error = error as? ReconcileError else {
            return finding(error, inputs.directory, inputs.format)
        }
        error.detail = SecretWords(inputs, parser: parser).masked(error.detail)
        return Finding(
            severity: .error, rule: "not-rendered", message: error.description, location: inputs.mainLocation)
    }

    private func finding(_ error: any Error, _ directory: String, _ format: RenderedFormat) -> Finding {
        let error = ReconcileError(
            .input, step: "render", subject: directory.isEmpty ? "." : directory, detail: "\(error)")
        return Finding(severity: .error, rule: "not-rendered", message: error.description)
    }
}

extension RenderInputs {
    var shownDirectory: String { directory.isEmpty ? "." : directory }

    /// Where the kustomization or the chart begins.
    var mainLocation: SourceLocation {
        let chart = SourceLocation(file: RepositoryPath.joined(directory, "Chart.yaml"), line: 1, column: 1)
        return kustomizations.first?.location ?? chart
    }

    /// Whether `other` is a base of this one; of two that are each other's, which is a mistake, none is.
    fileprivate func owns(_ other: RenderInputs) -> Bool {
        kustomization(other.directory) != nil && other.kustomization(directory) == nil
    }
}
