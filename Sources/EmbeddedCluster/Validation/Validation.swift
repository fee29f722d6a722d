import ObjectModel

/// What is wrong with an object that is about to be kept (`pkg/apis/*/validation` of 1.20, as far as manifests err).
struct Validation {
    let catalog: ResourceCatalog
    let resource: APIResource

    /// In the server's order; `old` is what the object replaces.
    func failures(in object: JSONValue, replacing old: JSONValue?) -> [FieldFailure] {
        let metadata = metadataFailures(object)
        if let custom = resource.custom {
            return metadata + SchemaValidation.failures(in: object, custom.schema ?? [:])
        }
        let own = KindValidation.failures(in: object, resource)
        guard let old else { return metadata + own }
        return metadata + ImmutableFields.failures(in: object, old, resource) + own
    }

    private func metadataFailures(_ object: JSONValue) -> [FieldFailure] {
        let metadata = object.metadata
        var found: [FieldFailure] = []
        let name = object.objectName
        if name.isEmpty {
            found.append(.required("metadata.name", "name or generateName is required"))
        } else {
            found += nameProblems(name).map { .invalid("metadata.name", name.jsonQuoted, $0) }
        }
        found += Self.labels(metadata["labels"], at: "metadata.labels")
        for annotation in metadata["annotations"]?.object?.members ?? [] {
            found += Names.qualified(annotation.key.lowercased()).map {
                .invalid("metadata.annotations", annotation.key.jsonQuoted, $0)
            }
        }
        for finalizer in object.finalizers {
            found += Names.qualified(finalizer).map { .invalid("metadata.finalizers", finalizer.jsonQuoted, $0) }
        }
        return found
    }

    static func labels(_ labels: JSONValue?, at field: String) -> [FieldFailure] {
        (labels?.object?.members ?? []).flatMap { label in
            let value = label.value.string ?? ""
            return Names.qualified(label.key).map { FieldFailure.invalid(field, label.key.jsonQuoted, $0) }
                + Names.labelValue(value).map { FieldFailure.invalid(field, value.jsonQuoted, $0) }
        }
    }

    private func nameProblems(_ name: String) -> [String] {
        if resource.kind.group == "rbac.authorization.k8s.io" { return Names.pathSegment(name) }
        switch resource.name.description {
        case "namespaces": return Names.label(name)
        case "services": return Names.serviceLabel(name)
        default: return Names.subdomain(name)
        }
    }
}
