import ObjectModel

/// Whether a request is allowed; what `SelfSubjectAccessReview` asks and what every request is held to.
package struct AccessAttributes: Sendable {
    package var verb: String
    package var group: String
    package var plural: String
    package var namespace: String
    package var name: String
    package var subresource: String
}

/// The `authorization.k8s.io/v1` reviews of one's own rights.
enum AccessReview {
    static let group = "authorization.k8s.io"
    static let plurals = ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]

    static func answer(
        _ plural: String, _ body: JSONValue, isAllowed: (AccessAttributes) -> Bool
    ) -> JSONValue {
        var review = body
        review.update { review in
            review["apiVersion"] = "authorization.k8s.io/v1"
            review["metadata"] = ["creationTimestamp": nil]
            if plural == "selfsubjectaccessreviews" {
                review["kind"] = "SelfSubjectAccessReview"
                review["status"] = status(isAllowed(attributes(of: body["spec"]?["resourceAttributes"])))
            } else {
                review["kind"] = "SelfSubjectRulesReview"
                review["status"] = [
                    "resourceRules": [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]],
                    "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]], "incomplete": false,
                ]
            }
        }
        return review
    }

    private static func status(_ isAllowed: Bool) -> JSONValue {
        isAllowed ? ["allowed": true] : ["allowed": false, "reason": "denied by the cluster's rule"]
    }

    private static func attributes(of value: JSONValue?) -> AccessAttributes {
        func text(_ key: String) -> String { value?[key]?.string ?? "" }
        return AccessAttributes(
            verb: text("verb"), group: text("group"), plural: text("resource"), namespace: text("namespace"),
            name: text("name"), subresource: text("subresource"))
    }
}
