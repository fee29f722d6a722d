import Drift
import ObjectModel

/// What a tool needs to see to render one directory: its files, and for a kustomization those of every directory that it
/// and its bases name.
struct RenderInputs: Sendable {
    let format: RenderedFormat
    let directory: String
    /// By path.
    private(set) var files: [String: SourceFile] = [:]
    /// Outermost first, each once; empty for a chart.
    private(set) var kustomizations: [Kustomization] = []
    /// Which kustomization names which: directory to directories.
    private(set) var bases: [String: [String]] = [:]
    /// If any of them is an error, the directory cannot be rendered.
    private(set) var findings: [Finding] = []

    private let tree: any SourceTree
    private let parser: any ManifestParser
    private var listed: [String] = []
    /// Every directory that has a file, or one below it that does.
    private var known: Set<String> = []

    /// Follows the references from `directory` on; throws only for what is no mistake of the repository.
    init(
        _ format: RenderedFormat, directory: String, tree: any SourceTree, parser: any ManifestParser
    ) async throws {
        self.format = format
        self.directory = directory
        self.tree = tree
        self.parser = parser
        try await list(directory)
        guard format == .kustomization else { return }
        var waiting = [directory][...]
        var seen: Set<String> = [directory]
        while let next = waiting.popFirst() {
            guard let kustomization = read(next) else { continue }
            kustomizations.append(kustomization)
            refuse(kustomization)
            for reference in kustomization.references where reference.role == .resource {
                guard let base = try await follow(reference, of: kustomization) else { continue }
                bases[next, default: []].append(base)
                if seen.insert(base).inserted { waiting.append(base) }
            }
        }
    }

    /// The file that `text`, written in `directory`, names; `nil` where there is none or it leaves the repository.
    func file(_ text: String, from directory: String) -> SourceFile? {
        RepositoryPath.normalised(RepositoryPath.joined(directory, text)).flatMap { files[$0] }
    }

    func kustomization(_ directory: String) -> Kustomization? { kustomizations.first { $0.directory == directory } }

    // MARK: Following

    private mutating func list(_ path: String) async throws {
        guard !listed.contains(where: { RepositoryPath.contains($0, path) }) else { return }
        let listing = try await tree.files(below: [path], isWanted: { _ in true }, isKnown: { _ in false })
        listed.append(path)
        findings += listing.failures.map { Finding(severity: .error, rule: "unreadable-file", message: "\($0)") }
        for file in listing.files {
            files[file.path] = file
            var directory = RepositoryPath.directory(of: file.path)
            while known.insert(directory).inserted, !directory.isEmpty {
                directory = RepositoryPath.directory(of: directory)
            }
        }
    }

    private mutating func read(_ directory: String) -> Kustomization? {
        let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
        let found = names.map { RepositoryPath.joined(directory, $0) }.compactMap { files[$0] }
        guard let file = found.first else { return nil }
        let parsed = parser.parse(file.content ?? [], file: file.path)
        findings += parsed.failures.map {
            Finding(severity: .error, rule: "unreadable-file", message: $0.description, location: $0.location)
        }
        guard let document = parsed.documents.first else { return nil }
        return Kustomization(document, directory: directory)
    }

    /// The directory that an entry names; `nil` for a file and for what is wrong, which is then told.
    private mutating func follow(_ entry: Kustomization.Reference, of user: Kustomization) async throws -> String? {
        guard !RemoteReference.isRemote(entry.text) else { return nil }
        let joined = RepositoryPath.joined(user.directory, entry.text)
        guard !entry.text.hasPrefix("/"), let path = RepositoryPath.normalised(joined) else {
            fail(entry.location, "'\(entry.text)' leaves the repository", "name a path inside the repository")
            return nil
        }
        if files[path] == nil, !known.contains(path) {
            do {
                try await list(path)
            } catch let error where !(error is CancellationError) {
                fail(entry.location, "'\(entry.text)': \(error)")
                return nil
            }
        }
        if files[path] == nil {
            guard known.contains(path) else {
                fail(
                    entry.location, "'\(entry.text)' is neither a file nor a directory of the repository",
                    "correct the entry, or add what it names to Git")
                return nil
            }
            return path
        }
        if !RepositoryPath.contains(user.directory, path) {
            fail(
                entry.location, "the file '\(entry.text)' is not in or below the kustomization's directory",
                "give it a kustomization of its own, and name its directory")
        }
        return nil
    }

    // MARK: Refusing

    private mutating func refuse(_ kustomization: Kustomization) {
        for (text, location) in kustomization.remoteEntries {
            fail(
                location, "'\(text)' would have to be fetched, and rendering uses no network",
                "copy it into the repository, and name it by its path")
        }
        if let location = kustomization.chartField {
            fail(
                location, "it has charts rendered inside the kustomization, which is not supported",
                "keep the chart in a directory of its own, or what helm makes of it as a resource")
        }
    }

    private mutating func fail(_ location: SourceLocation, _ detail: String, _ hint: String? = nil) {
        let subject = directory.isEmpty ? "." : directory
        let error = ReconcileError(
            .input, step: "render", subject: subject, detail: "\(location): \(detail)", hint: hint, location: location)
        findings.append(
            Finding(severity: .error, rule: "not-rendered", message: error.description, location: location))
    }
}
