import HTTPService
import JSONText
import ObjectModel

/// Answers to GET: one object, a page of a list.
extension ClusterState {
    func get(_ resource: APIResource, _ name: ObjectName) throws(APIStatus) -> JSONValue {
        guard let object = object(resource.name, name) else { throw .notFound(resource.name, name.name) }
        return converted(object, to: resource)
    }

    /// The object in the version of `resource`. Versions of one kind have one shape here, so only the name changes.
    func converted(_ object: JSONValue, to resource: APIResource) -> JSONValue {
        VersionConversion.convert(object, to: resource.kind)
    }

    func list(
        _ resource: APIResource, namespace: String?, _ request: HTTPRequest
    ) throws(APIStatus) -> JSONValue {
        let selector = try Selector(request, resource)
        let start = try request.parameter("continue").flatMap { $0.isEmpty ? nil : $0 }.map(continuation)
        let limit = request.parameter("limit").flatMap(Int.init) ?? 0
        try checkRevision(request.parameter("resourceVersion") ?? "")
        var found = objects(resource.name, namespace: namespace)
        if let start { found.removeAll { $0.name <= start.after } }
        found.removeAll { !selector.matches($0.object) }
        var metadata: JSONObject = JSONObject()
        metadata["resourceVersion"] = .string(String(start?.revision ?? revision))
        if limit > 0, found.count > limit {
            metadata["continue"] = .string(token(after: found[limit - 1].name, start?.revision ?? revision))
            let hasSelector = ["labelSelector", "fieldSelector"].contains { !(request.parameter($0) ?? "").isEmpty }
            if !hasSelector { metadata["remainingItemCount"] = .integer(Int64(found.count - limit)) }
            found = Array(found.prefix(limit))
        }
        if resource.custom != nil { metadata.setDefault("continue", "") }
        let items = found.map { element -> JSONValue in
            let object = converted(element.object, to: resource)
            // Go's typed lists leave out what the list itself says.
            return resource.custom == nil ? object.without("apiVersion", "kind") : object
        }
        return [
            "kind": .string(resource.custom?.listKind ?? resource.kind.kind + "List"),
            "apiVersion": .string(resource.kind.apiVersion), "metadata": .object(metadata), "items": .array(items),
        ]
    }

    private func checkRevision(_ text: String) throws(APIStatus) {
        guard !text.isEmpty, text != "0" else { return }
        guard let asked = UInt64(text) else {
            throw APIStatus(
                500, "InternalError",
                "Internal error occurred: strconv.ParseUint: parsing \(text.jsonQuoted): invalid syntax")
        }
        guard asked > revision else { return }
        throw APIStatus(
            504, "Timeout", "Timeout: Too large resource version: \(asked), current: \(revision)",
            details: JSONObject(uniqueMembers: [
                .init(
                    key: "causes",
                    value: [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]]),
                .init(key: "retryAfterSeconds", value: 1),
            ]))
    }

    /// A page's end as the server writes it: base64 of a small JSON.
    private func token(after name: ObjectName, _ revision: UInt64) -> String {
        let start = "\(name.namespace)/\(name.name)\u{0}"
        let value: JSONValue = [
            "v": "meta.k8s.io/v1", "rv": .integer(Int64(clamping: revision)), "start": .string(start),
        ]
        return Base64.encode(JSONText.write(value))
    }

    private func continuation(_ token: String) throws(APIStatus) -> (after: ObjectName, revision: UInt64) {
        let padded = token + String(repeating: "=", count: (4 - token.utf8.count % 4) % 4)
        guard let bytes = Base64.decode(padded), let value = SmallJSON.read(String(decoding: bytes, as: UTF8.self)),
            let start = value["start"]?.string, let slash = start.firstIndex(of: "/"),
            let revision = value["rv"]?.integer.flatMap(UInt64.init(exactly:))
        else { throw .badRequest("continue key is not valid: illegal base64 data") }
        guard revision >= history.compacted else { throw .expired(Self.expiredContinuation) }
        let name = start[start.index(after: slash)...].prefix { $0 != "\u{0}" }
        return (ObjectName(namespace: String(start[..<slash]), name: String(name)), revision)
    }

    private static let expiredContinuation =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list"
        + " without the continue parameter, or use the continue token in this response to retrieve the remainder of"
        + " the results. Continuing with the provided token results in an inconsistent list - objects that were"
        + " created, modified, or deleted between the time the first chunk was returned and now may show up in the list."
}
