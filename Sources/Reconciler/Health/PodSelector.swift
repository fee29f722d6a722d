package import ObjectModel

/// How to find the Pods of a workload.
package enum PodSelector {
    /// The label selector in the form of the list request's `labelSelector`; `nil` for an object without one, and for
    /// an empty one, which would name every Pod.
    ///
    /// Grammar: <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>.
    package static func text(of workload: JSONValue) -> String? {
        guard let selector = workload["spec"]?["selector"]?.object else { return nil }
        // A ReplicationController's selector is the map of labels itself.
        let isPlain = selector["matchLabels"] == nil && selector["matchExpressions"] == nil
        let labels = isPlain ? selector : selector["matchLabels"]?.object
        var terms: [String] = []
        for label in labels?.sortedByKey() ?? JSONObject() {
            guard let value = label.value.string else { return nil }
            terms.append("\(label.key)=\(value)")
        }
        for expression in selector["matchExpressions"]?.array ?? [] {
            guard let term = term(of: expression) else { return nil }
            terms.append(term)
        }
        return terms.isEmpty ? nil : terms.joined(separator: ",")
    }

    /// `nil` for what no API server accepts: leaving a part out would name other Pods.
    private static func term(of expression: JSONValue) -> String? {
        let all = expression["values"]?.array ?? []
        let texts = all.compactMap(\.string)
        guard let key = expression["key"]?.string, texts.count == all.count else { return nil }
        let values = texts.joined(separator: ",")
        switch expression["operator"]?.string {
        case "In": return "\(key) in (\(values))"
        case "NotIn": return "\(key) notin (\(values))"
        case "Exists": return key
        case "DoesNotExist": return "!\(key)"
        default: return nil
        }
    }
}
