import ObjectModel
import OpenAPISchema

/// structured-merge-diff `typed/tofieldset.go`, `merge.go` and `remove.go`, for values that have been validated.
extension TypeView {
    /// Every leaf and every list or map item that `value` mentions.
    func fieldSet(of value: JSONValue, _ type: Reference) -> FieldSet {
        var set = FieldSet()
        collect(value, type, at: [], into: &set)
        return set
    }

    private func collect(_ value: JSONValue, _ type: Reference, at path: [PathElement], into set: inout FieldSet) {
        switch part(type, value) {
        case .scalar, .list(_, .atomic): set.insert(path[...])
        case .list(let element, let kind):
            for (item, next) in items(of: value, element, kind) {
                collect(item, element, at: path + [next], into: &set)
                set.insert((path + [next])[...])
            }
        case .map(let map):
            if map.isAtomic { return set.insert(path[...]) }
            for member in value.object?.members ?? [] {
                guard let (type, isField) = map.member(member.key) else { continue }
                collect(member.value, type, at: path + [.field(member.key)], into: &set)
                if !isField { set.insert((path + [.field(member.key)])[...]) }
            }
        }
    }

    /// The elements of an associative list with what tells them apart; those that cannot be told apart are left out.
    private func items(
        of value: JSONValue?, _ element: Reference, _ kind: ListType
    ) -> [(item: JSONValue, path: PathElement)] {
        (value?.array ?? []).enumerated().compactMap { place, item in
            // Validation has refused lists for which this fails.
            (try? pathElement(of: item, at: place, in: kind, element: element)).map { (item, $0) }
        }
    }

    /// `right` laid over `left`; nothing is removed. List elements keep the order of `left`, new ones follow.
    func merge(_ left: JSONValue?, _ right: JSONValue?, _ type: Reference) -> JSONValue? {
        switch part(type, right ?? left) {
        case .scalar, .list(_, .atomic): return right ?? left
        case .list(let element, let kind):
            if Self.isEmpty(left?.array) && Self.isEmpty(right?.array) { return right ?? left }
            return merge(items(of: left, element, kind), items(of: right, element, kind), element)
        case .map(let map):
            if map.isAtomic || Self.isEmpty(left?.object) && Self.isEmpty(right?.object) { return right ?? left }
            return merge(left?.object ?? JSONObject(), right?.object ?? JSONObject(), map)
        }
    }

    private func merge(
        _ left: [(item: JSONValue, path: PathElement)], _ right: [(item: JSONValue, path: PathElement)],
        _ element: Reference
    ) -> JSONValue? {
        let byPath = Dictionary(right.map { ($0.path, $0.item) }, uniquingKeysWith: { $1 })
        let known = Set(left.map(\.path))
        let merged = left.compactMap { merge($0.item, byPath[$0.path], element) }
        let added = right.filter { !known.contains($0.path) }.compactMap { merge(nil, $0.item, element) }
        guard !merged.isEmpty || !added.isEmpty else { return nil }
        return .array(merged + added)
    }

    private func merge(_ left: JSONObject, _ right: JSONObject, _ map: MapPart) -> JSONValue? {
        var result: [JSONObject.Member] = []
        let places = right.index()
        for member in left.members {
            let other = places[member.key].map { right.members[$0].value }
            guard let type = map.member(member.key)?.type else { continue }
            if let value = merge(member.value, other, type) { result.append(.init(key: member.key, value: value)) }
        }
        let known = left.index()
        for member in right.members where known[member.key] == nil {
            guard let type = map.member(member.key)?.type else { continue }
            if let value = merge(nil, member.value, type) { result.append(.init(key: member.key, value: value)) }
        }
        guard !result.isEmpty else { return nil }
        return .object(JSONObject(uniqueMembers: result))
    }

    private static func isEmpty(_ elements: [JSONValue]?) -> Bool { elements?.isEmpty ?? true }
    private static func isEmpty(_ object: JSONObject?) -> Bool { object?.isEmpty ?? true }

