import ObjectModel

/// A Secret as the API server will hold it: `stringData` merged over `data`, in base64.
///
/// Source: `ConvertToInternal` for `core/v1` Secret: `stringData` is write-only and wins over `data`.
enum SecretValue {
    static func merged(_ secret: JSONValue) -> JSONValue {
        guard var object = secret.object else { return secret }
        var data = object["data"]?.object ?? JSONObject()
        for member in data.members where member.value.isNull { data[member.key] = "" }
        for member in object["stringData"]?.object ?? JSONObject() {
            guard let text = member.value.string else {
                data[member.key] = member.value
                continue
            }
            // What SOPS encrypted stays as it is, so that it is known for that.
            data[member.key] = .string(text.hasPrefix("ENC[") ? text : Base64.encode(text.utf8))
        }
        object["stringData"] = nil
        if object["data"] != nil || !data.isEmpty { object["data"] = .object(data) }
        return .object(object)
    }
}
