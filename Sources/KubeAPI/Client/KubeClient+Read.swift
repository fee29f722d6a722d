import JSONText
package import ObjectModel

/// A question to the server's authorizer: may I?
package struct AccessQuestion: Sendable, Hashable {
    package var verb: String
    package var group: String
    /// The plural: `deployments`.
    package var resource: String
    package var subresource: String?
    /// `nil` for all namespaces, or for a kind that has none.
    package var namespace: String?
    package var name: String?

    package init(_ verb: String, _ resource: APIResource, namespace: String? = nil) {
        self.verb = verb
        group = resource.groupVersion.group
        self.resource = resource.name
        self.namespace = resource.isNamespaced ? namespace : nil
    }

    /// For a resource that need not be served.
    package init(
        _ verb: String, group: String, resource: String, subresource: String? = nil, namespace: String? = nil
    ) {
        self.verb = verb
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
    }
}

extension KubeClient {
    /// The object, or `nil` where the server says that there is none. An answer that no API server wrote is an error,
    /// also with the status 404.
    package func get(_ resource: APIResource, namespace: String?, name: String) async throws -> JSONValue? {
        let path = try resource.path(namespace: namespace, name: name)
        let subject = resource.subject(namespace, name)
        do {
            let response = try await respond(to: HTTPRequest(.get, path), step: "get", subject: subject)
            let value = try document(response, step: "get", subject: subject, path: path).value()
            guard value["metadata"]?["name"]?.string == name else {
                throw KubeError.malformed(response, "that is another thing", step: "get", subject: subject, path: path)
            }
            return value
        } catch let error as KubeError where error.code == .notFound && error.reason == "NotFound" {
            return nil
        }
    }

    /// Whether the user of this connection may do it, by a SelfSubjectAccessReview: no right is needed to ask.
    package func isAllowed(_ question: AccessQuestion) async throws -> Bool {
        var attributes = JSONObject()
        attributes["verb"] = .string(question.verb)
        attributes["group"] = .string(question.group)
        attributes["resource"] = .string(question.resource)
        if let subresource = question.subresource { attributes["subresource"] = .string(subresource) }
        if let namespace = question.namespace { attributes["namespace"] = .string(namespace) }
        if let name = question.name { attributes["name"] = .string(name) }
        var request = HTTPRequest(.post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        request.body = JSONText.write([
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": .object(attributes)],
        ])
        // It is a question: nothing is stored.
        request.isRepeatable = true
        let subject = "\(question.verb) \(question.resource)"
        let answer = try await json(request, step: "ask for the right to", subject: subject)
        guard let isAllowed = answer["status"]?["allowed"]?.bool else {
            throw KubeError(
                .malformedResponse, step: "ask for the right to", subject: subject,
                detail: "the answer has no status.allowed",
                hint: "check that the server URL is that of a Kubernetes API server")
        }
        return isAllowed
    }
}
