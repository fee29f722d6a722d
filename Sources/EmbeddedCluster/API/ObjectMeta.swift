import ObjectModel

/// The members of `metadata` that the server works with.
extension JSONValue {
    var metadata: JSONValue { self["metadata"] ?? [:] }
    var uid: String { metadata["uid"]?.string ?? "" }
    var resourceVersion: String { metadata["resourceVersion"]?.string ?? "" }
    var objectName: String { metadata["name"]?.string ?? "" }
    var objectNamespace: String { metadata["namespace"]?.string ?? "" }
    var finalizers: [String] { metadata["finalizers"]?.array?.compactMap(\.string) ?? [] }
    var isTerminating: Bool { metadata["deletionTimestamp"]?.string != nil }
    var generation: Int64 { metadata["generation"]?.integer ?? 0 }

    /// Changes `metadata`, which is made where there is none.
    mutating func updateMetadata(_ change: (inout JSONObject) -> Void) { update { $0.update("metadata", change) } }

    func without(_ keys: String...) -> JSONValue {
        guard let object else { return self }
        return .object(JSONObject(uniqueMembers: object.members.filter { !keys.contains($0.key) }))
    }

    /// Without `metadata.managedFields`.
    var withoutManagedFields: JSONValue {
        var result = self
        if result["metadata"]?["managedFields"] != nil { result.updateMetadata { $0["managedFields"] = nil } }
        return result
    }
}
