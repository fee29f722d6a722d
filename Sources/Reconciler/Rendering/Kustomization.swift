import Drift
import ObjectModel

/// One kustomization file, read for what it names: other directories, files, and what is not in the repository.
struct Kustomization: Sendable {
    /// An entry of one of its lists.
    struct Reference: Sendable {
        enum Role: Hashable, Sendable {
            /// A file of objects, or a directory with a kustomization.
            case resource
            /// A file with parts of objects.
            case patch
        }

        var text: String
        var role: Role
        var location: SourceLocation
    }

    let directory: String
    let root: SourceNode
    /// In the order of the file.
    let references: [Reference]
    let namePrefix: String
    let nameSuffix: String

    var location: SourceLocation { root.location }

    init(_ document: SourceDocument, directory: String) {
        self.directory = directory
        root = SourceNode(document)
        namePrefix = document.value["namePrefix"]?.string ?? ""
        nameSuffix = document.value["nameSuffix"]?.string ?? ""
        let members = root.members
        let resources = Self.resourceLists.flatMap { Self.entries(of: members[$0], as: .resource) }
        let patches =
            Self.entries(of: members["patchesStrategicMerge"], as: .patch)
            + (members["patches"]?.elements ?? []).flatMap { Self.entries(of: $0.members["path"], as: .patch) }
        references = resources + patches
    }

    /// Each entry may be a file or a directory. The last three take inline YAML, too.
    private static let resourceLists = ["resources", "bases", "components", "generators", "transformers", "validators"]

    private static func entries(of node: SourceNode?, as role: Reference.Role) -> [Reference] {
        guard let node else { return [] }
        let entries = node.value.array == nil ? [node] : node.elements
        return entries.compactMap { entry in
            guard let text = entry.value.string, !text.utf8.contains(UInt8(ascii: "\n")) else { return nil }
            return Reference(text: text, role: role, location: entry.location)
        }
    }

    // MARK: What is not in the repository

    /// Every entry that would have to be fetched, by place: its text and where it stands.
    var remoteEntries: [(text: String, location: SourceLocation)] {
        let references = references.filter { RemoteReference.isRemote($0.text) }.map { ($0.text, $0.location) }
        var found = references
        Self.collectURLs(root, key: "", into: &found)
        var seen: Set<SourceLocation> = []
        return found.filter { seen.insert($0.1).inserted }.sorted { $0.1 < $1.1 }
    }

    /// Fields that have charts fetched and rendered by helm.
    var chartField: SourceLocation? {
        let members = root.members
        return ["helmCharts", "helmChartInflationGenerator"].compactMap { members[$0] }
            .first { $0.value.array?.isEmpty == false }?.location
    }

    /// Keys whose strings kustomize loads as files, or over HTTP.
    private static let fileKeys: Set<String> = [
        "path", "files", "env", "envs", "crds", "configurations", "patchesStrategicMerge", "generators", "transformers",
        "validators",
    ]

    /// `key` is the nearest one above `node`; a list's elements have that of the list.
    private static func collectURLs(
        _ node: SourceNode, key: String, into found: inout [(String, SourceLocation)]
    ) {
        if let text = node.value.string {
            // `files` takes `key=path`, too.
            let path = text.firstIndex(of: "=").map { String(text[text.index(after: $0)...]) } ?? text
            if fileKeys.contains(key), [text, path].contains(where: RemoteReference.isURL) {
                found.append((text, node.location))
            }
        } else if node.value.array != nil {
            for element in node.elements { collectURLs(element, key: key, into: &found) }
        } else {
            for (key, member) in node.members { collectURLs(member, key: key, into: &found) }
        }
    }
}
