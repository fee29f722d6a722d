/// Which files are read as they stand, and which directories a tool renders.
struct ReadingPlan {
    private(set) var files: [SourceFile] = []
    /// Outermost directories only, by path: what lies below belongs to the tool.
    private(set) var rendered: [(RenderedFormat, String)] = []

    /// `roots` are the directories that were asked for; hidden ones below them (`.github`) are passed over.
    init(files all: [SourceFile], below roots: [String]) {
        let all = all.filter { !Self.isHidden($0.path, below: roots) }
        for file in all.sorted(by: { $0.path < $1.path }) {
            guard let format = RenderedFormat(fileName: RepositoryPath.name(of: file.path)) else { continue }
            let directory = RepositoryPath.directory(of: file.path)
            rendered.append((format, directory))
        }
        rendered = rendered.filter { entry in
            !rendered.contains { $0.1 != entry.1 && RepositoryPath.contains($0.1, entry.1) }
        }
        let directories = rendered.map(\.1)
        files = all.filter { file in
            Self.isManifest(file.path) && !directories.contains { RepositoryPath.contains($0, file.path) }
        }
    }

    private static func isHidden(_ path: String, below roots: [String]) -> Bool {
        let rests = roots.filter { RepositoryPath.contains($0, path) }.map { path.dropFirst($0.count) }
        return !rests.isEmpty && rests.allSatisfy { $0.hasPrefix(".") || $0.contains("/.") }
    }

    /// Whether the content of the file at `path` can matter: all others are left unread.
    static func isWanted(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return RenderedFormat(fileName: name) != nil || extensions.contains { name.hasSuffix($0) }
    }

    private static let extensions = [".yaml", ".yml", ".json"]

    /// YAML and JSON, but our own configuration.
    private static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        guard name != Configuration.fileName, !name.hasPrefix(".") else { return false }
        return extensions.contains { name.hasSuffix($0) }
    }
}
