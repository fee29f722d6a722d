import Drift
import ObjectModel
import Synchronization
import YAMLBridge

@testable import Reconciler

/// A tree of files in memory.
struct TreeOfTexts: SourceTree {
    var texts: [String: String]

    struct NoSuchPath: Error, CustomStringConvertible {
        var path: String
        var description: String { "cannot read '\(path)': it does not exist" }
    }

    func files(
        below directories: [String], isWanted: @escaping @Sendable (String) -> Bool,
        isKnown: @escaping @Sendable (String) -> Bool
    ) async throws -> SourceListing {
        var files: [SourceFile] = []
        for directory in directories {
            let found = texts.filter { RepositoryPath.contains(directory, $0.key) && isWanted($0.key) }
            if found.isEmpty { throw NoSuchPath(path: directory) }
            files += found.map { SourceFile(path: $0, contentID: $0, content: isKnown($0) ? nil : Array($1.utf8)) }
        }
        return SourceListing(files: files.sorted { $0.path < $1.path })
    }
}

struct YAMLParser: ManifestParser {
    func parse(_ bytes: [UInt8], file: String) -> ParsedFile {
        let reading = YAMLReader.read(bytes, file: file)
        let failures = reading.errors.map {
            ReconcileError(.input, step: "read", subject: file, detail: $0.detail, location: $0.location)
        }
        return ParsedFile(documents: reading.documents, failures: failures)
    }
}

/// A tool that prints what the test says for a directory, and remembers what it was asked.
final class FakeRenderer: ManifestRenderer {
    private let output: @Sendable (RenderRequest) throws -> String
    private let asked = Mutex<[RenderRequest]>([])

    init(_ output: @escaping @Sendable (RenderRequest) throws -> String) { self.output = output }

    /// By directory.
    var requests: [RenderRequest] { asked.withLock(\.self).sorted { $0.directory < $1.directory } }

    func render(_ request: RenderRequest) async throws -> [UInt8] {
        asked.withLock { $0.append(request) }
        return Array(try output(request).utf8)
    }
}

/// Loads `directories` of `texts`, where the tool prints `output` whatever it is given.
func load(
    _ texts: [String: String], below directories: [String] = ["prod"], namespace: String? = nil,
    _ renderer: FakeRenderer
) async throws -> LoadedManifests {
    let loader = ManifestLoader(
        tree: TreeOfTexts(texts: texts), parser: YAMLParser(), renderer: renderer, namespace: namespace)
    return try await loader.load(directories)
}
