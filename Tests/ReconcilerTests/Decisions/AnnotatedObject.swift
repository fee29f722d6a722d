import ObjectModel

/// An object that has nothing but these annotations and labels.
func annotated(_ annotations: [String: JSONValue], labels: [String: JSONValue] = [:]) -> JSONValue {
    func object(_ members: [String: JSONValue]) -> JSONValue {
        .object(
            JSONObject(
                uniqueMembers: members.sorted { $0.key < $1.key }.map {
                    JSONObject.Member(key: $0.key, value: $0.value)
                }))
    }
    return ["metadata": ["annotations": object(annotations), "labels": object(labels)]]
}
