import ObjectModel

extension JSONValue {
    /// An object of the members that have a value, in this order; keys are distinct.
    static func members(_ members: [(key: String, value: JSONValue?)]) -> JSONValue {
        .object(
            JSONObject(
                uniqueMembers: members.compactMap { member in
                    member.value.map { JSONObject.Member(key: member.key, value: $0) }
                }))
    }
}
