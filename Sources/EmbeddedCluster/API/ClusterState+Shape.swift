import ObjectModel
import OpenAPISchema

/// Bringing an object that a client sent into the form in which the server keeps it.
extension ClusterState {
    /// Checks that `value` is an object of `resource`'s kind, drops what the kind does not have, sets defaults.
    func decoded(_ value: JSONValue, as resource: APIResource) throws(APIStatus) -> JSONValue {
        guard case .object(var object) = value else {
            throw .badRequest("couldn't get version/kind; json parse error: json: cannot unmarshal \(value.goKind)")
        }
        object.setDefault("apiVersion", .string(resource.kind.apiVersion))
        object.setDefault("kind", .string(resource.kind.kind))
        let stated = object["apiVersion"]?.string ?? ""
        guard object["kind"] == .string(resource.kind.kind) else { throw wrongKind(object, resource) }
        guard stated == resource.kind.apiVersion else {
            throw .badRequest(
                "the API version in the data (\(stated)) does not match the expected API version"
                    + " (\(resource.kind.apiVersion))")
        }
        return try shaped(.object(object), as: resource).keepingReset(of: value)
    }

    private func wrongKind(_ object: JSONObject, _ resource: APIResource) -> APIStatus {
        let kind = object["kind"]?.string ?? ""
        let version = object["apiVersion"]?.string ?? ""
        if resource.custom != nil {
            return .badRequest(
                "no kind \"\(kind)\" is registered for version \"\(version)\" in scheme")
        }
        return .badRequest(
            "\(kind) in version \"\(version.split(separator: "/").last ?? "")\" cannot be handled as a"
                + " \(resource.kind.kind): converting (\(kind)) to (\(resource.kind.kind)): unknown conversion")
    }

    /// Shape and defaults, of a value whose kind is known to be right.
    func shaped(_ value: JSONValue, as resource: APIResource) throws(APIStatus) -> JSONValue {
        if let custom = resource.custom { return try customShaped(value, custom, resource) }
        guard let type = resource.type else { return value }
        do {
            let shaped = try BuiltinShape(types: catalog.types).normalized(value, type)
            let result = BuiltinDefaults(types: catalog.types).applied(to: shaped, type)
            return resource.kind.kind == "DaemonSet" ? Self.withTemplateGeneration(result) : result
        } catch {
            throw .badRequest(
                "\(resource.kind.kind) in version \"\(resource.kind.version)\" cannot be handled as a"
                    + " \(resource.kind.kind): \(error.text(resource.kind))")
        }
    }

    /// Conversion keeps the count of template changes in an annotation, for the sake of apps/v1beta1.
    private static func withTemplateGeneration(_ daemonSet: JSONValue) -> JSONValue {
        var result = daemonSet
        result.updateMetadata { metadata in
            metadata.update("annotations") { $0.setDefault("deprecated.daemonset.template.generation", "0") }
        }
        return result
    }

    private func customShaped(
        _ value: JSONValue, _ custom: CustomVersion, _ resource: APIResource
    ) throws(APIStatus) -> JSONValue {
        guard var object = value.object else { return value }
        if let metadata = object["metadata"] {
            guard let shape = metadataType(of: resource) else { return value }
            do {
                var kept = try BuiltinShape(types: catalog.types).normalized(metadata, shape)
                // Objects of a definition are no Go structs: a creation time that is not known is absent.
                if kept["creationTimestamp"]?.isNull == true { kept = kept.without("creationTimestamp") }
                object["metadata"] = kept
            } catch {
                throw .badRequest(
                    "\(resource.kind.kind) in version \"\(resource.kind.version)\" cannot be handled as a"
                        + " \(resource.kind.kind): metadata: \(error.text(resource.kind))")
            }
        }
        let shape = CustomShape(schema: custom.schema ?? [:], keepsUnknown: custom.keepsUnknown || custom.schema == nil)
        return .object(shape.normalized(object))
    }

    /// `metadata` of a custom kind is what it is for every kind.
    private func metadataType(of resource: APIResource) -> TypeID? {
        let model = catalog.types.root(GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"))
        guard let model, case .object(let shape) = catalog.types[model].shape else { return nil }
        return shape["metadata"]?.type
    }

    /// The object that ownership of a new object is reckoned from: for a Go struct, its zero value.
    func emptyObject(of resource: APIResource) -> JSONValue {
        guard resource.custom == nil, let type = resource.type else {
            return ["apiVersion": .string(resource.kind.apiVersion), "kind": .string(resource.kind.kind)]
        }
        return BuiltinShape(types: catalog.types).empty(type, resource.kind)
    }

    /// `status` of a new object.
    func initialStatus(of resource: APIResource) -> JSONValue? {
        guard resource.custom == nil, let type = resource.type else { return nil }
        return BuiltinDefaults(types: catalog.types).applied(to: emptyObject(of: resource), type)["status"]
    }
}

extension JSONValue {
    /// An empty `managedFields`, which takes all ownership away, is not the same as none.
    func keepingReset(of given: JSONValue) -> JSONValue {
        guard given.metadata["managedFields"] == [] else { return self }
        var result = self
        result.updateMetadata { $0["managedFields"] = [] }
        return result
    }
}

extension BuiltinShape.Mismatch {
    fileprivate func text(_ kind: GroupVersionKind) -> String {
        "\(kind.version).\(kind.kind).\(path.joined(separator: ".")): expects \(expected), but found \(found.shortText)"
    }
}

extension JSONValue {
    /// What Go's JSON package calls this kind of value.
    var goKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer, .unsigned, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
