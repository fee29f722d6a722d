import FoundationEssentials
import Testing

/// Modules import only what the architecture lets them: pure ones no C and no Foundation, adapters no other adapter.
@Suite struct ModuleDirectionTests {
    /// What each module may import beside the standard library's own modules.
    static let allowed: [String: Set<String>] = [
        "ObjectModel": [],
        "OpenAPISchema": ["ObjectModel"],
        "Drift": ["ObjectModel", "OpenAPISchema"],
        "DriftReport": ["ObjectModel", "Drift"],
        "Reconciler": ["ObjectModel", "OpenAPISchema", "Drift"],
        "JSONText": ["ObjectModel", "CSimdJSON"],
        "YAMLBridge": ["ObjectModel", "CYAML"],
        "ProcessRunner": ["CSpawn", "Glibc", "Dispatch"],
        "RenderTools": ["ProcessRunner", "Glibc"],
        "TimeZones": ["CAbseilTime", "Glibc"],
        "GitSource": ["ObjectModel", "CGit2", "Glibc", "Dispatch"],
        "History": ["ObjectModel", "CSQLite", "CPostgres", "Glibc", "Dispatch"],
        "KubeAPI": ["ObjectModel", "JSONText", "YAMLBridge", "ProcessRunner", "CCurl", "CSpawn", "Glibc", "Dispatch"],
        "Digests": ["CGnuTLS"],
        "Allocator": ["CMalloc"],
        "HTTPService": ["CMicroHTTPD", "Glibc", "Dispatch"],
        "EmbeddedCluster": [
            "ObjectModel", "OpenAPISchema", "JSONText", "YAMLBridge", "HTTPService", "Glibc", "Dispatch",
        ],
        "generate-schema": ["ObjectModel", "OpenAPISchema", "JSONText", "FoundationEssentials", "Glibc"],
    ]

    /// Everything is wired together here, and nothing imports it.
    static let executable = "reconcile"

    /// Parts of the language's own library.
    static let language: Set<String> = ["Synchronization", "Swift", "_Concurrency"]

    @Test func everyImportIsAllowed() throws {
        var checked = 0
        for (module, file, imported) in try Self.imports() where module != Self.executable {
            let permitted = try #require(Self.allowed[module], "the module \(module) is not in the table")
            checked += 1
            #expect(
                permitted.contains(imported) || Self.language.contains(imported),
                "\(file) imports \(imported), which \(module) may not")
        }
        #expect(checked > 100)
    }

    @Test func nothingImportsTheExecutableOrAllOfFoundation() throws {
        for (_, file, imported) in try Self.imports() {
            #expect(imported != Self.executable && imported != "Foundation", "\(file) imports \(imported)")
        }
    }

    /// Every import of every Swift file below Sources: module, file and what it imports.
    private static func imports() throws -> [(module: String, file: String, imported: String)] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources").path
        var found: [(String, String, String)] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) where path.hasSuffix(".swift") {
            let module = String(path.prefix { $0 != "/" })
            let text = String(decoding: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), as: UTF8.self)
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count,
                    !line.hasPrefix(" ")
                else { continue }
                found.append((module, path, String(words[place + 1].prefix { $0 != "." })))
            }
        }
        return found
    }
}
