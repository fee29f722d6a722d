package import ObjectModel

/// Makes a `TypeTable` of a CustomResourceDefinition (apiextensions v1, or v1beta1 as older repositories have it).
package enum CRDReader {
    /// Every version that the definition holds a schema for; empty for an object that is no CRD.
    package static func table(of definition: JSONValue) -> TypeTable {
        guard let spec = definition["spec"], let group = spec["group"]?.string,
            let kind = spec["names"]?["kind"]?.string
        else { return TypeTable() }
        var table = TypeTable()
        for version in spec["versions"]?.array ?? [] {
            guard let name = version["name"]?.string else { continue }
            let schema = version["schema"]?["openAPIV3Schema"] ?? spec["validation"]?["openAPIV3Schema"]
            let keepsUnknown = spec["preserveUnknownFields"]?.bool == true || schema == nil
            let root = GroupVersionKind(group: group, version: name, kind: kind)
            table.merge(Self.table(of: schema ?? [:], root: root, keepsUnknown: keepsUnknown))
        }
        return table
    }

    /// What the definition is called inside the document that is made for it.
    private static let definitionName = "customResource"

    /// Wraps the schema as the one definition of a document, with the members every object has.
    private static func table(of schema: JSONValue, root: GroupVersionKind, keepsUnknown: Bool) -> TypeTable {
        var definition = schema.object ?? JSONObject()
        var properties = definition["properties"]?.object ?? JSONObject()
        properties["apiVersion"] = ["type": "string"]
        properties["kind"] = ["type": "string"]
        properties["metadata"] = ["$ref": .string("#/definitions/\(ObjectMetaSchema.name)")]
        definition["properties"] = .object(properties)
        if keepsUnknown { definition["x-kubernetes-preserve-unknown-fields"] = true }
        definition["x-kubernetes-group-version-kind"] = [
            ["group": .string(root.group), "version": .string(root.version), "kind": .string(root.kind)]
        ]
        let definitions: JSONValue = [
            definitionName: .object(definition), ObjectMetaSchema.name: ObjectMetaSchema.definition,
        ]
        return OpenAPIReader.table(of: ["definitions": definitions])
    }
}
