import JSONText
import KubeAPI
import ObjectModel
import OpenAPISchema
import Reconciler

/// The types of served kinds, as this server publishes them; compiled once for each state of its documents.
struct ServerSchema {
    let client: KubeClient
    let resources: ResourceMap

    /// Of a kind in OpenAPI and in a CustomResourceDefinition the definition counts, it says more.
    func types(of kinds: Set<GroupVersionKind>) async throws -> ServedSchema {
        async let definitions = definitions(of: kinds)
        var schema = try await published(kinds)
        for definition in try await definitions {
            switch definition {
            case .success(let value): schema.table.merge(CRDReader.table(of: value))
            case .failure(let error): schema.noteFailed(error, instead: "the types of OpenAPI")
            }
        }
        return schema
    }

    // MARK: OpenAPI

    /// A server that shows no schema has the kinds of every server all the same. One that answers with a login page
    /// is no API server for us, and the error ends the run.
    private func published(_ kinds: Set<GroupVersionKind>) async throws -> ServedSchema {
        let groupVersions = Set(kinds.map { GroupVersion($0.apiVersion) })
        let index: OpenAPIIndex
        do {
            index = try await client.openAPIIndex(for: groupVersions)
        } catch let error as KubeError where !error.concernsWholeServer && !error.isOfLogin {
            var schema = ServedSchema(BuiltinSchema.table)
            schema.note(error, of: "the server")
            return schema
        }
        if let key = cacheKey(kinds, index), let bytes = client.cachedBlob(key),
            let table = TypeTable(text: String(decoding: bytes, as: UTF8.self))
        {
            return ServedSchema(table)
        }
        return try await compiled(kinds, index)
    }

    /// Changes with the documents, the kinds that were asked for, and the form of the compiled text.
    private func cacheKey(_ kinds: Set<GroupVersionKind>, _ index: OpenAPIIndex) -> String? {
        let names = kinds.sorted().map(\.description).joined(separator: ",")
        return index.contentKey.map { "types \(Reconcile.version) \(names) \($0)" }
    }

    /// Documents are read one after the other: each is large, and its tree is gone before the next. One that cannot be
    /// read takes nothing from the others.
    private func compiled(_ kinds: Set<GroupVersionKind>, _ index: OpenAPIIndex) async throws -> ServedSchema {
        var schema = ServedSchema(TypeTable())
        var read = index
        read.documents = []
        for reference in index.documents {
            do {
                let document = try await client.openAPIDocument(reference)
                schema.table.merge(try Self.table(of: document, kinds))
                read.documents.append(document.reference)
            } catch let error as KubeError where !error.concernsMoreThanOneGroup {
                schema.note(error, of: reference.groupVersion.map { "'\($0)'" } ?? "the server")
            }
        }
        schema.table.completeFromBuiltin(for: kinds)
        if schema.isWhole, let key = cacheKey(kinds, read) { store(schema.table, as: key) }
        return schema
    }

    /// A server may call its fields what it likes; a table that would read back as another is made anew each time.
    private func store(_ table: TypeTable, as key: String) {
        let text = table.text
        guard TypeTable(text: text) == table else { return }
        client.storeBlob(Array(text.utf8), as: key)
    }

    /// The document of one group-version speaks for its own kinds only.
    private static func table(of document: OpenAPIDocument, _ kinds: Set<GroupVersionKind>) throws -> TypeTable {
        let own = document.reference.groupVersion
        let value = try JSONText.read(document.bytes, subject: "OpenAPI")
        return OpenAPIReader.table(of: value) { kind in
            kinds.contains(kind) && (own == nil || own == GroupVersion(kind.apiVersion))
        }
    }

    // MARK: Custom resources

    /// The definitions behind `kinds`: OpenAPI v2 leaves out what they say of nulls, defaults and quantities. Those that
    /// we may not see, or that are none, are left out.
    private func definitions(
        of kinds: Set<GroupVersionKind>
    ) async throws -> [Result<JSONValue, KubeError>] {
        let custom = kinds.filter { $0.group.contains(".") && !$0.group.hasSuffix(".k8s.io") }
        guard !custom.isEmpty else { return [] }
        let kind = GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        guard case .success(let definition)? = try await client.resolve([kind])[kind] else { return [] }
        let names = try Set(custom.map { try resources.resource(for: $0).qualifiedName })
        return try await withThrowingTaskGroup(of: Result<JSONValue, KubeError>?.self) { group in
            for name in names {
                group.addTask {
                    do {
                        return try await client.get(definition, namespace: nil, name: name).map { .success($0) }
                    } catch let error as KubeError where !error.concernsWholeServer {
                        return error.code == .forbidden ? nil : .failure(error)
                    }
                }
            }
            return try await group.reduce(into: []) { if let found = $1 { $0.append(found) } }
        }
    }
}

extension ServedSchema {
    fileprivate mutating func note(_ error: KubeError, of subject: String) {
        if error.isOfSchemaNotShown {
            noteMissing(subject, detail: error.detail)
        } else {
            noteFailed(error, instead: "the built-in types")
        }
    }
}
