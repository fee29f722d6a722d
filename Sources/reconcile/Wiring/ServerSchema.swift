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
        for definition in try await definitions { schema.table.merge(CRDReader.table(of: definition)) }
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
            if error.isOfSchemaNotShown {
                schema.noteMissing("the server", detail: error.detail)
            } else {
                schema.noteFailed(error)
            }
            return schema
        }
        let key = cacheKey(kinds, index)
        if let bytes = client.cachedBlob(key), let table = TypeTable(text: String(decoding: bytes, as: UTF8.self)) {
            return ServedSchema(table)
        }
        let table = try await compiled(kinds, index)
        client.storeBlob(Array(table.text.utf8), as: key)
        return ServedSchema(table)
    }

    /// Changes with the documents, the kinds that were asked for, and the form of the compiled text.
    private func cacheKey(_ kinds: Set<GroupVersionKind>, _ index: OpenAPIIndex) -> String {
        "types \(Reconcile.version) \(kinds.sorted().map(\.description).joined(separator: ",")) \(index.contentKey)"
    }

    /// Documents are read one after the other: each is large, and its tree is gone before the next.
    private func compiled(_ kinds: Set<GroupVersionKind>, _ index: OpenAPIIndex) async throws -> TypeTable {
        var table = TypeTable()
        for reference in index.documents {
            let document = try JSONText.read(try await client.openAPIDocument(reference), subject: "OpenAPI")
            table.merge(OpenAPIReader.table(of: document) { kinds.contains($0) })
        }
        table.completeFromBuiltin()
        guard kinds.contains(where: { table.root($0) == nil }) else { return table }
        // What a server does not publish may still be a kind of every server.
        var whole = BuiltinSchema.table
        whole.merge(table)
        return whole
    }

    // MARK: Custom resources

    /// The definitions behind `kinds`: OpenAPI v2 leaves out what they say of nulls, defaults and quantities.
    private func definitions(of kinds: Set<GroupVersionKind>) async throws -> [JSONValue] {
        let custom = kinds.filter { $0.group.contains(".") && !$0.group.hasSuffix(".k8s.io") }
        guard !custom.isEmpty else { return [] }
        let kind = GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        guard case .success(let definition)? = try await client.resolve([kind])[kind] else { return [] }
        let names = try Set(custom.map { try resources.resource(for: $0).qualifiedName })
        return try await withThrowingTaskGroup(of: JSONValue?.self) { group in
            for name in names {
                group.addTask {
                    do {
                        return try await client.get(definition, namespace: nil, name: name)
                    } catch let error as KubeError where error.code == .forbidden {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { if let found = $1 { $0.append(found) } }
        }
    }
}
