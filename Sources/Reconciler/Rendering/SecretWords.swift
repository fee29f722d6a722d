import ObjectModel

/// Takes the secrets that a kustomization holds out of what its tool says: some versions quote what they cannot read.
struct SecretWords {
    private let words: MaskedWords

    init(_ inputs: RenderInputs, parser: any ManifestParser) {
        var texts: Set<String> = []
        for kustomization in inputs.kustomizations {
            for reference in kustomization.references {
                guard let file = inputs.file(reference.text, from: kustomization.directory) else { continue }
                for document in parser.parse(file.content ?? [], file: file.path).documents {
                    Self.collect(document.value, depth: 0, into: &texts)
                }
            }
            for entry in kustomization.root.value["secretGenerator"]?.array ?? [] {
                Self.collect(generator: entry, kustomization.directory, inputs, into: &texts)
            }
        }
        let plain = texts.filter { $0.utf8.count >= 4 }
        let decoded = plain.compactMap { Base64.decode($0) }.filter { $0.count >= 4 }
        words = MaskedWords(
            plain.map { Array($0.utf8) } + plain.map { Array(Base64.encode($0.utf8).utf8) } + decoded)
    }

    func masked(_ text: String) -> String { words.masked(text) }

    private static let listDepth = 4

    private static func collect(_ value: JSONValue, depth: Int, into texts: inout Set<String>) {
        if let items = value["items"]?.array, depth < listDepth {
            for item in items { collect(item, depth: depth + 1, into: &texts) }
        }
        guard value["kind"]?.string == "Secret" else { return }
        for field in ["data", "stringData"] {
            for member in value[field]?.object?.members ?? [] { texts.insert(member.value.string ?? "") }
        }
    }

    /// The values of `literals` and of the files in `envs`, which are `KEY=value`, and the content of `files`.
    private static func collect(
        generator: JSONValue, _ directory: String, _ inputs: RenderInputs, into texts: inout Set<String>
    ) {
        func strings(_ key: String) -> [String] { generator[key]?.array?.compactMap(\.string) ?? [] }
        func content(_ path: some StringProtocol) -> String {
            String(decoding: inputs.file(String(path), from: directory)?.content ?? [], as: UTF8.self)
        }
        func afterSign(_ text: some StringProtocol) -> String {
            text.firstIndex(of: "=").map { String(text[text.index(after: $0)...]) } ?? String(text)
        }
        texts.formUnion(strings("literals").map(afterSign))
        let environments = strings("envs") + [generator["env"]?.string].compactMap(\.self)
        for file in environments { texts.formUnion(content(file).split(whereSeparator: \.isNewline).map(afterSign)) }
        texts.formUnion(strings("files").map { content(afterSign($0)) })
    }
}
