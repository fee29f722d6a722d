import ObjectModel

/// JSON merge patch (RFC 7396).
enum MergePatch {
    static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        guard let changes = patch.object else { return patch }
        var result = target.object ?? JSONObject()
        for change in changes.members {
            if change.value.isNull {
                result[change.key] = nil
            } else {
                result[change.key] = apply(change.value, to: result[change.key] ?? .null)
            }
        }
        return .object(result)
    }
}
