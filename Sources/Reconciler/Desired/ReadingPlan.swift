import Drift
import ObjectModel

/// Which files are read as they stand, and which directories a tool renders.
struct ReadingPlan {
    private(set) var files: [SourceFile] = []
    /// Outermost directories only, by path: what lies below belongs to the tool.
    private(set) var rendered: [(RenderedFormat, String)] = []
    private(set) var findings: [Finding] = []

    /// `roots` are the directories that were asked for; hidden ones below them (`.github`) are passed over.
    init(files all: [SourceFile], below roots: [String]) {
        let all = all.filter { !Self.isHidden($0.path, below: roots) }
        for file in all.sorted(by: { $0.path < $1.path }) {
            guard let format = RenderedFormat(fileName: RepositoryPath.name(of: file.path)) else { continue }
            let directory = RepositoryPath.directory(of: file.path)
            if rendered.contains(where: { $0.0 != format && $0.1 == directory }) {
                findings.append(Self.ambiguous(directory, file.path))
            } else if !rendered.contains(where: { $0.1 == directory }) {
                rendered.append((format, directory))
            }
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

    private static func ambiguous(_ directory: String, _ file: String) -> Finding {
        let location = SourceLocation(file: file, line: 1, column: 1)
        let error = ReconcileError(
            .input, step: "render", subject: directory.isEmpty ? "." : directory,
            detail: "it is a chart and a kustomization", hint: "keep them in directories of their own",
            location: location)
        return Finding(severity: .error, rule: "not-rendered", message: error.description, location: location)
    }

    /// YAML and JSON, but our own configuration.
    private static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        guard name != Configuration.fileName, !name.hasPrefix(".") else { return false }
        return extensions.contains { name.hasSuffix($0) }
    }
}
