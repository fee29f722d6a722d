package import ObjectModel

/// How an object is applied.
package struct ApplyOptions: Sendable, Hashable {
    package var fieldManager = "reconcile"
    /// Takes over fields that other appliers own.
    package var isForced = false
    /// The server does everything but keep the result.
    package var isDryRun = false

    package init() {}
}

extension KubeClient {
    /// One object; `KubeError.Code.notFound` where there is none.
    package func get(_ resource: APIResource, namespace: String?, name: String) async throws -> JSONValue {
        let path = try resource.path(namespace: namespace, name: name)
        return try await json(HTTPRequest(.get, path), step: "get", subject: "\(resource.qualifiedName) \(name)")
    }

    /// Server-side apply of a whole object (KEP-555); answers with the object as it is afterwards.
    package func apply(
        _ value: JSONValue, to resource: APIResource, namespace: String?, name: String, _ options: ApplyOptions
    ) async throws -> JSONValue {
        var query = QueryText()
        query.add("fieldManager", options.fieldManager)
        query.add("force", options.isForced ? "true" : nil)
        query.add("dryRun", options.isDryRun ? "All" : nil)
        let path = try resource.path(namespace: namespace, name: name)
        var request = HTTPRequest(.patch, path + query.text)
        // JSON is YAML; the server wants this content type for either.
        request.headers["content-type"] = "application/apply-patch+yaml"
        request.body = Array(value.jsonText.utf8)
        request.isRepeatable = true
        return try await json(request, step: "apply", subject: "\(resource.qualifiedName) \(name)")
    }
}
