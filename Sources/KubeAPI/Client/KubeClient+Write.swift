import JSONText
package import ObjectModel

/// What a write brings back.
package struct WriteAnswer: Sendable, Hashable {
    /// The object as it is now, or as it would be for a dry run.
    package var object: JSONValue
    /// The texts of the server's `Warning` fields: deprecated versions, unknown fields.
    package var warnings: [String]
}

/// How the server treats fields that the kind does not have (KEP-2885; servers before 1.25 ignore it).
package enum FieldValidation: String, Sendable {
    case strict = "Strict"
    case warn = "Warn"
    case ignore = "Ignore"
}

package struct ApplyOptions: Sendable, Hashable {
    package var fieldManager: String
    /// Take fields over that other managers own, instead of failing with `conflict`.
    package var force = false
    package var isDryRun = false
    package var fieldValidation: FieldValidation?
    /// `status`, for the part of an object that only its controller writes.
    package var subresource: String?

    package init(fieldManager: String) { self.fieldManager = fieldManager }
}

package struct WriteOptions: Sendable, Hashable {
    package var fieldManager: String?
    package var isDryRun = false
    package var fieldValidation: FieldValidation?

    package init() {}
}

package enum PatchKind: String, Sendable {
    case merge = "application/merge-patch+json"
    case json = "application/json-patch+json"
    case strategic = "application/strategic-merge-patch+json"
}

package struct DeleteOptions: Sendable, Hashable {
    package enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    /// Delete only the object with this uid; `conflict` if another has its name now.
    package var uid: String?
    /// Delete only this state of it.
    package var resourceVersion: String?
    package var propagation: Propagation?
    package var isDryRun = false

    package init() {}
}

extension KubeClient {
    /// Server-side apply: creates or changes the object so that it has what `object` sets.
    ///
    /// `object` has `metadata.name`. A field of another manager's is `conflict` with a cause for each, unless forced.
    /// Safe to repeat, and repeated.
    package func apply(
        _ object: JSONValue, to resource: APIResource, namespace: String?, options: ApplyOptions
    ) async throws -> WriteAnswer {
        let name = object["metadata"]?["name"]?.string ?? ""
        var query = QueryText()
        query.add("fieldManager", options.fieldManager)
        query.add("force", options.force ? "true" : nil)
        query.add("dryRun", options.isDryRun ? "All" : nil)
        query.add("fieldValidation", options.fieldValidation?.rawValue)
        let path = try resource.path(namespace: namespace, name: name, subresource: options.subresource)
        var request = HTTPRequest(.patch, path + query.text)
        // JSON is YAML, and saves the server a conversion.
        request.headers["content-type"] = "application/apply-patch+yaml"
        request.body = JSONText.write(object)
        request.isRepeatable = true
        return try await write(request, step: "apply", resource, namespace, name)
    }

    /// Creates the object; `alreadyExists` if it is there. Never repeated after the server may have received it.
    package func create(
        _ object: JSONValue, as resource: APIResource, namespace: String?, options: WriteOptions = WriteOptions()
    ) async throws -> WriteAnswer {
        let path = try resource.path(namespace: namespace)
        var request = HTTPRequest(.post, path + query(options).text)
        request.body = JSONText.write(object)
        request.isRepeatable = options.isDryRun
        let name = object["metadata"]?["name"]?.string ?? object["metadata"]?["generateName"]?.string ?? ""
        return try await write(request, step: "create", resource, namespace, name)
    }

    /// Replaces the object, which has `metadata.name` and `resourceVersion`: `conflict` if it is at another version.
    package func replace(
        _ object: JSONValue, _ resource: APIResource, namespace: String?, options: WriteOptions = WriteOptions()
    ) async throws -> WriteAnswer {
        let name = object["metadata"]?["name"]?.string ?? ""
        let path = try resource.path(namespace: namespace, name: name)
        var request = HTTPRequest(.put, path + query(options).text)
        request.body = JSONText.write(object)
        // A second copy finds another version, and fails.
        request.isRepeatable = options.isDryRun || object["metadata"]?["resourceVersion"] != nil
        return try await write(request, step: "replace", resource, namespace, name)
    }

    /// Patches the object, or a subresource of it. A merge patch that names `metadata.resourceVersion` or `uid` may be
    /// repeated: the second copy of it fails with `conflict` where the first was carried out.
    package func patch(
        _ patch: JSONValue, as kind: PatchKind, _ resource: APIResource, namespace: String?, name: String,
        subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws -> WriteAnswer {
        let path = try resource.path(namespace: namespace, name: name, subresource: subresource)
        var request = HTTPRequest(.patch, path + query(options).text)
        request.headers["content-type"] = kind.rawValue
        request.body = JSONText.write(patch)
        let metadata = kind == .json ? nil : patch["metadata"]
        request.isRepeatable = options.isDryRun || metadata?["resourceVersion"] != nil
        return try await write(request, step: "patch", resource, namespace, name)
    }

    /// Deletes the object. The answer is the object where finalizers keep it for now, `nil` where it is gone.
    ///
    /// `notFound` if there is none. Repeated only with a precondition: without, a second copy could delete what was
    /// made anew in between.
    @discardableResult
    package func delete(
        _ resource: APIResource, namespace: String?, name: String, options: DeleteOptions = DeleteOptions()
    ) async throws -> JSONValue? {
        var query = QueryText()
        query.add("dryRun", options.isDryRun ? "All" : nil)
        var request = HTTPRequest(.delete, try resource.path(namespace: namespace, name: name) + query.text)
        request.body = JSONText.write(options.body)
        request.isRepeatable = options.uid != nil || options.resourceVersion != nil || options.isDryRun
        let answer = try await write(request, step: "delete", resource, namespace, name)
        return answer.object["kind"]?.string == "Status" ? nil : answer.object
    }

    private func query(_ options: WriteOptions) -> QueryText {
        var query = QueryText()
        query.add("fieldManager", options.fieldManager)
        query.add("dryRun", options.isDryRun ? "All" : nil)
        query.add("fieldValidation", options.fieldValidation?.rawValue)
        return query
    }

    private func write(
        _ request: HTTPRequest, step: String, _ resource: APIResource, _ namespace: String?, _ name: String
    ) async throws -> WriteAnswer {
        let subject = resource.subject(namespace, name)
        let response = try await respond(to: request, step: step, subject: subject)
        let object = try document(response, step: step, subject: subject, path: request.target).value()
        return WriteAnswer(object: object, warnings: response.head.headers.values(of: "warning").map(\.warningText))
    }
}

extension DeleteOptions {
    fileprivate var body: JSONValue {
        var body: JSONObject = JSONObject()
        body["apiVersion"] = "v1"
        body["kind"] = "DeleteOptions"
        if let propagation { body["propagationPolicy"] = .string(propagation.rawValue) }
        var preconditions = JSONObject()
        if let uid { preconditions["uid"] = .string(uid) }
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        if !preconditions.isEmpty { body["preconditions"] = .object(preconditions) }
        return .object(body)
    }
}

extension APIResource {
    /// What an error calls one object: `Deployment.apps team-a/web`.
    func subject(_ namespace: String?, _ name: String) -> String {
        ObjectKey(
            groupKind: groupVersionKind.groupKind, namespace: isNamespaced ? namespace ?? "" : "", name: name
        ).description
    }
}

extension String {
    /// The text of a `Warning` field such as `299 - "apps/v1beta1 is deprecated"` (RFC 7234 section 5.5).
    fileprivate var warningText: String {
        guard let start = firstIndex(of: "\""), let end = lastIndex(of: "\""), start < end else { return self }
        return String(self[index(after: start)..<end]).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }
}
