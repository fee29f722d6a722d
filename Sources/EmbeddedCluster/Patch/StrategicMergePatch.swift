import ObjectModel
import OpenAPISchema

/// Strategic merge patch (apimachinery `strategicpatch`), for built-in kinds.
///
/// A list that ownership takes apart by keys is merged by its first key, which is the patch merge key of every such
/// list of the API; a set is merged as a set; any other list is replaced.
struct StrategicMergePatch {
    let types: TypeTable

    func apply(_ patch: JSONValue, to target: JSONValue, _ type: TypeID) throws(APIStatus) -> JSONValue {
        guard let changes = patch.object else {
            throw .badRequest("json: cannot unmarshal \(patch.goKind) into Go value of type map[string]interface {}")
        }
        return try merge(target.object ?? JSONObject(), changes, shape: types[type].shape).map(JSONValue.object) ?? [:]
    }

    /// `nil` where the patch takes the map away.
    private func merge(_ target: JSONObject, _ patch: JSONObject, shape: SchemaType.Shape?) throws(APIStatus)
        -> JSONObject?
    {
        switch patch["$patch"]?.string {
        case "delete": return nil
        case "replace":
            var replacement = patch
            replacement["$patch"] = nil
            return replacement
        default: break
        }
        var result = target
        if let kept = patch["$retainKeys"]?.array?.compactMap(\.string) {
            result = JSONObject(uniqueMembers: result.members.filter { kept.contains($0.key) })
        }
        for change in patch.members where change.key.utf8.first != UInt8(ascii: "$") {
            let member = Self.member(change.key, of: shape).map { types[$0].shape }
            result[change.key] = try changed(result[change.key], by: change.value, shape: member)
        }
        for change in patch.members where change.key.utf8.first == UInt8(ascii: "$") {
            try direct(change, &result, shape)
        }
        return result
    }

    private func changed(
        _ target: JSONValue?, by patch: JSONValue, shape: SchemaType.Shape?
    ) throws(APIStatus) -> JSONValue? {
        switch patch {
        case .null: return nil
        case .object(let changes):
            return try merge(target?.object ?? JSONObject(), changes, shape: shape).map(JSONValue.object)
        case .array(let items):
            return .array(try merge(target?.array ?? [], items, shape: shape))
        default: return patch
        }
    }

    private func merge(
        _ target: [JSONValue], _ patch: [JSONValue], shape: SchemaType.Shape?
    ) throws(APIStatus) -> [JSONValue] {
        guard case .list(let element, let kind)? = shape,
            !patch.contains(where: { $0["$patch"] == "replace" && $0.object?.count == 1 })
        else { return patch.filter { $0["$patch"] == nil } }
        switch kind {
        case .atomic: return patch
        case .set: return target + patch.filter { !target.contains($0) }
        case .map(let keys):
            guard let key = keys.first else { return patch }
            return try merge(target, patch, by: key, shape: types[element].shape)
        }
    }

    private func merge(
        _ target: [JSONValue], _ patch: [JSONValue], by key: String, shape: SchemaType.Shape
    ) throws(APIStatus) -> [JSONValue] {
        var result = target
        for item in patch {
            guard let changes = item.object else {
                throw .badRequest("invalid patch: element of a list of maps is no map")
            }
            guard let value = changes[key] else {
                throw APIStatus.unclassified("map: \(item.goDescription) does not contain declared merge key: \(key)")
            }
            let place = result.firstIndex { $0[key] == value }
            let old = place.flatMap { result[$0].object } ?? JSONObject()
            let merged = try merge(old, changes, shape: shape)
            switch (place, merged) {
            case (let place?, let merged?): result[place] = .object(merged)
            case (let place?, nil): result.remove(at: place)
            case (nil, let merged?): result.append(.object(merged))
            case (nil, nil): break
            }
        }
        return result
    }

    /// `$deleteFromPrimitiveList/…` and `$setElementOrder/…`, which kubectl sends for lists.
    private func direct(_ change: JSONObject.Member, _ result: inout JSONObject, _ shape: SchemaType.Shape?)
        throws(APIStatus)
    {
        let parts = change.key.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let items = change.value.array else { return }
        let key = String(parts[1])
        guard let current = result[key]?.array else { return }
        switch parts[0] {
        case "$deleteFromPrimitiveList":
            result[key] = .array(current.filter { !items.contains($0) })
        case "$setElementOrder":
            let name = Self.member(key, of: shape).flatMap { mergeKey(of: types[$0].shape) }
            result[key] = .array(Self.ordered(current, by: items, mergeKey: name))
        default: break
        }
    }

    private func mergeKey(of shape: SchemaType.Shape) -> String? {
        guard case .list(_, .map(let keys)) = shape else { return nil }
        return keys.first
    }

    /// Elements that the order names stand in that order; what only the server has keeps its place before its successor.
    private static func ordered(_ items: [JSONValue], by order: [JSONValue], mergeKey: String?) -> [JSONValue] {
        func identity(_ item: JSONValue) -> JSONValue { mergeKey.flatMap { item[$0] } ?? item }
        let wanted = order.map(identity)
        var named = wanted.compactMap { key in items.first { identity($0) == key } }
        var result: [JSONValue] = []
        for item in items {
            if wanted.contains(identity(item)) {
                guard let place = named.firstIndex(where: { identity($0) == identity(item) }) else { continue }
                result += named[...place]
                named.removeSubrange(...place)
            } else {
                result.append(item)
            }
        }
        return result + named
    }

    private static func member(_ key: String, of shape: SchemaType.Shape?) -> TypeID? {
        switch shape {
        case .object(let object): object[key]?.type
        case .map(let value, _): value
        default: nil
        }
    }
}