    /// `value` without the items and members that are in `set`.
    func removing(_ set: FieldSet, from value: JSONValue, _ type: Reference) -> JSONValue {
        switch part(type, value) {
        case .scalar: return value
        case .list(let element, let kind):
            if kind == .atomic { return .null }
            let kept = items(of: value, element, kind).compactMap { item, path -> JSONValue? in
                if set.has(path) { return nil }
                return set.child(path).map { removing($0, from: item, element) } ?? item
            }
            return kept.isEmpty ? .null : .array(kept)
        case .map(let map):
            if map.isAtomic { return .null }
            var kept: [JSONObject.Member] = []
            for member in value.object?.members ?? [] where !set.has(.field(member.key)) {
                let below = set.child(.field(member.key))
                let type = map.member(member.key)?.type ?? .deduced
                let value = below.map { removing($0, from: member.value, type) } ?? member.value
                kept.append(.init(key: member.key, value: value))
            }
            return kept.isEmpty ? .null : .object(JSONObject(uniqueMembers: kept))
        }
    }
}

/// What differs between two values (structured-merge-diff `typed.Comparison`); no path is in two of the sets.
struct ValueComparison {
    var added = FieldSet()
    var modified = FieldSet()
    var removed = FieldSet()

    var isSame: Bool { added.isEmpty && modified.isEmpty && removed.isEmpty }
}

extension TypeView {
    func compare(_ left: JSONValue?, _ right: JSONValue?, _ type: Reference) -> ValueComparison {
        var result = ValueComparison()
        compare(left, right, type, at: [], into: &result)
        return result
    }

    private func compare(
        _ left: JSONValue?, _ right: JSONValue?, _ type: Reference, at path: [PathElement],
        into result: inout ValueComparison
    ) {
        switch part(type, right ?? left) {
        case .scalar, .list(_, .atomic): return Self.leaf(left, right, path, &result)
        case .list(let element, let kind):
            if Self.isEmpty(left?.array) && Self.isEmpty(right?.array) { return Self.leaf(left, right, path, &result) }
            let (old, new) = (items(of: left, element, kind), items(of: right, element, kind))
            let byPath = Dictionary(new.map { ($0.path, $0.item) }, uniquingKeysWith: { $1 })
            let known = Set(old.map(\.path))
            for (item, next) in old { compare(item, byPath[next], element, at: path + [next], into: &result) }
            for (item, next) in new where !known.contains(next) {
                compare(nil, item, element, at: path + [next], into: &result)
            }
        case .map(let map):
            if map.isAtomic || Self.isEmpty(left?.object) && Self.isEmpty(right?.object) {
                return Self.leaf(left, right, path, &result)
            }
            compare(left?.object ?? JSONObject(), right?.object ?? JSONObject(), map, at: path, into: &result)
        }
        if left == nil { result.added.insert(path[...]) } else if right == nil { result.removed.insert(path[...]) }
    }

    private func compare(
        _ left: JSONObject, _ right: JSONObject, _ map: MapPart, at path: [PathElement],
        into result: inout ValueComparison
    ) {
        let (old, new) = (left.index(), right.index())
        for member in left.members {
            guard let type = map.member(member.key)?.type else { continue }
            let other = new[member.key].map { right.members[$0].value }
            compare(member.value, other, type, at: path + [.field(member.key)], into: &result)
        }
        for member in right.members where old[member.key] == nil {
            guard let type = map.member(member.key)?.type else { continue }
            compare(nil, member.value, type, at: path + [.field(member.key)], into: &result)
        }
    }

    private static func leaf(
        _ left: JSONValue?, _ right: JSONValue?, _ path: [PathElement], _ result: inout ValueComparison
    ) {
        if left == nil {
            result.added.insert(path[...])
        } else if right == nil {
            result.removed.insert(path[...])
        } else if left != right {
            result.modified.insert(path[...])
        }
    }
}
