import KubeAPI
import ObjectModel
import OpenAPISchema
import Reconciler

/// The types of served kinds, as this server has them.
struct ServerSchema {
    let client: KubeClient
    let resources: ResourceMap

    func table(of kinds: Set<GroupVersionKind>) async throws -> TypeTable {
        var table = BuiltinSchema.table
        for definition in try await definitions(of: kinds) { table.merge(CRDReader.table(of: definition)) }
        return table
    }

    /// The CustomResourceDefinitions behind `kinds`: they say more than what OpenAPI v2 publishes of them.
    private func definitions(of kinds: Set<GroupVersionKind>) async throws -> [JSONValue] {
        let custom = kinds.filter { $0.group.contains(".") && !$0.group.hasSuffix(".k8s.io") }
        guard !custom.isEmpty else { return [] }
        let kind = GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        guard case .success(let definition)? = try await client.resolve([kind])[kind] else { return [] }
        return try await withThrowingTaskGroup(of: JSONValue?.self) { group in
            for kind in custom {
                let resource = try resources.resource(for: kind)
                group.addTask {
                    do {
                        return try await client.get(definition, namespace: nil, name: resource.qualifiedName)
                    } catch let error as KubeError where error.code == .forbidden || error.code == .notFound {
                        // Not ours to see, or served by an aggregated API: OpenAPI has to do.
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { if let found = $1 { $0.append(found) } }
        }
    }
}
