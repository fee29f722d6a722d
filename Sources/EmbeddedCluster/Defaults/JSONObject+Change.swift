import ObjectModel

extension JSONObject {
    /// Sets `value` where nothing, null or an empty string stands.
    mutating func setDefault(_ key: String, _ value: JSONValue) {
        if self[key]?.isNull ?? true || self[key] == "" { self[key] = value }
    }

    /// Changes the map at `key`, which is made where there is none.
    mutating func update(_ key: String, _ change: (inout JSONObject) -> Void) {
        var below = self[key]?.object ?? JSONObject()
        change(&below)
        self[key] = .object(below)
    }

    /// Changes each map in the list at `key`.
    mutating func updateEach(_ key: String, _ change: (inout JSONObject) -> Void) {
        guard let items = self[key]?.array else { return }
        self[key] = .array(
            items.map { item in
                guard var object = item.object else { return item }
                change(&object)
                return .object(object)
            })
    }

    func mapMembers(_ change: (String, JSONValue) -> JSONValue) -> JSONObject {
        JSONObject(uniqueMembers: members.map { Member(key: $0.key, value: change($0.key, $0.value)) })
    }
}

extension JSONValue {
    /// Changes the map that this is; anything else stays.
    mutating func update(_ change: (inout JSONObject) -> Void) {
        guard var object else { return }
        change(&object)
        self = .object(object)
    }
}
