package import ObjectModel

/// JSON merge patches (RFC 7386).
package enum MergePatch {
    /// The patch that makes `wanted` of `current`: what is there and not wanted is `null`. Lists are replaced whole.
    package static func from(_ current: JSONValue, to wanted: JSONValue) -> JSONValue {
        guard case .object(let old) = current, case .object(let new) = wanted else { return wanted }
        var patch = JSONObject()
        for member in old.members where new[member.key] == nil { patch[member.key] = .null }
        for member in new.members { patch[member.key] = from(old[member.key] ?? .null, to: member.value) }
        return .object(patch)
    }
}
