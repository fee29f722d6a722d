import ObjectModel

/// The `scale` subresource: replicas seen and set through `autoscaling/v1` Scale.
struct Scale {
    private let paths: CustomVersion.Scale

    init(resource: APIResource) {
        paths =
            resource.custom?.scale
            ?? CustomVersion.Scale(
                specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"], labelSelector: nil)
    }

    func value(of object: JSONValue) -> JSONValue {
        var metadata = JSONObject()
        for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[key] = object.metadata[key]
        }
        var spec = JSONObject()
        if let replicas = object.value(at: JSONPointer(paths.specReplicas)), replicas != 0 {
            spec["replicas"] = replicas
        }
        var status = JSONObject()
        status["replicas"] = object.value(at: JSONPointer(paths.statusReplicas)) ?? 0
        if let path = paths.labelSelector {
            status["selector"] = object.value(at: JSONPointer(path))
        } else if let labels = object["spec"]?["selector"]?["matchLabels"]?.object {
            let parts = labels.sortedByKey().members.map { "\($0.key)=\($0.value.string ?? "")" }
            status["selector"] = .string(parts.joined(separator: ","))
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec),
            "status": .object(status),
        ]
    }

    /// `object` with the replicas of `scale`.
    func changed(_ object: JSONValue, by scale: JSONValue, _ context: WriteContext) throws(APIStatus) -> JSONValue {
        let name = scale.objectName
        guard name.isEmpty || name == context.name.name else {
            throw .badRequest(
                "the name of the object (\(name)) does not match the name on the URL (\(context.name.name))")
        }
        let replicas = scale["spec"]?["replicas"]?.integer ?? 0
        guard replicas >= 0 else {
            throw .invalid(
                GroupKind(group: "autoscaling", kind: "Scale"), name,
                [.invalid("spec.replicas", String(replicas), "must be greater than or equal to 0")])
        }
        if !scale.resourceVersion.isEmpty, scale.resourceVersion != object.resourceVersion {
            throw .conflict(
                context.resource.name, context.name.name,
                "the object has been modified; please apply your changes to the latest version and try again")
        }
        return Self.setting(.integer(replicas), at: paths.specReplicas[...], in: object)
    }

    private static func setting(_ value: JSONValue, at path: ArraySlice<String>, in object: JSONValue) -> JSONValue {
        guard let first = path.first else { return value }
        var result = object.object ?? JSONObject()
        result[first] = setting(value, at: path.dropFirst(), in: result[first] ?? [:])
        return .object(result)
    }
}
