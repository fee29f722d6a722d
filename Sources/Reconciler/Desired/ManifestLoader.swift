package import Drift
import ObjectModel

/// Reads every manifest of an environment's directories: parsed ones from the cache, the others in parallel.
package struct ManifestLoader: Sendable {
    private let tree: any SourceTree
    private let parser: any ManifestParser
    private let cache: (any DocumentCache)?
    private let renderer: (any ManifestRenderer)?
    /// For charts, which ask for one.
    private let namespace: String?

    package init(
        tree: any SourceTree, parser: any ManifestParser, cache: (any DocumentCache)? = nil,
        renderer: (any ManifestRenderer)? = nil, namespace: String? = nil
    ) {
        self.tree = tree
        self.parser = parser
        self.cache = cache
        self.renderer = renderer
        self.namespace = namespace
    }

    /// Every object below `directories`, by file and place in it, and all that is wrong with the files.
    package func load(_ directories: [String]) async throws -> LoadedManifests {
        let cache = cache
        let listing = try await tree.files(
            below: directories, isWanted: ReadingPlan.isWanted, isKnown: { cache?.holds(contentID: $0) ?? false })
        let plan = ReadingPlan(files: listing.files, below: directories)
        var loaded = LoadedManifests()
        loaded.findings = listing.failures.map { Finding(severity: .error, rule: "unreadable-file", message: "\($0)") }
        for document in await read(plan.files, into: &loaded) {
            let (manifests, findings) = ManifestReader.manifests(of: document)
            loaded.manifests += manifests
            loaded.findings += findings
        }
        loaded.findings += plan.findings
        loaded.rendered = plan.rendered.map { .init(format: $0.0, directory: $0.1) }
        try await render(plan.rendered, into: &loaded)
        if loaded.manifests.isEmpty, loaded.findings.isEmpty { loaded.findings = [Self.nothing(in: directories)] }
        return loaded
    }

    /// Nothing to compare is no agreement: mostly a path that is wrong, or a commit that emptied it.
    private static func nothing(in directories: [String]) -> Finding {
        let names = directories.map { $0.isEmpty ? "." : $0 }.joined(separator: ", ")
        return Finding(
            severity: .error, rule: "no-objects",
            message: "cannot read objects '\(names)': no manifest with an object stands there (hint: check the path)")
    }

    // MARK: Plain files

    private func read(_ files: [SourceFile], into loaded: inout LoadedManifests) async -> [SourceDocument] {
        var kept: [[SourceDocument]?] = files.map { cache?.documents(contentID: $0.contentID, file: $0.path) }
        let missing = files.indices.filter { kept[$0] == nil }
        let parsed = await parse(missing.map { files[$0] })
        for (place, file) in zip(missing, parsed) {
            kept[place] = file.documents
            loaded.findings += file.failures.map(Self.finding)
        }
        loaded.parsedFiles = missing.count
        loaded.cachedFiles = files.count - missing.count
        keep(
            files, kept, unless: Set(zip(missing, parsed).filter { !$1.failures.isEmpty }.map(\.0)),
            changed: !missing.isEmpty)
        return kept.flatMap { $0 ?? [] }
    }

    /// Parses in up to four tasks, a run of files each: for few files a task costs more than it saves.
    private func parse(_ files: [SourceFile]) async -> [ParsedFile] {
        let parser = parser
        let width = min(4, files.count / 64 + 1)
        let chunk = max(1, (files.count + width - 1) / width)
        return await withTaskGroup(of: (Int, [ParsedFile]).self) { group in
            for start in stride(from: 0, to: files.count, by: chunk) {
                let part = files[start..<min(start + chunk, files.count)]
                group.addTask { (start, part.map { parser.parse($0.content ?? [], file: $0.path) }) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private static func finding(_ failure: ReconcileError) -> Finding {
        Finding(severity: .error, rule: "unreadable-file", message: failure.description, location: failure.location)
    }

    /// Hands the cache what may be kept: no file with a mistake, and none with a Secret.
    private func keep(_ files: [SourceFile], _ documents: [[SourceDocument]?], unless failed: Set<Int>, changed: Bool) {
        guard changed, let cache else { return }
        let entries = files.indices.compactMap { place -> (contentID: String, documents: [SourceDocument])? in
            guard !failed.contains(place), let parsed = documents[place], !parsed.contains(where: Self.holdsSecret)
            else { return nil }
            return (files[place].contentID, parsed)
        }
        cache.replace(entries)
    }

    private static func holdsSecret(_ document: SourceDocument) -> Bool {
        func isSecret(_ value: JSONValue) -> Bool {
            guard let kind = value["kind"]?.string else { return false }
            return kind.hasPrefix("Secret") || (value["items"]?.array?.contains(where: isSecret) ?? false)
        }
        return isSecret(document.value)
    }

    // MARK: Rendered directories

    private func render(_ directories: [(RenderedFormat, String)], into loaded: inout LoadedManifests) async throws {
        guard let (format, first) = directories.first else { return }
        guard let renderer else {
            let error = ReconcileError(
                .tool, step: "render", subject: first.isEmpty ? "." : first,
                detail: "it is a \(format), and rendering is switched off")
            loaded.findings.append(Finding(severity: .error, rule: "not-rendered", message: error.description))
            return
        }
        let rendering = DirectoryRendering(tree: tree, parser: parser, renderer: renderer, namespace: namespace)
        for rendered in try await rendering.render(directories) {
            loaded.manifests += rendered.manifests
            // What cannot be read may have been told already, as part of the environment or of another directory.
            loaded.findings += rendered.findings.filter { !loaded.findings.contains($0) }
        }
    }
}

/// What a repository gave.
package struct LoadedManifests: Sendable {
    package var manifests: [Manifest] = []
    package var findings: [Finding] = []
    /// Files that went through the parser, and files that came from the cache.
    package var parsedFiles = 0
    package var cachedFiles = 0
    /// The directories that need a tool, whether it was there or not; by path.
    package var rendered: [Rendered] = []

    package struct Rendered: Hashable, Sendable {
        package var format: RenderedFormat
        package var directory: String
    }
}
