import ObjectModel

/// Which of its sources an object comes from that kustomize printed.
struct KustomizationOrigins {
    private struct Name: Hashable {
        var kind: GroupKind
        var name: String
    }

    /// The object or the generator's entry, and the name that it has there.
    private struct Origin {
        var node: SourceNode
        var name: String
        var namespace: String?
    }

    /// By the name that it will have in the end, and by the one that it has in its file.
    private var origins: [Name: [Origin]] = [:]
    private var patches: [Name: [Origin]] = [:]
    private let fallback: SourceLocation

    init(_ inputs: RenderInputs, parser: any ManifestParser) {
        let file = RepositoryPath.joined(inputs.directory, "kustomization.yaml")
        fallback = inputs.kustomizations.first?.location ?? SourceLocation(file: file, line: 1, column: 1)
        let affixes = Affixes(inputs)
        for kustomization in inputs.kustomizations {
            let chains = affixes.chains(of: kustomization.directory)
            for reference in kustomization.references {
                guard let file = inputs.file(reference.text, from: kustomization.directory) else { continue }
                for document in parser.parse(file.content ?? [], file: file.path).documents {
                    add(SourceNode(document), as: reference.role, chains, depth: 0)
                }
            }
            for (field, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
                for entry in kustomization.root.members[field]?.elements ?? [] {
                    add(entry, kind: GroupKind(group: "", kind: kind), meta: entry.value, as: .resource, chains)
                }
            }
        }
    }

    /// `document` as kustomize printed it, with its places in the repository.
    func placed(_ document: SourceDocument) -> SourceDocument {
        let value = document.value
        let meta = value["metadata"]
        guard let kind = Self.kind(of: value), let name = meta?["name"]?.string,
            let origin = origin(kind, name, namespace: meta?["namespace"]?.string)
        else { return PlacedNode.document(value, sources: [], at: fallback) }
        let found = [name, origin.name].flatMap { patches[Name(kind: kind, name: $0)] ?? [] }
        return PlacedNode.document(
            value, sources: found.map(\.node) + [origin.node], at: origin.node.location)
    }

    private func origin(_ kind: GroupKind, _ name: String, namespace: String?) -> Origin? {
        let names = [name] + (["ConfigMap", "Secret"].contains(kind.kind) ? [Self.withoutHash(name)] : [])
        for name in names.compactMap(\.self) {
            guard let found = origins[Name(kind: kind, name: name)] else { continue }
            return found.first { $0.namespace == namespace } ?? found.first { $0.namespace == nil } ?? found.first
        }
        return nil
    }

    /// Without the ten characters that kustomize appends to what it generates.
    private static func withoutHash(_ name: String) -> String? {
        guard let dash = name.lastIndex(of: "-"), name[dash...].utf8.count == 11 else { return nil }
        return String(name[..<dash])
    }

    // MARK: Gathering

    private static let listDepth = 4

    private static func kind(of value: JSONValue) -> GroupKind? {
        guard let kind = value["kind"]?.string else { return nil }
        return GroupVersionKind(apiVersion: value["apiVersion"]?.string ?? "", kind: kind).groupKind
    }

    private mutating func add(
        _ node: SourceNode, as role: Kustomization.Reference.Role, _ chains: [Affixes.Chain], depth: Int
    ) {
        guard let kind = Self.kind(of: node.value) else { return }
        if kind.kind.hasSuffix("List"), depth < Self.listDepth, let items = node.members["items"] {
            for item in items.elements { add(item, as: role, chains, depth: depth + 1) }
        } else if let meta = node.value["metadata"] {
            add(node, kind: kind, meta: meta, as: role, chains)
        }
    }

    private mutating func add(
        _ node: SourceNode, kind: GroupKind, meta: JSONValue, as role: Kustomization.Reference.Role,
        _ chains: [Affixes.Chain]
    ) {
        guard let name = meta["name"]?.string else { return }
        let origin = Origin(node: node, name: name, namespace: meta["namespace"]?.string)
        for full in Set(chains.map { $0.prefix + name + $0.suffix } + [name]) {
            switch role {
            case .resource: origins[Name(kind: kind, name: full), default: []].append(origin)
            case .patch: patches[Name(kind: kind, name: full), default: []].append(origin)
            }
        }
    }
}

/// What the kustomizations put before and after the names of the objects below them.
private struct Affixes {
    struct Chain: Hashable {
        var prefix = ""
        var suffix = ""
    }

    private var byDirectory: [String: [Chain]] = [:]
    /// A base that is reached in very many ways has its names guessed from the first ones.
    private static let limit = 64

    init(_ inputs: RenderInputs) {
        guard let root = inputs.kustomizations.first else { return }
        visit(root.directory, above: Chain(), path: [], inputs)
    }

    func chains(of directory: String) -> [Chain] { byDirectory[directory] ?? [] }

    private mutating func visit(_ directory: String, above: Chain, path: Set<String>, _ inputs: RenderInputs) {
        guard !path.contains(directory), path.count < Self.limit, let own = inputs.kustomization(directory) else {
            return
        }
        let chain = Chain(prefix: above.prefix + own.namePrefix, suffix: own.nameSuffix + above.suffix)
        guard byDirectory[directory, default: []].count < Self.limit else { return }
        byDirectory[directory, default: []].append(chain)
        for base in inputs.bases[directory] ?? [] {
            visit(base, above: chain, path: path.union([directory]), inputs)
        }
    }
}
